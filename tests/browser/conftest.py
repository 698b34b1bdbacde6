"""The pages in Jira's frame, in a real browser. Whatever the page's console has to complain of fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FrameLocator, Page, ViewportSize

from jira_emulator import seed
from jira_emulator.server import RunningSite
from tests.stage import Stage, stage

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)

REFUSALS = ("Failed to load resource", "Response Status Error Code")

SignIn = Callable[..., Page]


@pytest.fixture
def jiras(database_url: str, redis_url: str) -> Iterator[Stage]:
    with stage(database_url, redis_url) as one:
        yield one


@pytest.fixture
def complaints() -> list[str]:
    """Script errors and breaches of the Content-Security-Policy, as the browser tells them. That a request was refused
    it tells, too, which is no fault of the page."""
    return []


@pytest.fixture
def sign_in(browser: Browser, complaints: list[str]) -> Iterator[SignIn]:
    """A browser of somebody's own: `part` is admin, project_admin, member or stranger."""
    contexts: list[BrowserContext] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSALS):
            complaints.append(message.text)

    def as_(running: RunningSite, part: str, *, narrow: bool = False, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport=NARROW if narrow else WIDE, color_scheme="dark" if dark else "light", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{running.address}/projects?as={seed.person(running.site, part).email}")
        return page

    yield as_
    for context in contexts:
        context.close()
    assert complaints == []


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.addon-frame")
