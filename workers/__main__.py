"""`python -m workers worker|scheduler`"""

from __future__ import annotations

import argparse
import sys

from app.settings import Settings, SettingsError
from app.sync.records import Lane
from workers.queues import URGENCY, work
from workers.schedule import run_schedule


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if options.role == "scheduler":
        run_schedule()
    else:
        work(settings.redis_url, options.lanes)
    return 0


def lanes(names: str) -> tuple[Lane, ...]:
    try:
        return tuple(Lane(name.strip()) for name in names.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{names!r} is not made of {', '.join(URGENCY)}, separated by commas"
        ) from None


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m workers", description="Background processes of Backbone Issue Sync."
    )
    parser.add_argument(
        "role", choices=["worker", "scheduler"], help="a worker takes jobs, the scheduler finds what is due"
    )
    parser.add_argument(
        "--lanes",
        type=lanes,
        default=URGENCY,
        help="which queues a worker serves, most urgent first; `live` alone reserves it for live edits",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
