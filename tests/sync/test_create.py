"""Creating: at once where one person may decide for both projects, else as a request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.mapping import problems
from app.errors import Invalid, NotPermitted
from app.sync.create import ProjectElsewhere, ProjectHere, Wanted, create
from app.sync.overview import overview
from app.sync.permission import Visit
from app.sync.standing import find
from app.sync.status import Acceptance, Status
from tests.sync.two_sites import TwoSites


def test_who_administers_both_projects_needs_nobody_and_can_start_at_once(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    assert made.acceptance is Acceptance.NOT_NEEDED
    assert find(sites.requester(), made.public_id).status is Status.STOPPED
    with sites.ports.store.transaction() as work:
        configuration = work.configurations.published(made.id)
    assert configuration is not None
    assert configuration.number == 1
    assert problems(configuration) == ()
    assert {rule.alias for rule in configuration.contract.fields} == {"summary", "description", "priority", "labels"}


def test_a_project_of_the_same_jira_that_somebody_else_administers_is_asked(sites: TwoSites) -> None:
    made = create(sites.requester(), sites.wanted(sites.here("OPS")))
    assert made.acceptance is Acceptance.REQUESTED
    assert find(sites.requester(), made.public_id).status is Status.REQUEST_SENT
    assert find(sites.visit("acme", "admin", "OPS"), made.public_id).status is Status.INCOMING_REQUEST


def test_a_request_offers_what_the_first_side_has_and_nothing_of_the_partner(sites: TwoSites) -> None:
    made = sites.requested()
    with sites.ports.store.transaction() as work:
        assert work.configurations.published(made.id) is None
        draft = work.configurations.draft(made.id)
    assert draft is not None
    assert draft.configuration.first is not None
    assert draft.configuration.second is None
    assert made.message == "Shall we?"


@pytest.mark.parametrize("key", ["PLAT", "NOSUCH"])
def test_a_request_asks_nothing_of_the_partners_jira(sites: TwoSites, key: str) -> None:
    create(sites.requester(), sites.wanted(sites.elsewhere(key)))
    assert sites.asked_of("globex") == []


def test_the_answer_is_the_same_whether_the_partner_exists_or_not(sites: TwoSites) -> None:
    """Nor do the calls that are made differ, so neither does the time."""
    partners = (
        sites.elsewhere("PLAT"),
        sites.elsewhere("NOSUCH"),
        ProjectElsewhere("https://nowhere.example", "PLAT"),
    )
    seen = []
    for partner in partners:
        before = len(sites.asked_of("acme"))
        made = create(sites.visit("acme", "project_admin", "SHOP"), sites.wanted(partner))
        calls = sites.asked_of("acme")[before:]
        seen.append((made.acceptance, made.second.tenant_id, made.second.project_name, made.published_number, calls))
        sites.permissions.answers.clear()
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Partner.Atlassian.NET/jira/projects ", "https://partner.atlassian.net"),
        ("https://partner.atlassian.net:443", "https://partner.atlassian.net"),
        ("http://LOCALHOST:8080/", "http://localhost:8080"),
    ],
)
def test_an_address_is_kept_in_the_way_tenants_are_registered(sites: TwoSites, typed: str, kept: str) -> None:
    made = create(sites.requester(), sites.wanted(ProjectElsewhere(typed, " plat ")))
    assert (made.second.site_address, made.second.project_key) == (kept, "PLAT")


@pytest.mark.parametrize(
    "typed", ["", "http://partner.example", "ftp://partner.example", "https://ann:secret@partner.example", "a b"]
)
def test_what_is_no_address_of_a_site_is_named_at_its_field(sites: TwoSites, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        create(sites.requester(), sites.wanted(ProjectElsewhere(typed, "PLAT")))
    assert [problem.place for problem in refused.value.problems] == ["address"]


def test_everything_that_is_wrong_is_named_at_once(sites: TwoSites) -> None:
    wanted = sites.wanted(ProjectElsewhere("", "1-2"), name="", description="d" * 2001, message="m" * 2001)
    with pytest.raises(Invalid) as refused:
        create(sites.requester(), wanted)
    assert {problem.place for problem in refused.value.problems} == {
        "address",
        "key",
        "name",
        "description",
        "message",
    }


def test_a_project_is_not_synchronized_with_itself(sites: TwoSites) -> None:
    for partner in (sites.here("SHOP"), ProjectElsewhere(sites.tenants["acme"].site_address, "SHOP")):
        with pytest.raises(Invalid):
            create(sites.requester(), sites.wanted(partner))


def test_a_project_that_the_visitor_does_not_see_is_as_good_as_none(sites: TwoSites) -> None:
    unseen = sites.here("OPS")
    project = next(one for one in sites.emulator.sites["acme"].site.projects.values() if one.key == "OPS")
    for members in project.roles.values():
        members.clear()
    sentences = []
    for partner in (unseen, ProjectHere("99999")):
        with pytest.raises(Invalid) as refused:
            create(sites.requester(), sites.wanted(partner))
        sentences.append(refused.value.sentence)
    assert sentences[0] == sentences[1]


@pytest.mark.parametrize("is_first", [True, False])
def test_two_projects_have_one_synchronization(sites: TwoSites, is_first: bool) -> None:
    """The same two again, seen from either project."""
    sites.agreed_at_once()
    visit, other = (sites.requester(), "HELP") if is_first else (sites.visit("acme", "project_admin", "HELP"), "SHOP")
    first_id = sites.project_id("acme", "SHOP" if is_first else "HELP")
    with pytest.raises(Invalid, match="already synchronizes these two projects"):
        create(visit, sites.wanted(sites.here(other), first_project_id=first_id))


def test_a_renamed_key_makes_no_other_project_of_it(sites: TwoSites) -> None:
    sites.agreed_at_once()
    partner = sites.here("HELP")
    renamed = next(one for one in sites.emulator.sites["acme"].site.projects.values() if one.key == "HELP")
    renamed.key = "DESK"
    try:
        with pytest.raises(Invalid, match="already synchronizes these two projects"):
            create(sites.requester(), sites.wanted(partner))
    finally:
        renamed.key = "HELP"


def test_two_people_at_the_same_moment_make_one(sites: TwoSites) -> None:
    """From SHOP to HELP and from HELP to SHOP."""
    there = sites.wanted(sites.here("HELP"))
    back = sites.wanted(sites.here("SHOP"), first_project_id=sites.project_id("acme", "HELP"))
    visits = sites.requester(), sites.visit("acme", "admin", "HELP")

    def refusal(visit: Visit, wanted: Wanted) -> str | None:
        try:
            create(visit, wanted)
        except Invalid as invalid:
            return invalid.sentence
        return None

    with ThreadPoolExecutor(2) as pool:
        refusals = list(pool.map(refusal, visits, (there, back)))
    assert refusals.count(None) == 1
    assert len(overview(sites.visit("acme", "admin")).lines) == 1


def test_the_same_request_is_not_sent_twice(sites: TwoSites) -> None:
    sites.requested()
    with pytest.raises(Invalid, match="Support to development"):
        sites.requested()


def test_the_same_form_sent_twice_makes_one(sites: TwoSites) -> None:
    wanted = sites.wanted(sites.here("HELP"))
    first, second = create(sites.requester(), wanted), create(sites.requester(), wanted)
    assert first == second
    assert sites.audited(first.id) == ["create"]


def test_nobody_gets_anothers_synchronization_by_its_form_key(sites: TwoSites) -> None:
    wanted = sites.wanted(sites.here("HELP"))
    made = create(sites.requester(), wanted)
    with pytest.raises(Invalid, match="already synchronizes"):
        create(sites.visit("acme", "admin", "SHOP"), wanted)
    assert sites.audited(made.id) == ["create"]


@pytest.mark.parametrize("part", ["member", "stranger"])
def test_only_who_administers_the_first_project_creates(sites: TwoSites, part: str) -> None:
    with pytest.raises(NotPermitted):
        create(sites.visit("acme", part, "SHOP"), sites.wanted(sites.elsewhere()))


def test_being_admin_of_one_project_does_not_make_one_for_another(sites: TwoSites) -> None:
    wanted = sites.wanted(sites.elsewhere(), first_project_id=sites.project_id("acme", "OPS"))
    with pytest.raises(NotPermitted):
        create(sites.requester(), wanted)


@pytest.mark.parametrize("typed", ["abc", "-1", "\N{SUPERSCRIPT TWO}", "9" * 5000])
def test_what_is_no_project_at_all_is_nobody_s_to_synchronize(sites: TwoSites, typed: str) -> None:
    """The field of a form that somebody has changed."""
    wanted = sites.wanted(sites.elsewhere(), first_project_id=typed)
    with pytest.raises(NotPermitted):
        create(sites.requester(), wanted)
