"""A directory for one run: short enough for Unix sockets, and gone when the run is."""

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.services.watchdog import watchdog

# sun_path holds 104 bytes on macOS and 108 on Linux; the longest socket name below the directory takes 30.
LONGEST_PARENT = 60


def short_temporary_directory() -> Path:
    """The system's directory for temporary files, or /tmp where that has too long a name for a socket."""
    usual = Path(tempfile.gettempdir())
    return usual if len(os.fsencode(usual)) <= LONGEST_PARENT else Path("/tmp")


class RunDirectory:
    """Made on creation, removed by `close`, or by the watchdog when nobody is left to call it."""

    def __init__(self, name: str = "backbone") -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=short_temporary_directory()))
        watchdog().guard_directory(self.path)

    def close(self) -> None:
        """Removes the directory; a second call does nothing."""
        if not self.path.exists():
            return
        shutil.rmtree(self.path, ignore_errors=True)
        watchdog().release_directory(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
