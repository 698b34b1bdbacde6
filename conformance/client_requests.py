"""What our client asks of Jira while the tests run, and what it is answered, against the documents.

The emulator writes its exchanges down (`jira_emulator.exchange_log`); here they are read again. Tests that let
others call Jira, too, are of use for the answers.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.jira.session import USER_AGENT
from conformance.exchanges import Answer, Exchange, lower_case
from conformance.flavours import Flavour
from conformance.report import Report
from jira_emulator.exchange_log import FOLDER_VARIABLE

TESTS = ("tests/jira", "tests/system/test_webhooks.py", "tests/system/test_lost_answers.py")
"""Those that let the client do all it does."""

NO_ENDPOINT = b'"detail":"No endpoint '


class TestsFailed(Exception):
    """The tests did not pass, so what they asked says nothing; carries the end of their output."""


def run_tests(folder: Path) -> subprocess.Popen[str]:
    """Start the tests, with the emulator's exchanges written to the folder."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *TESTS]
    environment = os.environ | {FOLDER_VARIABLE: str(folder)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def await_tests(running: subprocess.Popen[str]) -> None:
    """Raises TestsFailed."""
    output, _ = running.communicate()
    if running.returncode != 0:
        raise TestsFailed(output[-3000:])


def check(folder: Path, flavours: list[Flavour], report: Report) -> None:
    """Every exchange in the folder's files: each answer, and the requests that are our client's."""
    for kind, exchange in exchanges_in(folder):
        flavour = next((one for one in flavours if one.has(kind, exchange.path)), None)
        operation = flavour.document.find(exchange.method, exchange.path) if flavour else None
        is_ours = exchange.headers.get("user-agent", "").startswith(USER_AGENT)
        if operation is None:
            if is_ours and flavour is not None:
                report.note_violation("undocumented", "our client asks what the document does not have", exchange)
            continue
        if is_ours:
            report.note_request(operation, exchange)
        if exchange.answer is not None and NO_ENDPOINT not in exchange.answer.body:
            report.note_answer(operation, exchange)


def exchanges_in(folder: Path) -> Iterator[tuple[str, Exchange]]:
    """Each with the kind of Jira that answered."""
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                written = json.loads(line)
                yield written["flavour"], read_exchange(written)


def read_exchange(written: Mapping[str, Any]) -> Exchange:
    return Exchange(
        method=written["method"],
        url=written["url"],
        headers=lower_case(written["headers"]),
        body=base64.b64decode(written["body"]),
        answer=written["answer"] and read_answer(written["answer"]),
        is_fault=written["on_purpose"],
        seen_by="tests",
    )


def read_answer(written: Mapping[str, Any]) -> Answer:
    return Answer(written["status"], lower_case(written["headers"]), base64.b64decode(written["body"]))
