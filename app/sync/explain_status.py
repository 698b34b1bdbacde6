"""A status in sentences: why it is so, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from app.sync.standing import Standing
from app.sync.status import Status


@dataclass(frozen=True)
class Explanation:
    """`next_step` is empty where nothing is to be done."""

    why: str
    next_step: str = ""


_SUSPENSIONS: Mapping[str, Explanation] = {
    "jira-access-lost": Explanation(
        "The add-on could not reach one of the two projects any more.",
        "Check that both projects exist and that the add-on may see them, then restart it.",
    ),
    "add-on-uninstalled": Explanation(
        "The add-on was uninstalled from one of the two Jiras.",
        "Once it is installed there again, restart the synchronization.",
    ),
    "site-replaced": Explanation(
        "One of the two Jiras was imported or restored: Jira counts it as a new site.",
        "A new site inherits nothing. Create the synchronization anew from there, then delete this one.",
    ),
}


def explain(standing: Standing) -> Explanation:
    """For the visitor's side of it."""
    synchronization = standing.synchronization
    match standing.status:
        case Status.REQUEST_SENT:
            return Explanation(
                "The partner’s project administrators have been asked and have not answered yet.",
                f"They find the request at {synchronization.second.project_key} under Project settings > "
                "Issue Synchronization.",
            )
        case Status.INCOMING_REQUEST:
            return Explanation("A partner would like to synchronize a project with yours.", "Accept or decline it.")
        case Status.DECLINED:
            return Explanation("The partner has declined the request.", "Delete it; you can ask again.")
        case Status.HANDSHAKE:
            return Explanation("The two sides are getting to know each other.")
        case Status.RESTART_REQUIRED:
            return _suspended(synchronization.suspension or "")
        case Status.WAITING_FOR_SLAVE:
            return Explanation(
                "The partner has not adopted the newest configuration yet.", "Nothing is lost meanwhile."
            )
        case Status.UPDATE_REQUIRED:
            return Explanation("A newer configuration has come from the partner.", "Open Configure and adopt it.")
        case Status.STOPPED:
            return _stopped(synchronization.published_number is not None)
        case Status.RUNNING:
            return Explanation("Changes are carried over as they happen.")
        case _:
            assert_never(standing.status)


def _stopped(is_configured: bool) -> Explanation:
    if not is_configured:
        return Explanation("Its mapping is not complete yet.", "Open Configure and fill in what is marked.")
    return Explanation(
        "Nothing is carried over; changes made meanwhile are remembered.", "Start it when you are ready."
    )


def _suspended(code: str) -> Explanation:
    other = Explanation("It stopped itself to be on the safe side.", "Look at Troubleshoot, then restart it.")
    return _SUSPENSIONS.get(code, other)
