"""The pages over HTTP, opened and called as Jira and the browser do it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stage import Stage, stage


@pytest.fixture
def jiras(database_url: str, redis_url: str) -> Iterator[Stage]:
    with stage(database_url, redis_url) as one:
        yield one
