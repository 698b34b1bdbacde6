"""`python -m demo`: two Jiras on this machine, kept in step before your eyes. `make demo` installs what it needs
first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo.check import check
from demo.processes import stop_on_signals
from demo.services.failure import ServiceFailed
from demo.show import show


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if options.data is not None and not options.data.is_file():
        print(
            f"There is no file {options.data}; --data takes a file of issues, one JSON object a line.", file=sys.stderr
        )
        return 2
    try:
        with stop_on_signals():
            return check(options.data, options.seed) if options.check else show(options.data)
    except ServiceFailed as problem:
        print(problem, file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make demo ARGS=…", description="Two emulated Jira sites, kept in step by Backbone Issue Sync."
    )
    parser.add_argument(
        "--check", action="store_true", help="make edits on both sides, compare, print one JSON line, end"
    )
    parser.add_argument("--data", type=Path, metavar="FILE.jsonl", help="load these issues (REST v2 shape, one a line)")
    parser.add_argument("--seed", type=int, default=1, help="which random edits --check makes (default 1)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
