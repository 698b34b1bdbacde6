"""The demo for a person: what runs where, what to click, and what is being synchronized, until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table

from app.sync.records import SynchronizationOverview
from app.sync.status import status
from demo.landscape import LOADED_PROJECT, JiraSite, Landscape, landscape
from demo.synchronization import start_synchronization


def show(data: Path | None) -> int:
    """Starts everything and shows what happens; ends by a signal, which stops all of it."""
    console = Console()
    console.print("Starting PostgreSQL, Redis, two Jira sites, the app and its workers …")
    with landscape(data) as running:
        keys = (LOADED_PROJECT,) * 2 if data else (running.first.projects[0], running.second.projects[0])
        started = start_synchronization(running, *keys)
        console.print(addresses(running, keys), soft_wrap=True, highlight=False)
        with Live(console=console, refresh_per_second=4) as live:
            while True:
                live.update(picture(started.overviews()))
                fail_if_something_ended(running)
                time.sleep(0.5)


def addresses(running: Landscape, keys: tuple[str, str]) -> str:
    """One address a line, never wrapped, so that a terminal makes each of them a link."""
    lines = [""]
    for site, key in zip((running.first, running.second), keys, strict=True):
        lines += [
            f"[bold]{site.name}[/bold], project {key}",
            f"  issues            {issues_of(site, key)}",
            f"  project settings  {settings_of(site, key)}",
        ]
    lines += ["", "Edit an issue on one site and watch the other. Ctrl-C stops everything and leaves nothing.", ""]
    return "\n".join(lines)


def issues_of(site: JiraSite, key: str) -> str:
    return f"{site.address}/issues/?jql=project%3D{key}&as={person(site)}"


def settings_of(site: JiraSite, key: str) -> str:
    return f"{site.address}/plugins/servlet/project-config/{key}?as={person(site)}"


def person(site: JiraSite) -> str:
    """How the emulated site names its project admin in `?as=`."""
    return str(site.users["project_admin"]["email"]).partition("@")[0]


def picture(lines: Sequence[SynchronizationOverview]) -> Table:
    """Those of the first site."""
    table = Table("synchronization", "status", "pairs", "pending", "errors", "existing issues", expand=False)
    for line in lines:
        state = status(line.synchronization.facts)
        progress = ", ".join(f"{one.done} of {'?' if one.total is None else one.total}" for one in line.backfills)
        counts = (str(line.pairs), str(line.pending), str(line.incidents))
        table.add_row(line.synchronization.name, str(state), *counts, progress)
    return table


def fail_if_something_ended(running: Landscape) -> None:
    for ended in running.supervisor.ended():
        raise SystemExit(f"{ended.program.name} ended by itself; its log: {ended.log}")
