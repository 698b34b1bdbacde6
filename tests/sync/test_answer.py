"""A request to another Jira: seen by those it is addressed to, accepted or declined by them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.errors import Invalid, NotPermitted, Unknown, WrongState
from app.sync.accept import accept, decline, outlook
from app.sync.create import ProjectElsewhere, create
from app.sync.delete import delete
from app.sync.overview import overview
from app.sync.permission import Visit
from app.sync.standing import find
from app.sync.status import Acceptance, Status
from tests.sync.two_sites import TwoSites


def test_the_partner_sees_the_request_and_the_requester_that_it_was_sent(sites: TwoSites) -> None:
    made = sites.requested()
    assert find(sites.requester(), made.public_id).status is Status.REQUEST_SENT
    assert find(sites.partner(), made.public_id).status is Status.INCOMING_REQUEST


def test_accepting_fills_in_the_partner_and_makes_the_suggestion_valid(sites: TwoSites) -> None:
    accepted = sites.accepted()
    assert accepted.acceptance is Acceptance.ACCEPTED
    assert accepted.second.project_id == sites.project_id("globex", "PLAT")
    assert accepted.second.tenant_id == sites.tenants["globex"].id
    assert accepted.published_number == 1
    for visit in (sites.requester(), sites.partner()):
        assert find(visit, accepted.public_id).status is Status.STOPPED
    assert sites.audited(accepted.id) == ["request", "accept"]


def test_what_accepting_would_mean_is_told_without_accepting(sites: TwoSites) -> None:
    made = sites.requested()
    told = outlook(sites.partner(), made.public_id)
    assert told.second.project_key == "PLAT"
    assert find(sites.partner(), made.public_id).status is Status.INCOMING_REQUEST


def test_jira_admins_accept_for_a_project_of_their_jira(sites: TwoSites) -> None:
    made = sites.requested()
    accepted = accept(sites.visit("globex", "admin"), made.public_id)
    assert accepted.synchronization.second.project_id == sites.project_id("globex", "PLAT")


def test_a_declined_request_is_seen_by_the_requester_alone_and_can_be_deleted(sites: TwoSites) -> None:
    made = sites.requested()
    decline(sites.partner(), made.public_id)
    assert find(sites.requester(), made.public_id).status is Status.DECLINED
    with pytest.raises(Unknown):
        find(sites.partner(), made.public_id)
    assert overview(sites.partner()).lines == ()
    delete(sites.requester(), made.public_id)
    assert sites.audited(made.id) == ["request", "decline", "delete"]


@pytest.mark.parametrize("answer", [accept, decline])
def test_the_requester_can_not_answer_for_the_partner(sites: TwoSites, answer: object) -> None:
    made = sites.requested()
    assert callable(answer)
    with pytest.raises(WrongState):
        answer(sites.requester(), made.public_id)
    assert find(sites.requester(), made.public_id).status is Status.REQUEST_SENT


@pytest.mark.parametrize("part", ["member", "stranger"])
def test_only_who_administers_the_addressed_project_answers(sites: TwoSites, part: str) -> None:
    made = sites.requested()
    for answer in (accept, decline):
        with pytest.raises(NotPermitted):
            answer(sites.visit("globex", part, "PLAT"), made.public_id)


def test_a_request_is_answered_once(sites: TwoSites) -> None:
    made = sites.accepted()
    for answer in (accept, decline):
        with pytest.raises(WrongState, match="answered or withdrawn"):
            answer(sites.partner(), made.public_id)


def test_a_withdrawn_request_can_not_be_accepted(sites: TwoSites) -> None:
    made = sites.requested()
    delete(sites.requester(), made.public_id)
    with pytest.raises(Unknown):
        accept(sites.partner(), made.public_id)
    assert sites.audited(made.id) == ["request", "withdraw"]


def test_two_requests_to_each_other_make_one_synchronization(sites: TwoSites) -> None:
    one = sites.requested()
    back = sites.wanted(
        ProjectElsewhere(sites.tenants["acme"].site_address, "SHOP"),
        first_project_id=sites.project_id("globex", "PLAT"),
    )
    other = create(sites.partner(), back)
    accept(sites.partner(), one.public_id)
    with pytest.raises(Invalid):
        accept(sites.requester(), other.public_id)


def test_two_requests_to_each_other_that_are_accepted_at_the_same_moment_make_one(sites: TwoSites) -> None:
    """The first acceptance has not been committed when the second one begins."""
    one = sites.requested()
    back = sites.wanted(
        ProjectElsewhere(sites.tenants["acme"].site_address, "SHOP"),
        first_project_id=sites.project_id("globex", "PLAT"),
    )
    other = create(sites.partner(), back)
    together = Barrier(2)

    def is_accepted(visit: Visit, public_id: str) -> bool:
        together.wait()
        try:
            accept(visit, public_id)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(is_accepted, (sites.partner(), sites.requester()), (one.public_id, other.public_id)))
    assert sorted(outcomes) == [False, True]


def test_a_request_to_a_project_that_does_not_exist_can_be_declined_but_not_accepted(sites: TwoSites) -> None:
    made = create(sites.requester(), sites.wanted(sites.elsewhere("NOSUCH")))
    admin = sites.visit("globex", "admin")
    with pytest.raises(WrongState, match="no project with the key NOSUCH"):
        accept(admin, made.public_id)
    decline(admin, made.public_id)
    assert find(sites.requester(), made.public_id).status is Status.DECLINED
