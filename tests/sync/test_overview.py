"""The list: of a project and of a whole Jira, and nothing of anybody else."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.engine.contract import Side
from app.errors import NotPermitted
from app.sync.create import create
from app.sync.explain_status import explain
from app.sync.overview import LINES_A_PAGE, Order, Overview, Selection, overview
from app.sync.records import End
from app.sync.start import Scope, start
from app.sync.status import Status
from tests.sync.two_sites import TwoSites


def names(page: Overview) -> list[str]:
    return [line.standing.synchronization.name for line in page.lines]


def many(sites: TwoSites, count: int) -> None:
    """Requests of SHOP to projects that nobody has looked up."""
    tenant, project_id = sites.tenants["acme"], sites.project_id("acme", "SHOP")
    first = End(Side.FIRST, tenant.site_address, "SHOP", "Storefront", tenant.id, project_id)
    with sites.ports.store.transaction() as work:
        for number in range(count):
            work.synchronizations.add(
                name=f"Number {number:03}",
                description="",
                first=first,
                second=End(Side.SECOND, "https://partner.example", f"P{number}"),
                acceptance="requested",
                message="",
                created_by="ann",
                at=sites.ports.clock.now(),
            )


def test_a_project_lists_its_own_and_the_requests_to_it(sites: TwoSites) -> None:
    sites.agreed_at_once()
    sites.requested()
    create(
        sites.visit("acme", "project_admin", "HELP"),
        sites.wanted(sites.elsewhere(), first_project_id=sites.project_id("acme", "HELP"), name="Of another project"),
    )
    assert len(overview(sites.requester()).lines) == 2
    assert "Of another project" not in names(overview(sites.requester()))
    assert {line.standing.status for line in overview(sites.partner()).lines} == {Status.INCOMING_REQUEST}


def test_a_whole_jira_lists_all_of_its_own_and_none_of_others(sites: TwoSites) -> None:
    sites.agreed_at_once()
    create(sites.visit("acme", "project_admin", "SHOP"), sites.wanted(sites.here("OPS"), name="To operations"))
    assert overview(sites.visit("acme", "admin")).total == 2
    assert overview(sites.visit("globex", "admin")).lines == ()


@pytest.mark.parametrize("part", ["member", "stranger"])
def test_others_see_no_list_at_all(sites: TwoSites, part: str) -> None:
    for visit in (sites.visit("acme", part, "SHOP"), sites.visit("acme", part)):
        with pytest.raises(NotPermitted):
            overview(visit)


def test_a_running_one_shows_how_far_it_has_come(sites: TwoSites) -> None:
    made = sites.agreed_at_once()
    start(sites.requester(), made.public_id, Scope.ALL_THAT_MATCH)
    line = overview(sites.requester()).lines[0]
    assert line.standing.status is Status.RUNNING
    assert (line.counts.pairs, line.counts.pending, line.counts.incidents) == (0, 0, 0)
    assert len(line.running_backfills) == 2


def test_filtering_looks_at_names_projects_and_addresses(sites: TwoSites) -> None:
    many(sites, 3)
    sites.agreed_at_once()
    visit = sites.visit("acme", "admin")
    assert names(overview(visit, Selection(text="NUMBER 001"))) == ["Number 001"]
    assert names(overview(visit, Selection(text="help desk"))) == ["Support to development"]
    assert overview(visit, Selection(text="partner.example")).found == 3
    assert names(overview(visit, Selection(status=Status.STOPPED))) == ["Support to development"]
    assert overview(visit, Selection(text="nothing like that")).lines == ()


def test_a_thousand_are_paged_and_sorted_and_a_page_behind_the_end_shows_the_last(sites: TwoSites) -> None:
    many(sites, 120)
    visit = sites.visit("acme", "admin")
    first = overview(visit, Selection(order=Order.NAME))
    assert (first.total, first.found, first.pages, len(first.lines)) == (120, 120, 3, LINES_A_PAGE)
    assert names(first)[:2] == ["Number 000", "Number 001"]
    last = overview(visit, Selection(order=Order.NAME, page=99))
    assert (last.page, names(last)[-1]) == (3, "Number 119")
    assert names(overview(visit))[0] == "Number 119"


def test_the_list_takes_as_many_statements_for_many_as_for_one(sites: TwoSites) -> None:
    counts = []
    for count in (1, 40):
        many(sites, count)
        statements: list[str] = []

        def note(*execution: object, seen: list[str] = statements) -> None:
            seen.append(str(execution[2]))

        event.listen(sites.engine, "before_cursor_execute", note)
        overview(sites.requester())
        event.remove(sites.engine, "before_cursor_execute", note)
        counts.append(len([one for one in statements if one.startswith(("SELECT", "WITH"))]))
    assert counts[0] == counts[1]
    assert counts[0] <= 4


def test_each_status_says_why_and_what_comes_next(sites: TwoSites) -> None:
    made = sites.requested()
    sent = overview(sites.requester()).lines[0].standing
    came = overview(sites.partner()).lines[0].standing
    assert made.second.project_key in explain(sent).next_step
    assert "Accept or decline" in explain(came).next_step


def test_a_name_with_a_percent_sign_or_nul_breaks_no_list(sites: TwoSites) -> None:
    create(sites.requester(), sites.wanted(sites.elsewhere(), name="100 % \0 \ud800 <b>"))
    assert overview(sites.requester(), Selection(text="100 %")).found == 1
