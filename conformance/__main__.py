"""`python -m conformance --specs FOLDER`: see `conformance/README.md`."""

import argparse
import json
import sys
from pathlib import Path

from conformance.documents import CannotRead
from conformance.flavours import flavours
from conformance.report import Report
from conformance.stage import stage
from conformance.tour.walk import walk


def main() -> int:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--specs", type=Path, required=True, help="the folder with Atlassian's OpenAPI documents")
    arguments = parser.parse_args()
    report = Report()
    try:
        kinds = flavours(arguments.specs)
    except CannotRead as problem:
        print(problem, file=sys.stderr)
        return 2
    for kind in kinds:
        with stage(kind) as one:
            walk(one, report)
    for operation, examples in sorted(report.examples.items()):
        print(f"{report.violations[operation]:5} {operation}", *examples, sep="\n        ", file=sys.stderr)
    found = report.as_json(
        sum(len(one.implemented) for one in kinds), [each for one in kinds for each in one.documented]
    )
    print(json.dumps(found))
    return 1 if found["violations"] or found["server_errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
