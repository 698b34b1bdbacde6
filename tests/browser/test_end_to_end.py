"""The whole of it: administrators install the add-on in two Jiras, project admins set a synchronization up, and what
people do in one Jira arrives in the other. All processes are real: the app, its workers and its scheduler, as the demo
starts them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.landscape import JiraSite, Landscape, landscape
from tests.browser.conftest import WIDE, frame

TAB = "/plugins/servlet/ac/backbone-issue-sync/project-synchronizations?project.key="
ARRIVES_WITHIN_MS = 30_000


@pytest.fixture(scope="module")
def running() -> Iterator[Landscape]:
    with landscape(is_installed=False) as everything:
        yield everything


def signed_in(browser: Browser, site: JiraSite, role: str) -> Page:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{site.address}/projects?as={site.users[role]['email']}")
    return page


def test_an_edit_on_one_issue_page_appears_on_the_others(browser: Browser, running: Landscape) -> None:
    for site in (running.first, running.second):
        install(browser, site, running.descriptor)
    first = signed_in(browser, running.first, "project_admin")
    partner = signed_in(browser, running.second, "project_admin")

    ask(first, running)
    accept(partner, running)
    start(first, running)
    open_counterpart(first, partner, running)
    rename_issue(first, "Renamed by the storefront team")

    expect_reloaded(partner, "Renamed by the storefront team")
    for page in (first, partner):
        page.context.close()


def install(browser: Browser, site: JiraSite, descriptor: str) -> None:
    page = signed_in(browser, site, "admin")
    page.goto(site.address + "/plugins/servlet/upm")
    page.get_by_label("Upload an app").fill(descriptor)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("article", name="Backbone Issue Sync")).to_be_visible()
    page.context.close()


def ask(page: Page, running: Landscape) -> None:
    page.goto(running.first.address + TAB + "SHOP")
    shown = frame(page)
    shown.get_by_role("button", name="Create synchronization").click()
    shown.get_by_label("A project of another Jira").check()
    shown.get_by_label("Address of the partner").fill(running.second.address)
    shown.get_by_label("Key of the partner").fill("PLAT")
    shown.get_by_role("button", name="Next").click()
    shown.get_by_role("button", name="Send request").click()
    expect(shown.get_by_role("table")).to_contain_text("REQUEST SENT")


def accept(page: Page, running: Landscape) -> None:
    page.goto(running.second.address + TAB + "PLAT")
    shown = frame(page)
    shown.get_by_role("button", name="Accept").click()
    shown.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(shown.get_by_role("table")).to_contain_text("STOPPED")


def start(page: Page, running: Landscape) -> None:
    """With everything that is there already; the row follows by itself until it is done."""
    page.goto(running.first.address + TAB + "SHOP")
    shown = frame(page)
    shown.get_by_label("Actions for").click()
    shown.get_by_role("menuitem", name="Start").click()
    shown.get_by_label("All that match").check()
    shown.get_by_role("dialog").get_by_role("button", name="Start").click()
    expect(shown.get_by_role("table")).to_contain_text("RUNNING")
    expect(shown.get_by_role("progressbar")).to_have_count(0, timeout=60_000)


def open_counterpart(first: Page, partner: Page, running: Landscape) -> None:
    """By the link that the panel on the issue shows; the panel follows by itself until both agree."""
    first.goto(f"{running.first.address}/browse/SHOP-1")
    link = frame(first).get_by_role("link", name="PLAT-")
    expect(link).to_be_visible(timeout=ARRIVES_WITHIN_MS)
    expect(frame(first).get_by_text("IN STEP")).to_be_visible(timeout=ARRIVES_WITHIN_MS)
    partner.goto(str(link.get_attribute("href")))
    expect(partner.get_by_role("heading", level=1)).to_have_text(first.get_by_role("heading", level=1).inner_text())


def rename_issue(page: Page, summary: str) -> None:
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Summary").fill(summary)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(summary)


def expect_reloaded(page: Page, summary: str) -> None:
    for _ in range(ARRIVES_WITHIN_MS // 500):
        page.reload()
        if page.get_by_role("heading", level=1).inner_text() == summary:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"“{summary}” did not arrive within {ARRIVES_WITHIN_MS} ms.")
