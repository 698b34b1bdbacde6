"""`python -m demo.picture FILE.png`: the list of synchronizations as a project admin sees it, from a running demo.

Two companies have something to do with the project Storefront of acme's Jira. Their addresses on this machine are
shown as `acme.example` and `globex.example`; nothing else is changed in the picture.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import uuid
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Frame, FrameLocator, Page, ViewportSize, sync_playwright

from app import create_app
from app.settings import Settings
from app.storage.database import db
from app.sync.accept import accept
from app.sync.create import Partner, ProjectElsewhere, ProjectHere, Wanted, create
from app.sync.permission import Visit
from app.sync.ports import Ports
from app.sync.records import BackfillState
from app.sync.start import Scope, start
from app.wiring import ports_of
from demo.landscape import JiraSite, Landscape, landscape
from demo.processes import stop_on_signals
from demo.services.failure import ServiceFailed
from demo.synchronization import visit_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ADVICE = "A picture needs a browser: install Chromium or Google Chrome (on Debian: apt-get install chromium)."
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
WIDE = ViewportSize(width=1280, height=900)
MARGIN = 24
SETTLE_SECONDS = 60.0

GREETING = "Hello Storefront! May our customers’ bug reports come straight to your board? You would answer there."
TAB = "/plugins/servlet/ac/backbone-issue-sync/project-synchronizations?project.key=SHOP"

SHOW_AS = """names => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    for (const [address, name] of Object.entries(names))
      texts.currentNode.nodeValue = texts.currentNode.nodeValue.replaceAll(address, name);
}"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.picture", description="Takes a picture of the overview page.")
    parser.add_argument("file", type=Path, metavar="FILE.png")
    file: Path = parser.parse_args(arguments).file
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print(ADVICE, file=sys.stderr)
        return 1
    try:
        with stop_on_signals(), landscape() as running:
            furnish(running)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
                take(browser, running, file)
                browser.close()
    except ServiceFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


# -- what there is to see ----------------------------------------------------------------------------------------


def furnish(running: Landscape) -> None:
    """The list shows the newest first, and requests of others above it."""
    app = create_app(Settings.from_environment(running.environment))
    ports = ports_of(app)
    acme, globex = running.first, running.second
    shop, operations = visit_of(ports, acme, "SHOP"), visit_of(ports, acme, "OPS")
    platform, desk = visit_of(ports, globex, "PLAT"), visit_of(ports, globex, "DESK")
    bills = ProjectElsewhere(globex.address, "BILL")
    ask(shop, bills, "Invoices and refunds", "What customers say of their bills.")
    here = ProjectHere(operations.caller.place.project_id or "")
    ask(shop, here, "Incidents", "What on-call finds in the shop. Off until the new rota is agreed.")
    partner = ProjectElsewhere(globex.address, "PLAT")
    together = ask(shop, partner, "Shop and platform", "Bugs and stories of both teams.")
    accept(platform, together)
    start(shop, together, Scope.ALL_THAT_MATCH)
    ask(desk, ProjectElsewhere(acme.address, "SHOP"), "Customers’ reports", "", GREETING)
    wait_until_filled(ports, shop)
    with app.app_context():
        db.engine.dispose()


def ask(visit: Visit, partner: Partner, name: str, description: str, message: str = "") -> str:
    """The public id of the synchronization that was created or asked for."""
    project_id = visit.caller.place.project_id
    assert project_id is not None
    return create(visit, Wanted(uuid.uuid4().hex, project_id, partner, name, description, message)).public_id


def wait_until_filled(ports: Ports, visit: Visit) -> None:
    """Until every issue that was there has its counterpart, and nothing is pending. Raises TimeoutError."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        with ports.store.transaction() as work:
            lines = work.synchronizations.overview(visit.tenant_id)
        filled = (backfill.state is BackfillState.DONE for line in lines for backfill in line.backfills)
        if all(filled) and not any(line.pending for line in lines):
            return
        time.sleep(0.5)
    raise TimeoutError("the issues that were there are not carried over yet")


# -- taking it ---------------------------------------------------------------------------------------------------


def take(browser: Browser, running: Landscape, file: Path) -> None:
    """Jira's own page around the list included, cut off below it."""
    page = browser.new_page(viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    person = running.first.users["project_admin"]["email"]
    page.goto(f"{running.first.address}/projects?as={person}")
    page.goto(running.first.address + TAB)
    inside = page.frame_locator("iframe.addon-frame")
    inside.get_by_text("RUNNING", exact=True).wait_for()
    rename(page, running)
    bottom = lowest(page, inside)
    page.screenshot(path=file, full_page=True, clip=FloatRect(x=0, y=0, width=WIDE["width"], height=bottom + MARGIN))


def rename(page: Page, running: Landscape) -> None:
    names = {host_of(site): f"{site.name}.example" for site in running.sites.values()}
    frames: list[Frame] = page.frames
    for frame in frames:
        frame.evaluate(SHOW_AS, names)


def host_of(site: JiraSite) -> str:
    return site.address.partition("://")[2]


def lowest(page: Page, inside: FrameLocator) -> float:
    """The lower edge of the list on the page, in pixels."""
    box = inside.locator("table.list").bounding_box()
    assert box is not None
    return float(box["y"] + box["height"])


if __name__ == "__main__":
    sys.exit(main())
