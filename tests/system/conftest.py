"""One scene per test, on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.system.scene import Scene, scene


@pytest.fixture
def stopped(database_url: str) -> Iterator[Scene]:
    """Agreed on by both project admins, and not started."""
    with scene(database_url) as one:
        yield one


@pytest.fixture
def shop(stopped: Scene) -> Scene:
    """Running, from now on."""
    stopped.start()
    return stopped
