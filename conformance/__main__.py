"""Holds the emulator's answers, and what our client asks of it, against Atlassian's documents.

Ends with one JSON line, and with status 0 when nothing is violated. See `conformance/README.md`.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from conformance import client_requests, recorded
from conformance.client_requests import TestsFailed
from conformance.documents import CannotRead
from conformance.flavours import Flavour, flavours
from conformance.fuzz import Effort, fuzz
from conformance.report import Report
from conformance.stage import stage
from conformance.tour.walk import walk


def main() -> int:
    arguments = parsed()
    report = Report()
    try:
        kinds = flavours(arguments.specs)
        run(arguments, kinds, report)
    except (CannotRead, TestsFailed) as problem:
        print(problem, file=sys.stderr)
        return 2
    for operation, examples in sorted(report.examples.items()):
        print(f"{report.violations[operation]:5} {operation}", *examples, sep="\n        ", file=sys.stderr)
    found = report.as_json(kinds)
    print(json.dumps(found))
    return 1 if found["violations"] or found["server_errors"] else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--specs", type=Path, required=True, help="the folder with Atlassian's OpenAPI documents")
    parser.add_argument(
        "--exchanges", type=Path, help="exchanges that a test run has written already; otherwise tests are run for them"
    )
    parser.add_argument("--fuzz-examples", type=int, default=8, help="made-up requests for each operation and way")
    parser.add_argument("--fuzz-seconds", type=float, default=90, help="for all of them together, at most")
    return parser.parse_args()


def run(arguments: argparse.Namespace, kinds: list[Flavour], report: Report) -> None:
    """The tests run beside the rest: they wait more than they work."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as own:
        folder = arguments.exchanges or Path(own)
        tests = None if arguments.exchanges else client_requests.run_tests(folder)
        try:
            for kind in kinds:
                with stage(kind) as one:
                    walk(one, report)
            for kind in kinds:
                with stage(kind) as one:
                    fuzz(one, report, Effort(arguments.fuzz_examples, arguments.fuzz_seconds / len(kinds)))
            recorded.compare(arguments.specs, kinds, report)
            if tests is not None:
                client_requests.await_tests(tests)
        finally:
            if tests is not None:
                tests.kill()
        client_requests.check(folder, kinds, report)


if __name__ == "__main__":
    sys.exit(main())
