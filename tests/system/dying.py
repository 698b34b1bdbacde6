"""A worker that dies after a given step: between any two calls that it makes of its ports.

What it did before a commit is rolled back with it, so dying after each call is dying in every state there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from app.sync.ports import JiraSite, JiraSites, Ports, Store, Work


class Died(BaseException):
    """As final as SIGKILL: no `except Exception` gets to see it."""


@dataclass
class Life:
    """Counts finished calls of ports, and ends after number `ends_at` (from 0)."""

    ends_at: int
    lived: int = 0

    def step(self) -> None:
        if self.lived == self.ends_at:
            raise Died
        self.lived += 1


@dataclass(frozen=True)
class MortalStore:
    """The `Store` port: dies after a commit."""

    store: Store
    life: Life

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        with self.store.transaction() as work:
            yield work
        self.life.step()


@dataclass(frozen=True)
class MortalSite:
    """The `JiraSite` port: dies after Jira has done what it was asked, before its answer is of any use."""

    site: JiraSite
    life: Life

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.site, name)

        def mortal(*arguments: Any, **named: Any) -> Any:
            answer = call(*arguments, **named)
            self.life.step()
            return answer

        return mortal


@dataclass(frozen=True)
class MortalSites:
    sites: JiraSites
    life: Life

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        site = self.sites.open(tenant_id, purpose, synchronization_id=synchronization_id)
        return cast(JiraSite, MortalSite(site, self.life))


def mortal(ports: Ports, life: Life) -> Ports:
    """The same ports for a worker of another name, whose life ends."""
    sites, store = MortalSites(ports.sites, life), MortalStore(ports.store, life)
    return replace(ports, store=store, sites=sites, holder="the mortal one")
