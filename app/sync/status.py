"""The status of a synchronization: derived from facts, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    REQUEST_SENT = "REQUEST SENT"
    INCOMING_REQUEST = "INCOMING REQUEST"
    DECLINED = "DECLINED"
    HANDSHAKE = "HANDSHAKE"
    RESTART_REQUIRED = "RESTART REQUIRED"
    WAITING_FOR_SLAVE = "WAITING FOR SLAVE"
    UPDATE_REQUIRED = "UPDATE REQUIRED"
    STOPPED = "STOPPED"
    RUNNING = "RUNNING"


NEED_ANOTHER_CONNECTION = frozenset({Status.HANDSHAKE, Status.WAITING_FOR_SLAVE, Status.UPDATE_REQUIRED})
"""Those that a direct connection never has."""


class Acceptance(StrEnum):
    """How far the partner's project admin is with a direct connection. `NOT_NEEDED`: one person may decide for both."""

    NOT_NEEDED = "not-needed"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class Facts:
    """What a status rests on. `suspension` is the code of the reason, a heading of the troubleshooting page."""

    acceptance: Acceptance
    wanted_running: bool
    suspension: str | None = None
    is_handshake_done: bool = True
    is_slave_behind: bool = False
    is_mapping_behind: bool = False


def status(facts: Facts, *, seen_from_requester: bool = True) -> Status:
    """The first that holds, in DESIGN's order of precedence; `seen_from_requester` tells the two ends of a request
    apart."""
    if facts.acceptance is Acceptance.DECLINED:
        return Status.DECLINED
    if facts.acceptance is Acceptance.REQUESTED:
        return Status.REQUEST_SENT if seen_from_requester else Status.INCOMING_REQUEST
    if not facts.is_handshake_done:
        return Status.HANDSHAKE
    if facts.wanted_running and facts.suspension:
        return Status.RESTART_REQUIRED
    if facts.is_slave_behind:
        return Status.WAITING_FOR_SLAVE
    if facts.is_mapping_behind:
        return Status.UPDATE_REQUIRED
    return Status.RUNNING if facts.wanted_running else Status.STOPPED


def is_exchanging(facts: Facts) -> bool:
    """Whether changes flow. A pending contract update doesn't stop them: they go on under the old contract."""
    is_ready = facts.acceptance in (Acceptance.NOT_NEEDED, Acceptance.ACCEPTED) and facts.is_handshake_done
    return is_ready and facts.wanted_running and facts.suspension is None
