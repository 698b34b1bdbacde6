"""A worker to whom something happens between two steps: one call of its `JiraSite` port is answered by the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from app.sync.ports import JiraSite, JiraSites, Ports

Call = Callable[..., Any]


@dataclass(frozen=True)
class AnsweredSite:
    """The `JiraSite` port. `answer` is given the real call, and its arguments."""

    site: JiraSite
    name: str
    answer: Call

    def __getattr__(self, name: str) -> Call:
        call: Call = getattr(self.site, name)
        if name != self.name:
            return call
        return lambda *arguments, **named: self.answer(call, *arguments, **named)


@dataclass(frozen=True)
class AnsweredSites:
    sites: JiraSites
    name: str
    answer: Call

    def open(self, tenant_id: int, purpose: str, *, synchronization_id: int | None = None) -> JiraSite:
        opened = self.sites.open(tenant_id, purpose, synchronization_id=synchronization_id)
        return cast(JiraSite, AnsweredSite(opened, self.name, self.answer))


def answering(ports: Ports, name: str, answer: Call) -> Ports:
    """The same ports, but for what Jira says to one kind of call."""
    return replace(ports, sites=AnsweredSites(ports.sites, name, answer))


def happening(ports: Ports, name: str, event: Callable[[], object], *, times: int = 1) -> Ports:
    """The same ports; the event happens right after each of the first so many calls of this kind."""
    left = iter(range(times))

    def answer(call: Call, *arguments: Any, **named: Any) -> Any:
        answered = call(*arguments, **named)
        if next(left, None) is not None:
            event()
        return answered

    return answering(ports, name, answer)
