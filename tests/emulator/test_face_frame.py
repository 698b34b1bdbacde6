"""An add-on's page in its frame, in a real browser: all.js on one side, the host page on the other."""

import json
import re
from collections.abc import Iterator

import jwt
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from jira_emulator import seed
from jira_emulator.host.connect_host import install
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.tiny_addon import TinyAddon

TAB = "/plugins/servlet/ac/com.example.tiny/tiny-project?project.key=SHOP"
ADD_OUTSIDER = """(address) => new Promise((resolve) => {
  const outsider = document.createElement("iframe");
  outsider.src = address;
  Object.assign(outsider.dataset, document.querySelector("iframe.addon-frame").dataset);
  outsider.onload = resolve;
  document.body.append(outsider);
})"""
ASK_FOR_FLAG_AND_TOKEN = """(channel) => new Promise((resolve) => {
  window.addEventListener("message", () => resolve("answered"));
  const ask = (call, args) => parent.postMessage({ connect: channel, call, id: 1, args }, "*");
  ask("flag.create", [{ identifier: "forged", title: "Forged" }]);
  ask("context.getToken", []);
  setTimeout(() => resolve("silence"), 500);
})"""
OPEN_DIALOG = """() => {
  const dialog = AP.dialog.create({ key: "tiny-admin", header: "A dialog", customData: { step: 2 } });
  dialog.on("close", (value) => { window.closedWith = value; });
}"""
PROJECT_CLAIM = {"key": "SHOP", "id": "10000"}


@pytest.fixture
def running() -> Iterator[RunningSite]:
    with Emulator() as emulator:
        one = emulator.add_site("first")
        seed.add_project(one.site, "SHOP", "Storefront")
        yield one


@pytest.fixture
def page(browser: Browser, running: RunningSite) -> Iterator[Page]:
    addon = TinyAddon(host_address=running.address).start()
    install(running, addon.descriptor_url)
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 800})
    one = context.new_page()
    one.goto(f"{running.address}/projects?as=priya")
    one.goto(running.address + TAB)
    yield one
    context.close()
    addon.stop()


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.addon-frame")


def answer(page: Page, button: str, pattern: str) -> str:
    """What the frame writes after the button was pressed."""
    frame(page).get_by_role("button", name=button, exact=True).click()
    written = frame(page).locator("#answer")
    expect(written).to_have_text(re.compile(pattern))
    return written.inner_text()


def test_page_gets_context_tokens_by_promise_and_by_callback(page: Page, running: RunningSite) -> None:
    tokens = answer(page, "Token", r"^\S+ \S+$").split(" ")

    secret = running.site.installations["com.example.tiny"].shared_secret
    for token in tokens:
        claims = jwt.decode(token, secret, algorithms=["HS256"])
        assert claims["qsh"] == "context-qsh"
        assert claims["sub"] == seed.person(running.site, "project_admin").account_id
        assert claims["context"] == {"jira": {"project": PROJECT_CLAIM}}
        assert claims["exp"] - claims["iat"] <= 900


def test_flag_shows_text_as_text_and_its_action_comes_back(page: Page) -> None:
    frame(page).get_by_role("button", name="Flag").click()

    flag = page.locator("#flags section")
    expect(flag.locator("p")).to_have_text("<b>It is</b> done")
    flag.get_by_role("button", name="Undo").click()
    expect(frame(page).locator("#answer")).to_have_text("action undo")
    flag.get_by_role("button", name="Dismiss").click()
    expect(flag).to_have_count(0)


def test_frame_grows_with_its_content(page: Page) -> None:
    expect(frame(page).locator("#place")).to_be_visible()

    frame(page).get_by_role("button", name="Grow").click()

    page.wait_for_function("document.querySelector('iframe.addon-frame').offsetHeight > 700")


def test_frame_follows_the_hosts_light_and_dark(page: Page) -> None:
    root = frame(page).locator("html")
    answer(page, "User", ".")  # frame and host have found each other
    expect(root).to_have_attribute("data-color-mode", "light")

    page.get_by_role("button", name="Switch between light and dark").click()
    expect(root).to_have_attribute("data-color-mode", "dark")
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-color-mode", "dark")
    expect(frame(page).locator("html")).to_have_attribute("data-color-mode", "dark")


def test_rest_calls_of_the_page_are_made_as_its_user_within_the_add_ons_scopes(page: Page) -> None:
    assert json.loads(answer(page, "Request", "accountId"))["displayName"] == "Priya Nair"
    assert answer(page, "Admin", "refused") == "refused 403"


def test_page_learns_who_looks_at_it(page: Page, running: RunningSite) -> None:
    assert answer(page, "User", ".") == seed.person(running.site, "project_admin").account_id


def test_dialog_shows_a_module_and_hands_its_value_back(page: Page) -> None:
    opener = page.frames[1]
    opener.evaluate(OPEN_DIALOG)
    dialog = page.locator("dialog iframe")
    inner = page.frame_locator("dialog iframe").locator("body")
    expect(inner.locator("#place")).to_have_text("admin")

    assert inner.evaluate("AP.dialog.getCustomData()") == {"step": 2}
    inner.evaluate("AP.dialog.close('done')")

    expect(dialog).to_have_count(0)
    opener.wait_for_function("window.closedWith === 'done'")


def test_page_keeps_its_state_in_the_hosts_address(page: Page) -> None:
    page.frames[1].evaluate("AP.history.pushState('step two')")

    page.wait_for_url("**#!step%20two")
    assert page.frames[1].evaluate("AP.history.getState()") == "step two"


def test_page_leads_its_user_about_the_site_and_never_off_it(page: Page, running: RunningSite) -> None:
    addon_page = page.frames[1]

    addon_page.evaluate("AP.navigator.go('site', { absoluteUrl: 'https://example.com/' })")
    assert addon_page.evaluate("AP.getLocation()") == running.address + TAB
    addon_page.evaluate("AP.navigator.go('site', { relativeUrl: '/projects' })")

    page.wait_for_url(f"{running.address}/projects")


def test_messages_of_another_origin_count_for_nothing(page: Page) -> None:
    """A foreign page in a frame of the host knows the channel; its origin gives it away."""
    stranger = TinyAddon().start()
    page.evaluate(ADD_OUTSIDER, f"{stranger.address}/base/page")
    channel = page.locator("iframe.addon-frame").get_attribute("data-channel")
    outsider = next(one for one in page.frames if one.url.startswith(stranger.address))

    heard = outsider.evaluate(ASK_FOR_FLAG_AND_TOKEN, channel)
    frame(page).get_by_role("button", name="Flag").click()

    expect(page.locator("#flags section strong")).to_have_text(["Saved"])
    assert heard == "silence"
    stranger.stop()


def test_pages_fit_320_pixels(browser: Browser, running: RunningSite) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{running.address}/projects?as=ada")

    for path in ("/login", "/projects", "/issues/", "/issues/create", "/plugins/servlet/upm", "/_recent"):
        page.goto(running.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()
