"""From an empty list to a running synchronization, in Jira's frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import frame
from tests.stage import Stage
from tests.web.steps import create_here, send_request

SignIn = Callable[..., Page]


def open_tab(
    sign_in: SignIn, jiras: Stage, key: str, part: str = "project_admin", **look: Any
) -> tuple[Page, FrameLocator]:
    page = sign_in(jiras.project(key)[0], part, **look)
    page.goto(jiras.tab(key))
    return page, frame(page)


def choose(inside: FrameLocator, action: str) -> None:
    """From the menu of the only synchronization in the list."""
    inside.get_by_label("Actions for").click()
    inside.get_by_role("menuitem", name=action).click()


def test_created_and_started_on_the_project_page(jiras: Stage, sign_in: SignIn) -> None:
    page, inside = open_tab(sign_in, jiras, "SHOP")

    inside.get_by_role("button", name="Create synchronization").click()
    inside.locator("#second_project").select_option(label="Operations (OPS)")
    inside.get_by_role("button", name="Next").click()
    inside.get_by_role("button", name="Create", exact=True).click()
    expect(inside.locator(".lozenge", has_text="STOPPED")).to_be_visible()
    choose(inside, "Start")
    inside.get_by_label("All that match").check()
    inside.get_by_role("dialog").get_by_role("button", name="Start").click()

    expect(inside.locator(".lozenge", has_text="RUNNING")).to_be_visible()
    expect(inside.get_by_role("progressbar")).to_have_count(2)
    expect(page.locator("#flags")).to_contain_text("is running")
    expect(inside.get_by_role("status")).to_contain_text("is running")


def test_member_without_rights_reads_a_sentence(jiras: Stage, sign_in: SignIn) -> None:
    _, inside = open_tab(sign_in, jiras, "SHOP", "member")

    expect(inside.get_by_text("Only administrators of this project")).to_be_visible()
    expect(inside.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("answer", "requester_sees"), [("Accept", "STOPPED"), ("Decline", "DECLINED")])
def test_partner_in_another_jira_answers_a_request(
    jiras: Stage, sign_in: SignIn, answer: str, requester_sees: str
) -> None:
    page, inside = open_tab(sign_in, jiras, "SHOP")
    inside.get_by_role("button", name="Create synchronization").click()
    inside.get_by_label("A project of another Jira").check()
    inside.get_by_label("Address of the partner’s Jira").fill(jiras.globex.address)
    inside.get_by_label("Key of the partner’s project").fill("plat")
    inside.get_by_role("button", name="Next").click()
    inside.get_by_label("Message to the partner").fill("Shall we?")
    inside.get_by_role("button", name="Send request").click()
    expect(inside.locator(".lozenge", has_text="REQUEST SENT")).to_be_visible()

    _, partner = open_tab(sign_in, jiras, "PLAT")
    expect(partner.get_by_text("Shall we?")).to_be_visible()
    partner.get_by_role("button", name=answer).click()
    partner.get_by_role("dialog").get_by_role("button", name=answer).click()
    expect(partner.get_by_role("dialog")).to_have_count(0)
    expect(partner.locator(".lozenge", has_text="INCOMING REQUEST")).to_have_count(0)

    page.reload()
    expect(inside.locator(".lozenge", has_text=requester_sees)).to_be_visible()


def test_problems_stand_at_their_fields_and_nothing_typed_is_lost(jiras: Stage, sign_in: SignIn) -> None:
    _, inside = open_tab(sign_in, jiras, "SHOP")
    inside.get_by_role("button", name="Create synchronization").click()
    inside.get_by_label("A project of another Jira").check()
    inside.get_by_label("Address of the partner’s Jira").fill("not an address")
    inside.get_by_role("button", name="Next").click()

    address = inside.get_by_label("Address of the partner’s Jira")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_have_value("not an address")
    expect(address).to_be_focused()
    expect(inside.get_by_text("Enter the key of the partner")).to_be_visible()


def test_expired_token_is_renewed_without_a_word(jiras: Stage, sign_in: SignIn) -> None:
    page, inside = open_tab(sign_in, jiras, "SHOP")
    expect(inside.get_by_role("heading", name="Keep two projects in step")).to_be_visible()
    page.frames[1].evaluate("""() => {
      const real = AP.context.getToken;
      AP.context.getToken = (tell) => { AP.context.getToken = real; tell("stale"); };
    }""")

    inside.get_by_role("button", name="Create synchronization").click()

    expect(inside.get_by_role("heading", name="Create a synchronization")).to_be_visible()


def test_delete_asks_first_and_works_by_keyboard_alone(jiras: Stage, sign_in: SignIn) -> None:
    create_here(jiras, "SHOP", "OPS")
    page, inside = open_tab(sign_in, jiras, "SHOP")

    inside.get_by_label("Actions for").press("Enter")
    inside.get_by_label("Actions for").press("ArrowUp")
    expect(inside.get_by_role("menuitem", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(inside.get_by_role("dialog")).to_contain_text("can’t be undone")
    page.keyboard.press("Escape")
    expect(inside.get_by_role("dialog")).to_have_count(0)
    expect(inside.locator(".lozenge", has_text="STOPPED")).to_be_visible()


def test_refusal_in_a_dialog_stands_in_the_dialog(jiras: Stage, sign_in: SignIn) -> None:
    public_id = create_here(jiras, "SHOP", "OPS")
    _, inside = open_tab(sign_in, jiras, "SHOP")
    choose(inside, "Start")
    expect(inside.get_by_role("dialog")).to_be_visible()
    jiras.open_project("SHOP").call("POST", f"/synchronizations/{public_id}/start", scope="from-now-on")

    inside.get_by_role("dialog").get_by_role("button", name="Start").click()

    expect(inside.get_by_role("dialog").get_by_role("alert")).to_have_text("It is running already.")


def test_mapping_is_changed_on_the_configuration_page(jiras: Stage, sign_in: SignIn) -> None:
    create_here(jiras, "SHOP", "OPS")
    page, inside = open_tab(sign_in, jiras, "SHOP")
    choose(inside, "Configure")

    inside.get_by_label("Direction of labels").select_option("to-second")
    inside.get_by_role("button", name="Save").click()
    expect(page.locator("#flags")).to_contain_text("Configuration 2 is in effect")
    choose(inside, "Configure")

    expect(inside.get_by_label("Direction of labels")).to_have_value("to-second")


@pytest.mark.parametrize("dark", [False, True])
def test_pages_fit_320_pixels(jiras: Stage, sign_in: SignIn, dark: bool) -> None:
    create_here(jiras, "SHOP", "OPS", name="An extraordinarily-long-name-without-any-place-to-break-" + "w" * 40)
    send_request(jiras, "SHOP", jiras.globex.address, "PLAT")
    page, inside = open_tab(sign_in, jiras, "SHOP", narrow=True, dark=dark)
    expect(inside.locator(".lozenge", has_text="REQUEST SENT")).to_be_visible()
    expect(inside.locator("html")).to_have_attribute("data-color-mode", "dark" if dark else "light")
    assert not overflows(page)

    inside.get_by_label("Actions for An extra").click()
    inside.get_by_role("menuitem", name="Configure").click()
    expect(inside.get_by_role("heading", name="Issue types")).to_be_visible()
    assert not overflows(page)


def overflows(page: Page) -> bool:
    return bool(page.frames[1].evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_jira_admin_starts_several_at_once(jiras: Stage, sign_in: SignIn) -> None:
    create_here(jiras, "SHOP", "OPS")
    create_here(jiras, "SHOP", "HR", part="admin")
    page = sign_in(jiras.acme, "admin")
    page.goto(jiras.admin_tab(jiras.acme))
    inside = frame(page)

    inside.get_by_label("Select all").check()
    inside.get_by_role("button", name="Start selected").click()

    expect(page.locator("#flags")).to_contain_text("2 synchronizations started")
    expect(inside.locator(".lozenge", has_text="RUNNING")).to_have_count(2)
