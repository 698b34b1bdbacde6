"""Answers that were recorded from a real Jira Cloud site come out the same, word for word.

The recordings are of anonymous calls to a public project, PUB.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.exchanges import Exchange
from conformance.flavours import Flavour
from conformance.report import Report
from conformance.stage import Stage, stage
from conformance.tour.stops import Stop
from conformance.tour.walk import visit
from jira_emulator.schemes import Grant, GrantKind

RECORDINGS = Path("recorded") / "jira-cloud-observed-errors.json"
PROJECT = "PUB"
NOT_SENT = ("Report-To", "Nel")
"""Where Atlassian's edge wants failures of the browser's network reported: nobody would hear of them here."""


def compare(specs: Path, flavours: list[Flavour], report: Report) -> None:
    """Ask again what was recorded, where there are recordings."""
    file = specs / RECORDINGS
    cloud = next((one for one in flavours if one.api == "3"), None)
    if cloud is None or not file.exists():
        return
    recorded = json.loads(file.read_text(encoding="utf-8"))
    headers = [one.partition(":")[0] for one in recorded["common_response_headers"]]
    with stage(cloud, PROJECT) as public:
        open_to_everybody(public)
        for record in recorded["records"]:
            exchange = asked_again(public, record)
            for difference in differences(record, headers, exchange):
                report.note_violation(f"recorded {record['name']}", difference, exchange)
            report.count(exchange)


def open_to_everybody(public: Stage) -> None:
    """Two issues, as the recordings have them, that anybody may see."""
    for scheme in public.running.site.permission_schemes.values():
        scheme.grants["BROWSE_PROJECTS"].add(Grant(GrantKind.ANYONE))
    fields = {"project": {"key": PROJECT}, "issuetype": {"name": "Task"}, "summary": "Seen by everybody"}
    for _ in range(2):
        visit(Stop("POST /issue", 201, {"fields": fields}), public)


def asked_again(public: Stage, record: Mapping[str, Any]) -> Exchange:
    body = (record["request_body"] or "").encode()
    headers = {"Content-Type": "application/json"} if body else {}
    return public.call("nobody", record["method"], record["path"], body, headers, by="recorded")


def differences(record: Mapping[str, Any], headers: list[str], exchange: Exchange) -> Iterator[str]:
    answer = exchange.answer
    assert answer is not None
    if answer.status != record["status"]:
        yield f"answered {answer.status}, recorded is {record['status']}"
    if answer.headers.get("content-type", "").lower() != record["content_type"].lower():
        yield f"answered {answer.headers.get('content-type')}, recorded is {record['content_type']}"
    if answer.json() != record["body"]:
        yield f"answered {answer.body!r}, recorded is {record['body']}"
    for name in headers:
        if name.lower() not in answer.headers and name not in NOT_SENT:
            yield f"the header {name} is missing"
