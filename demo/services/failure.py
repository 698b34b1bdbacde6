"""The one way in which a service fails to come up."""

from pathlib import Path

LINES_SHOWN = 20


class ServiceFailed(Exception):
    """A sentence that names the service, and the end of its log when it has one."""


def failed(sentence: str, log: Path) -> ServiceFailed:
    """The failure of a service that has written a log."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return ServiceFailed("\n".join([sentence, *lines[-LINES_SHOWN:]]))
