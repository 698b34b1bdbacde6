"""What can be done with a synchronization, by its status and by whom, and what is said when it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.errors import WrongState
from app.sync.standing import Standing
from app.sync.status import Status


class Action(StrEnum):
    """In the order of the menu."""

    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    STOP = "stop"
    EDIT = "edit"
    CONFIGURE = "configure"
    TROUBLESHOOT = "troubleshoot"
    DELETE = "delete"


_LOOK_AFTER = (Action.EDIT, Action.CONFIGURE, Action.TROUBLESHOOT, Action.DELETE)

FITTING: Mapping[Status, frozenset[Action]] = {
    Status.REQUEST_SENT: frozenset({Action.EDIT, Action.DELETE}),
    Status.INCOMING_REQUEST: frozenset({Action.ACCEPT, Action.DECLINE}),
    Status.DECLINED: frozenset({Action.DELETE}),
    Status.HANDSHAKE: frozenset(_LOOK_AFTER),
    Status.RESTART_REQUIRED: frozenset({Action.START, Action.STOP, *_LOOK_AFTER}),
    Status.WAITING_FOR_SLAVE: frozenset({Action.START, Action.STOP, *_LOOK_AFTER}),
    Status.UPDATE_REQUIRED: frozenset({Action.START, Action.STOP, *_LOOK_AFTER}),
    Status.STOPPED: frozenset({Action.START, *_LOOK_AFTER}),
    Status.RUNNING: frozenset({Action.STOP, *_LOOK_AFTER}),
}

_OBJECTIONS: Mapping[Status, str] = {
    Status.REQUEST_SENT: "The partner has not answered the request yet. You can start it once they have accepted.",
    Status.INCOMING_REQUEST: "This is a request to your project. Accept or decline it first.",
    Status.DECLINED: "The partner has declined the request. It can only be deleted.",
    Status.HANDSHAKE: "The two sides have not finished their handshake yet.",
}

_BY_ACTION: Mapping[tuple[Status, Action], str] = {
    (Status.RUNNING, Action.START): "It is running already.",
    (Status.STOPPED, Action.STOP): "It is stopped already.",
}

NOT_CONFIGURED = "Its mapping is not complete yet. Open Configure, fill in what is marked there, and save."
ANSWERED = "This request has been answered or withdrawn already."


def objection(action: Action, standing: Standing) -> str | None:
    """Why the action does not fit now, as a sentence; None when it does."""
    status = standing.status
    if action in (Action.ACCEPT, Action.DECLINE) and status is not Status.INCOMING_REQUEST:
        return ANSWERED
    if action not in fitting(standing):
        return _BY_ACTION.get((status, action)) or _OBJECTIONS.get(status) or "This can't be done now."
    if action is Action.START and standing.synchronization.published_number is None:
        return NOT_CONFIGURED
    return None


def fitting(standing: Standing) -> frozenset[Action]:
    """The menu. Who stands on both sides of a request can also withdraw it."""
    actions = FITTING[standing.status]
    if standing.status is Status.INCOMING_REQUEST and standing.is_requester:
        return actions | {Action.EDIT, Action.DELETE}
    return actions


def check(action: Action, standing: Standing) -> None:
    """Raises WrongState."""
    sentence = objection(action, standing)
    if sentence is not None:
        raise WrongState(sentence)
