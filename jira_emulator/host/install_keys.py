"""The key that signs `installed` and `uninstalled`, and the place where its public half can be fetched.

Atlassian publishes its keys at `https://connect-install-keys.atlassian.com/{kid}`; the emulator serves its own at
`/_install-keys/{kid}` of every site. One key serves all sites of a process, as one serves all of Atlassian's.
"""

import functools
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass(frozen=True)
class InstallKey:
    kid: str
    private_pem: bytes
    public_pem: bytes


def new_install_key() -> InstallKey:
    """A fresh 2048-bit RSA key; a `kid` is never used twice."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return InstallKey(
        kid=str(uuid.uuid4()),
        private_pem=private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        public_pem=private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    )


@functools.cache
def process_install_key() -> InstallKey:
    """The key of this process, made at its first use."""
    return new_install_key()
