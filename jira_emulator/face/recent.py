"""What just happened on the site: the last requests, webhooks, lifecycle calls and faults, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from jira_emulator.face.rendering import as_moment
from jira_emulator.face.session import needs_sign_in
from jira_emulator.faults import Faults, WebhookFaults
from jira_emulator.host.connect_host import attached_host
from jira_emulator.host.lifecycle import LifecycleCall
from jira_emulator.state import Site
from jira_emulator.traffic import RequestRecord, WebhookRecord

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
        tables = [
            request_table(emulator.traffic.requests(site.name)),
            webhook_table(emulator.traffic.webhooks(site.name)),
            lifecycle_table(list(attached_host().messenger.calls)),
            fault_table(emulator.faults),
        ]
        return render_template("recent.html", tables=tables)


def request_table(records: Sequence[RequestRecord]) -> Table:
    rows = [
        (
            as_moment(one.at),
            one.method,
            one.path,
            one.status,
            one.account_id or "anonymous",
            f"{one.milliseconds:.1f} ms",
        )
        for one in records[:SHOWN]
    ]
    return Table(
        "REST calls",
        ("When", "Method", "Path", "Answer", "Who", "Took"),
        rows,
        "Nobody has called the REST API yet.",
    )


def webhook_table(records: Sequence[WebhookRecord]) -> Table:
    rows = [
        (as_moment(one.at), one.event, one.url, one.attempt, one.status or "no answer", one.outcome)
        for one in records[:SHOWN]
    ]
    columns = ("When", "Event", "Address", "Attempt", "Answer", "Outcome")
    return Table("Webhooks", columns, rows, "No webhook has been sent yet.")


def fault_table(faults: Faults) -> Table:
    """What the emulator has been asked to do wrong."""
    rows: list[Sequence[object]] = [(repr(fault),) for fault in list(faults.requests)]
    if faults.webhooks != WebhookFaults():
        rows.append((repr(faults.webhooks),))
    if faults.latency.milliseconds:
        rows.append((f"Answers are {faults.latency.milliseconds:g} ms late ({faults.latency.distribution}).",))
    return Table("Faults", ("What is to go wrong",), rows, "Nothing is to go wrong.")


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
