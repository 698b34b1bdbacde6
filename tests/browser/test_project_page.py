"""Project settings > Issue Synchronization, as a project admin uses it."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect

from jira_emulator.host.connect_host import host_of
from tests.browser.conftest import SignIn, frame
from tests.stage import Stage


def open_tab(jiras: Stage, sign_in: SignIn, key: str, part: str = "project_admin", **looks: bool) -> Page:
    running, _ = jiras.project(key)
    page = sign_in(running, part, **looks)
    page.goto(jiras.tab(key))
    return page


def create(shown: FrameLocator, project: str, name: str) -> None:
    shown.get_by_role("button", name="Create synchronization").click()
    shown.get_by_label("Project *", exact=True).select_option(label=project)
    shown.get_by_role("button", name="Next").click()
    shown.get_by_role("textbox", name="Name").fill(name)
    shown.get_by_role("button", name="Create", exact=True).click()


def choose(shown: FrameLocator, name: str, action: str) -> None:
    """From the ••• menu of the row."""
    shown.get_by_label(f"Actions for {name}").click()
    shown.get_by_role("menuitem", name=action).click()


def row(shown: FrameLocator, name: str) -> Locator:
    return shown.get_by_role("row").filter(has_text=name)


def test_stop_and_delete_ask_for_no_reload(jiras: Stage, sign_in: SignIn) -> None:
    shown = frame(open_tab(jiras, sign_in, "SHOP"))
    create(shown, "Operations (OPS)", "Short-lived")
    choose(shown, "Short-lived", "Start")
    shown.get_by_role("dialog").get_by_role("button", name="Start").click()
    expect(row(shown, "Short-lived")).to_contain_text("RUNNING")

    choose(shown, "Short-lived", "Stop")
    expect(row(shown, "Short-lived")).to_contain_text("STOPPED")
    choose(shown, "Short-lived", "Delete")
    shown.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(shown.get_by_role("heading", name="Keep two projects in step")).to_be_visible()


def test_an_empty_name_is_named_at_its_field_in_the_dialog(jiras: Stage, sign_in: SignIn) -> None:
    shown = frame(open_tab(jiras, sign_in, "SHOP"))
    create(shown, "Operations (OPS)", "First name")
    choose(shown, "First name", "Edit")
    shown.get_by_role("textbox", name="Name").fill("")

    shown.get_by_role("button", name="Save").click()
    expect(shown.get_by_role("textbox", name="Name")).to_have_accessible_description(
        re.compile("Give the synchronization a name")
    )
    shown.get_by_role("textbox", name="Name").fill("Second name")
    shown.get_by_role("button", name="Save").click()

    expect(shown.get_by_role("dialog")).to_be_hidden()
    expect(row(shown, "Second name")).to_be_visible()


def test_a_project_that_does_not_exist_is_asked_all_the_same(jiras: Stage, sign_in: SignIn) -> None:
    shown = frame(open_tab(jiras, sign_in, "SHOP"))

    ask_partner(jiras, shown, "NOWHERE", "Into the blue", "")

    expect(row(shown, "Into the blue")).to_contain_text("REQUEST SENT")


def ask_partner(jiras: Stage, shown: FrameLocator, key: str, name: str, message: str) -> None:
    shown.get_by_role("button", name="Create synchronization").click()
    shown.get_by_label("A project of another Jira").check()
    shown.get_by_label("Address of the partner").fill(jiras.globex.address)
    shown.get_by_label("Key of the partner").fill(key)
    shown.get_by_role("button", name="Next").click()
    shown.get_by_role("textbox", name="Name").fill(name)
    shown.get_by_label("Message to the partner").fill(message)
    shown.get_by_role("button", name="Send request").click()
    expect(shown.get_by_role("table")).to_be_visible()


def test_a_mapping_that_can_not_work_says_where(jiras: Stage, sign_in: SignIn) -> None:
    shown = frame(open_tab(jiras, sign_in, "SHOP"))
    create(shown, "Operations (OPS)", "Mapped")
    choose(shown, "Mapped", "Configure")
    shown.get_by_label("bug in OPS").select_option(label="Task")

    shown.get_by_role("button", name="Save").click()

    expect(shown.get_by_label("bug in OPS")).to_have_accessible_description(re.compile("another row"))
    expect(shown.get_by_label("bug in OPS")).to_contain_text("Task")


def test_a_page_whose_add_on_was_removed_says_so_once(jiras: Stage, sign_in: SignIn) -> None:
    page = open_tab(jiras, sign_in, "SHOP")
    shown = frame(page)
    expect(shown.get_by_role("heading", name="Keep two projects in step")).to_be_visible()
    page.frames[1].evaluate("() => { AP.context.getToken = (callback) => callback('no.token.ever'); }")

    shown.get_by_role("button", name="Create synchronization").click()

    expect(page.locator("#flags section")).to_have_count(1)
    expect(shown.get_by_role("heading", name="Keep two projects in step")).to_be_visible()


def test_menu_goes_by_keyboard(jiras: Stage, sign_in: SignIn) -> None:
    page = open_tab(jiras, sign_in, "SHOP")
    shown = frame(page)
    create(shown, "Operations (OPS)", "By keys")
    menu = shown.get_by_label("Actions for By keys")
    menu.focus()

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(shown.get_by_role("menuitem", name="Start")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(shown.get_by_role("dialog")).to_be_visible()
    expect(shown.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.press("Escape")

    expect(shown.get_by_role("dialog")).to_be_hidden()
    expect(menu).to_be_focused()


def test_page_follows_the_hosts_theme(jiras: Stage, sign_in: SignIn) -> None:
    page = open_tab(jiras, sign_in, "SHOP")
    root = frame(page).locator("html")
    expect(root).to_have_attribute("data-color-mode", "light")
    before = page.frames[1].evaluate("getComputedStyle(document.body).color")

    page.get_by_role("button", name="Switch between light and dark").click()

    expect(root).to_have_attribute("data-color-mode", "dark")
    assert page.frames[1].evaluate("getComputedStyle(document.body).color") != before


def test_secret_that_was_replaced_leaves_an_open_page_in_use(jiras: Stage, sign_in: SignIn) -> None:
    page = open_tab(jiras, sign_in, "SHOP")
    shown = frame(page)
    expect(shown.get_by_role("heading", name="Keep two projects in step")).to_be_visible()

    host_of(jiras.acme).rotate_secret("backbone-issue-sync")
    shown.get_by_role("button", name="Create synchronization").click()

    expect(shown.get_by_role("heading", name="Create a synchronization")).to_be_visible()


def test_what_happens_when_two_issues_differ_at_first_is_chosen_per_field(jiras: Stage, sign_in: SignIn) -> None:
    shown = frame(open_tab(jiras, sign_in, "SHOP"))
    create(shown, "Operations (OPS)", "Mapped")
    choose(shown, "Mapped", "Configure")
    shown.get_by_label("Which first value of summary wins").select_option("second")

    shown.get_by_role("button", name="Save").click()
    expect(shown.get_by_label("Actions for Mapped")).to_be_visible()
    choose(shown, "Mapped", "Configure")

    expect(shown.get_by_label("Which first value of summary wins")).to_have_value("second")
    expect(shown.get_by_label("Which first value of labels wins")).to_have_value("fill-empty")
