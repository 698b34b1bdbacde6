"""What just happened on the site: the last requests, webhooks, lifecycle calls and faults, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from jira_emulator.face.rendering import as_moment
from jira_emulator.face.session import needs_sign_in
from jira_emulator.host.connect_host import attached_host
from jira_emulator.host.lifecycle import LifecycleCall
from jira_emulator.state import Site

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

SHOWN = 100


@dataclass(frozen=True)
class Table:
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    nothing: str


def add_views(face: Blueprint, site: Site, emulator: "Emulator") -> None:
    @face.get("/_recent")
    @needs_sign_in
    def recent() -> str:
        return render_template("recent.html", tables=[lifecycle_table(list(attached_host().messenger.calls))])


def lifecycle_table(calls: Sequence[LifecycleCall]) -> Table:
    rows = [
        (as_moment(call.at), call.event, call.addon_key, call.url, call.status or "no answer", call.problem)
        for call in reversed(calls)
    ]
    return Table(
        "Apps were told",
        ("When", "Event", "App", "Address", "Answer", "Problem"),
        rows[:SHOWN],
        "No app has been installed or removed.",
    )
