"""What is wrong, told to each side in its own words alone."""

from __future__ import annotations

from dataclasses import replace

from app.engine.contract import Side
from app.sync.caller import Place
from app.sync.issue_panel import counterparts
from app.sync.permission import Visit
from app.sync.records import Synchronization
from app.sync.start import Scope, start
from app.sync.troubleshoot import troubleshoot
from app.sync.wording import PARTNERS_MATTER
from tests.contract.given import a_complete_pair
from tests.sync.two_sites import TwoSites

OWN_WORDS = "The value “Secret project Phoenix” of priority has no counterpart."


def troubled(sites: TwoSites, synchronization: Synchronization) -> None:
    """An error at the second side's issue 2001, which is the counterpart of 1001."""
    start(sites.requester(), synchronization.public_id, Scope.FROM_NOW_ON)
    pair = a_complete_pair(sites.ports.store, synchronization)
    with sites.ports.store.transaction() as work:
        work.incidents.report(
            synchronization_id=synchronization.id,
            code="value-without-counterpart",
            sentence=OWN_WORDS,
            place="priority",
            pair_id=pair.id,
            side=Side.SECOND,
            issue_id="2001",
            at=sites.ports.clock.now(),
        )


def on_issue(visit: Visit, issue_id: str) -> Visit:
    return replace(visit, caller=replace(visit.caller, place=Place(issue_id=issue_id)))


def test_a_partner_in_another_jira_is_not_told_how_things_are_called_here(sites: TwoSites) -> None:
    agreed = sites.accepted()
    troubled(sites, agreed)

    (seen,) = troubleshoot(sites.requester(), agreed.public_id).incidents
    (own,) = troubleshoot(sites.partner(), agreed.public_id).incidents

    assert (seen.code, seen.sentence, seen.issue_id) == ("value-without-counterpart", PARTNERS_MATTER, None)
    assert (own.sentence, own.issue_id) == (OWN_WORDS, "2001")
    (panel,) = counterparts(on_issue(sites.requester(), "1001"))
    (own_panel,) = counterparts(on_issue(sites.partner(), "2001"))
    assert (panel.sentence, own_panel.sentence) == (PARTNERS_MATTER, OWN_WORDS)


def test_in_one_jira_nobody_hides_from_anybody(sites: TwoSites) -> None:
    agreed = sites.agreed_at_once()
    troubled(sites, agreed)

    (seen,) = troubleshoot(sites.requester(), agreed.public_id).incidents
    (panel,) = counterparts(on_issue(sites.requester(), "1001"))

    assert (seen.sentence, seen.issue_id) == (OWN_WORDS, "2001")
    assert panel.sentence == OWN_WORDS


def test_an_error_names_its_issue_with_a_link(sites: TwoSites) -> None:
    agreed = sites.agreed_at_once()
    troubled(sites, agreed)

    findings = troubleshoot(sites.requester(), agreed.public_id)

    (incident,) = findings.incidents
    found = findings.issue(incident.pair_id, Side.SECOND)
    assert found is not None
    assert (found.key, found.address) == ("P20-2001", f"{sites.tenants['acme'].site_address}/browse/P20-2001")
    assert findings.issue(None, Side.FIRST) is None
