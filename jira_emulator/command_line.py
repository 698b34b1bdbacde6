"""The command line of `python -m jira_emulator`, read into one frozen object."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SITE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})=(?P<port>\d{1,5})(:(?P<kind>\w+))?")
PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")
EPILOG = """\
example:
  python -m jira_emulator --site first=8081 --site second=0:cloud --data first=issues.jsonl --project first=SHOP

The first line on standard output is one JSON object:
  {"sites": {"first": {"address": "http://127.0.0.1:8081", "client_key": "...", "all_js": "...", "install_keys": "...",
   "install_key_id": "...", "projects": ["SHOP"], "users": [{"role": "admin", "email": "...", "token": "...", ...}]}},
   "control": "http://127.0.0.1:40123/_control", "certificate": null}
Open an address in a browser and choose who to be, or add ?as=ada to any address. The REST API takes basic
authentication with a user's e-mail and token. SIGTERM or Ctrl-C ends it. docs/emulator.md has the rest.
"""


@dataclass(frozen=True)
class WantedSite:
    name: str
    port: int


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for; `files` and `project_keys` are by site name."""

    sites: tuple[WantedSite, ...]
    files: dict[str, Path]
    schemas: dict[str, Path]
    project_keys: dict[str, str]
    flat: bool
    seed: int
    latency_milliseconds: float
    limits: bool
    tls: bool
    state: Path | None
    has_control: bool
    control_port: int


def read_arguments(arguments: Sequence[str] | None = None) -> Wanted:
    """The command line, checked. Ends the process with a sentence and status 2 when it makes no sense."""
    parser = _parser()
    given = parser.parse_args(arguments)
    wanted = Wanted(
        sites=tuple(given.site),
        files={name: Path(path) for name, path in given.data},
        schemas={name: Path(path) for name, path in given.like},
        project_keys=dict(given.project),
        flat=given.flat,
        seed=given.seed,
        latency_milliseconds=given.latency,
        limits=given.limits,
        tls=given.tls,
        state=given.state,
        has_control=not given.no_control,
        control_port=given.control_port,
    )
    problem = _problem(wanted)
    if problem:
        parser.error(problem)
    return wanted


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jira_emulator",
        description="Jira sites on this machine: REST, webhooks, a Connect host, and pages to look at.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "--site",
        action="append",
        required=True,
        type=_site,
        metavar="NAME=PORT[:cloud]",
        help="a site; 0 takes any free port; repeat for more",
    )
    add(
        "--data",
        action="append",
        default=[],
        type=_named,
        metavar="NAME=FILE",
        help="issues for a site: JSONL, one REST v2 issue a line, also .gz",
    )
    add(
        "--like",
        action="append",
        default=[],
        type=_named,
        metavar="NAME=FILE",
        help="give a site's project the types, priorities and statuses of these issues, without the issues",
    )
    add("--flat", action="store_true", help="load sub-tasks as ordinary issues")
    add(
        "--project",
        action="append",
        default=[],
        type=_project,
        metavar="NAME=KEY",
        help="the project that loaded issues go to (default DATA); without --data it is made empty",
    )
    add("--seed", type=int, default=0, help="decides every generated id, token and fault (default 0)")
    add(
        "--latency",
        type=_amount,
        default=0.0,
        metavar="MS",
        help="milliseconds that every REST answer takes longer",
    )
    add("--limits", action="store_true", help="refuse with 429 what is over Jira Cloud's rate limits")
    add("--tls", action="store_true", help="https, with a certificate made at the start; its path is in the first line")
    add(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep the sites in this file: the next start with it goes on where this one ended, whatever --data says",
    )
    control = parser.add_mutually_exclusive_group()
    control.add_argument(
        "--control-port",
        type=int,
        default=0,
        metavar="N",
        help="port of the control API (default: any free one)",
    )
    control.add_argument("--no-control", action="store_true", help="no control API")
    return parser


def _site(text: str) -> WantedSite:
    found = SITE.fullmatch(text)
    if found is None or int(found["port"]) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=PORT; a name is letters, digits and hyphens")
    if found["kind"] not in (None, "cloud"):
        raise argparse.ArgumentTypeError(f"{found['kind']!r} is not a kind of site; there is only cloud")
    return WantedSite(found["name"], int(found["port"]))


def _named(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not (name and separator and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FILE")
    return name, value


def _project(text: str) -> tuple[str, str]:
    name, _, key = text.partition("=")
    if not name or not PROJECT_KEY.fullmatch(key):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=KEY; a key is 2 to 10 capital letters and digits")
    return name, key


def _amount(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 600_000:
        raise argparse.ArgumentTypeError("a latency is between 0 and 600000 milliseconds")
    return value


def _problem(wanted: Wanted) -> str:
    """What the options say against each other, in a sentence; empty when nothing."""
    names = [one.name for one in wanted.sites]
    if len(set(names)) < len(names):
        return "each site needs a name of its own"
    unknown = (set(wanted.files) | set(wanted.schemas) | set(wanted.project_keys)) - set(names)
    return f"there is no site {sorted(unknown)[0]!r}" if unknown else ""
