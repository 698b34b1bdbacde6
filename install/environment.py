"""Builds the environment in `.venv`: Python by requirements.txt, front-end parts by package-lock.json.

Runs on the standard library alone, because it is what installs everything else. Each step leaves a stamp with
the digest of what it was built from, so that an environment that is up to date costs a few milliseconds.
Everything it says goes to standard error: standard output belongs to the command that needed the environment.
"""

import fcntl
import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from install.frontend import MAKER, VENDOR_FILES, install_frontend
from install.problem import CannotInstall, run

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"


@dataclass(frozen=True)
class Step:
    """One thing to install: what it is made from, what has to be there afterwards, and how it is made."""

    name: str
    sentence: str
    made_from: tuple[Path, ...]
    leaves: tuple[Path, ...]
    install: Callable[[], None]

    @property
    def stamp(self) -> Path:
        return ENVIRONMENT / f"installed-{self.name}"

    def digest(self) -> str:
        content = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
        for path in self.made_from:
            content.update(path.read_bytes())
        return content.hexdigest()

    def is_up_to_date(self) -> bool:
        there = all(path.exists() for path in (self.stamp, *self.leaves))
        return there and self.stamp.read_text() == self.digest()


def create_environment() -> None:
    """Makes `.venv` anew, unless the one that is there works."""
    if environment_works():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise CannotInstall(
            f"{sys.executable} comes without venv and ensurepip: install them (on Debian and Ubuntu: "
            f"apt-get install python3-venv), or name another Python with PYTHON=/path/to/python3."
        )
    run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        "The virtual environment could not be made",
    )


def environment_works() -> bool:
    """False also when the Python that it was made with has gone."""
    try:
        return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def install_packages() -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    requirements = ["-r", str(ROOT / "requirements.txt")]
    run([*pip, *requirements], "The Python packages could not be installed")


STEPS = (
    Step("python", "Making the virtual environment", (), (PYTHON,), create_environment),
    Step(
        "packages",
        "Installing the Python packages",
        (ROOT / "requirements.txt",),
        (ENVIRONMENT / "bin" / "flask",),
        install_packages,
    ),
    Step(
        "frontend",
        "Installing the front-end parts",
        (ROOT / "package.json", ROOT / "package-lock.json", MAKER),
        VENDOR_FILES,
        lambda: install_frontend(PYTHON),
    ),
)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together in one checkout must not install over each other."""
    with (ROOT / "requirements.txt").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_what_is_missing() -> None:
    for step in STEPS:
        if step.is_up_to_date():
            continue
        print(f"{step.sentence} …", file=sys.stderr, flush=True)
        step.install()
        step.stamp.write_text(step.digest())


def main() -> int:
    try:
        with one_at_a_time():
            install_what_is_missing()
    except CannotInstall as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
