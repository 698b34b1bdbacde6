"""Who may do what is Jira's to say, at every visit and for seconds only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from app.engine.contract import Side
from app.errors import NotPermitted
from app.sync.permission import BELIEVED_FOR, permit_place
from app.sync.standing import editable_sides, find, visible_sides
from tests.sync.two_sites import TwoSites


@dataclass
class StoppedClock:
    at: datetime = datetime(2026, 3, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.mark.parametrize("part", ["admin", "project_admin"])
def test_a_projects_page_is_for_its_administrators(sites: TwoSites, part: str) -> None:
    permit_place(sites.visit("acme", part, "SHOP"))


def test_jira_admins_are_admitted_to_projects_that_others_run(sites: TwoSites) -> None:
    project = next(one for one in sites.emulator.sites["acme"].site.projects.values() if one.key == "SHOP")
    admin = sites.visit("acme", "admin", "SHOP")
    project.roles["Administrators"].discard(str(admin.caller.account_id))
    permit_place(admin)


@pytest.mark.parametrize("part", ["member", "stranger"])
def test_others_are_refused_with_a_sentence_that_says_whom_to_ask(sites: TwoSites, part: str) -> None:
    with pytest.raises(NotPermitted, match="Ask one of them"):
        permit_place(sites.visit("acme", part, "SHOP"))


def test_an_admin_of_another_project_is_refused(sites: TwoSites) -> None:
    with pytest.raises(NotPermitted):
        permit_place(sites.visit("acme", "project_admin", "OPS"))


@pytest.mark.parametrize("part", ["project_admin", "member", "stranger"])
def test_the_page_of_the_whole_jira_is_for_jira_admins(sites: TwoSites, part: str) -> None:
    permit_place(sites.visit("acme", "admin"))
    with pytest.raises(NotPermitted, match="Jira administrators only"):
        permit_place(sites.visit("acme", part))


def test_who_is_not_signed_in_is_refused(sites: TwoSites) -> None:
    with pytest.raises(NotPermitted, match="Sign in"):
        permit_place(sites.nobody("acme"))


def test_an_answer_of_jira_is_believed_for_ten_seconds_at_most(sites: TwoSites) -> None:
    clock = StoppedClock()
    visit = replace(sites.requester(), ports=replace(sites.ports, clock=clock))
    permit_place(visit)
    project = next(one for one in sites.emulator.sites["acme"].site.projects.values() if one.key == "SHOP")
    project.roles["Administrators"].discard(str(visit.caller.account_id))
    clock.at += timedelta(seconds=9)
    asked_before = len(sites.asked_of("acme"))
    permit_place(visit)
    assert len(sites.asked_of("acme")) == asked_before
    assert timedelta(seconds=10) >= BELIEVED_FOR
    clock.at += timedelta(seconds=2)
    with pytest.raises(NotPermitted):
        permit_place(visit)


def test_what_is_known_of_one_jira_says_nothing_about_another(sites: TwoSites) -> None:
    """Accounts are the same everywhere, and project ids are alike."""
    permit_place(sites.requester())
    site = sites.emulator.sites["globex"].site
    for project in site.projects.values():
        project.roles["Administrators"].discard(str(sites.partner().caller.account_id))
    with pytest.raises(NotPermitted):
        permit_place(sites.partner())


def test_between_two_jiras_each_sees_and_edits_its_own_side(sites: TwoSites) -> None:
    made = sites.accepted()
    for visit, side in ((sites.requester(), Side.FIRST), (sites.partner(), Side.SECOND)):
        standing = find(visit, made.public_id)
        assert visible_sides(visit, standing) == editable_sides(visit, standing) == {side}


def test_who_administers_both_projects_edits_both_sides(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    standing = find(sites.requester(), made.public_id)
    assert editable_sides(sites.requester(), standing) == {Side.FIRST, Side.SECOND}
