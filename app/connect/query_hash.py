"""The query string hash (`qsh`) that ties a token to one request (Atlassian's documentation, "Understanding JWT")."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from atlassian_jwt.url_utils import hash_url

CONTEXT = "context-qsh"
"""What stands in the place of a hash in the tokens of `AP.context.getToken()`: they are tied to no request."""

PLAIN_PATH = re.compile(r"(/[A-Za-z0-9._:~-]+)*/?")
PLAIN_QUERY = re.compile(r"[!-\"$-~]*")


@dataclass(frozen=True)
class RequestLine:
    """What was asked for: the path relative to the base URL, and the query as it came, without the `?`."""

    method: str
    path: str
    query: str = ""

    @property
    def is_plain(self) -> bool:
        """Nothing in it that two readers could read in two ways: encoded characters in the path, doubled slashes, `#`.
        Addresses of ours are plain; another one is somebody's attempt."""
        return bool(PLAIN_PATH.fullmatch(self.path) and PLAIN_QUERY.fullmatch(self.query))

    def hash(self) -> str:
        """Raises ValueError for an address that can't be taken apart."""
        digest: str = hash_url(self.method, f"{self.path}?{self.query}")
        return digest


def is_hash_of(qsh: object, line: RequestLine) -> bool:
    return isinstance(qsh, str) and line.is_plain and same_text(qsh, line.hash())


def same_text(one: str, other: str) -> bool:
    """Takes as long for a wrong text as for the right one."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
