"""Create a direct synchronization: at once where one person may decide for both projects, else as a request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import assert_never

from app.engine.contract import Side
from app.engine.mapping import Configuration, problems
from app.errors import Invalid, JiraNotFound, NotPermitted, Problem
from app.sync.partner_address import project_key, site_address
from app.sync.permission import (
    BROWSE_PROJECT,
    NOT_PROJECT_ADMIN,
    Visit,
    administered,
    permit_place,
    permitted_projects,
)
from app.sync.ports import JiraSite, Work
from app.sync.records import End, Synchronization, Tenant
from app.sync.schema import ProjectSchema, ProjectSummary
from app.sync.status import Acceptance
from app.sync.suggest import suggest_contract, suggest_side
from app.sync.wording import text_problems


@dataclass(frozen=True)
class ProjectHere:
    """Another project of the same Jira. An empty id: none was chosen."""

    project_id: str


@dataclass(frozen=True)
class ProjectElsewhere:
    """A project of another Jira with the add-on, as it was typed."""

    address: str
    key: str


Partner = ProjectHere | ProjectElsewhere


@dataclass(frozen=True)
class Wanted:
    """What was entered. `form_key` is the form's own: the same form sent twice makes one synchronization."""

    form_key: str
    first_project_id: str
    partner: Partner
    name: str = ""
    description: str = ""
    message: str = ""


@dataclass(frozen=True)
class Proposal:
    """What would be created. `configuration` has no second side while a partner has to agree."""

    tenant: Tenant
    first: End
    second: End
    acceptance: Acceptance
    configuration: Configuration

    @property
    def is_request(self) -> bool:
        return self.acceptance is Acceptance.REQUESTED


def propose(visit: Visit, wanted: Wanted) -> Proposal:
    """Looks at everything but the texts; writes nothing. Nothing at all is looked up at a partner in another Jira: the
    answer is the same, and takes as long, whether there is one or not. Raises NotPermitted, Invalid, JiraError."""
    permit_place(visit)
    if not wanted.first_project_id:
        raise Invalid((Problem("first_project", "Choose the project that is to be synchronized."),))
    if wanted.first_project_id not in administered(visit, [wanted.first_project_id]):
        raise NotPermitted(NOT_PROJECT_ADMIN)
    with visit.ports.store.transaction() as work:
        tenant = work.tenants.get(visit.tenant_id)
    assert tenant is not None
    site = visit.ports.sites.open(visit.tenant_id, "page")
    match wanted.partner:
        case ProjectHere(project_id=project_id):
            return _here(visit, site, tenant, wanted.first_project_id, project_id)
        case ProjectElsewhere():
            return _elsewhere(site, tenant, wanted.first_project_id, wanted.partner)
        case _:
            assert_never(wanted.partner)


def create(visit: Visit, wanted: Wanted) -> Synchronization:
    """Raises NotPermitted, Invalid with all that is wrong, JiraError. Sent twice it gives what the first call made."""
    try:
        proposal = propose(visit, wanted)
    except Invalid as invalid:
        raise Invalid(invalid.problems + text_problems(wanted.name, wanted.description, wanted.message)) from None
    found = text_problems(wanted.name, wanted.description, wanted.message if proposal.is_request else "")
    if found:
        raise Invalid(found)
    with visit.ports.store.transaction() as work:
        one_at_a_time(work, proposal.first, proposal.second)
        public_id = public_id_of(visit, wanted.form_key)
        made_before = work.synchronizations.by_public_id(public_id)
        return made_before or _add(work, visit, wanted, proposal, public_id)


def one_at_a_time(work: Work, first: End, second: End) -> None:
    """Nobody else makes or accepts one between these projects meanwhile. They are taken in one order: who waits for one
    of them holds none that another waits for."""
    known = {(end.tenant_id, end.project_id) for end in (first, second) if end.tenant_id and end.project_id}
    for tenant_id, project_id in sorted(known):
        work.synchronizations.one_at_a_time(tenant_id, project_id)


def public_id_of(visit: Visit, form_key: str) -> str:
    """Nobody can choose a key that makes somebody else's id."""
    return hashlib.sha256(f"{visit.tenant_id} {visit.account_id} {form_key}".encode()).hexdigest()[:16]


def refuse_second_one(work: Work, tenant_id: int, project_id: str, partner: End) -> None:
    """Two synchronizations between the same two projects would do everything twice. Raises Invalid."""
    for other in work.synchronizations.between(tenant_id, project_id):
        if is_between(other, partner):
            raise Invalid((Problem("partner", duplicate_sentence(other)),))


def refuse_second_agreed(work: Work, tenant_id: int, project_id: str, partner: End) -> None:
    """As before, but a request of our own to the same partner is no obstacle to accepting theirs. Raises Invalid."""
    for other in work.synchronizations.between(tenant_id, project_id):
        is_agreed = other.acceptance in (Acceptance.NOT_NEEDED, Acceptance.ACCEPTED)
        if is_agreed and is_between(other, partner):
            raise Invalid((Problem("partner", duplicate_sentence(other)),))


def is_between(synchronization: Synchronization, partner: End) -> bool:
    return any(is_same_project(end, partner) for end in (synchronization.first, synchronization.second))


def is_same_project(end: End, other: End) -> bool:
    """By ids once both are known: people rename keys, and sites."""
    if None in (end.tenant_id, end.project_id, other.tenant_id, other.project_id):
        return (end.site_address, end.project_key) == (other.site_address, other.project_key)
    return (end.tenant_id, end.project_id) == (other.tenant_id, other.project_id)


def duplicate_sentence(other: Synchronization) -> str:
    if other.acceptance is Acceptance.DECLINED:
        return f"The partner has declined “{other.name}” between these two projects. Delete it before you ask again."
    if other.acceptance is Acceptance.REQUESTED:
        return (
            f"There is a request between these two projects already: “{other.name}”. Wait for its answer, or delete it."
        )
    return f"“{other.name}” already synchronizes these two projects. Two projects can have one synchronization."


def _here(visit: Visit, site: JiraSite, tenant: Tenant, first_id: str, second_id: str) -> Proposal:
    """A project that the visitor can't see is as good as none."""
    if second_id == first_id:
        raise Invalid((Problem("partner", "A project can't be synchronized with itself. Choose another one."),))
    if not second_id.isdecimal() or second_id not in permitted_projects(visit, BROWSE_PROJECT, [second_id]):
        raise Invalid((Problem("partner", "Choose the project to synchronize with."),))
    first = _schema(site, first_id)
    if second_id not in administered(visit, [second_id]):
        second = site.project(second_id)
        return _request(tenant, first, End(Side.SECOND, tenant.site_address, second.key))
    schema = _schema(site, second_id)
    contract = suggest_contract(first, schema)
    configuration = Configuration(
        1, contract, suggest_side(contract, first, Side.FIRST), suggest_side(contract, schema, Side.SECOND)
    )
    ends = _end(Side.FIRST, tenant, first.project), _end(Side.SECOND, tenant, schema.project)
    return Proposal(tenant, *ends, Acceptance.NOT_NEEDED, configuration)


def _elsewhere(site: JiraSite, tenant: Tenant, first_id: str, typed: ProjectElsewhere) -> Proposal:
    address, key = site_address(typed.address), project_key(typed.key)
    wrong_address = Problem("address", "Enter the address of the partner's Jira, like partner.atlassian.net.")
    wrong_key = Problem("key", "Enter the key of the partner's project, like SHOP: letters and digits, a letter first.")
    own = Problem("address", "This is the address of this very Jira. Choose “A project of this Jira” instead.")
    if address is None or key is None:
        raise Invalid((() if address else (wrong_address,)) + (() if key else (wrong_key,)))
    if address == tenant.site_address:
        raise Invalid((own,))
    return _request(tenant, _schema(site, first_id), End(Side.SECOND, address, key))


def _request(tenant: Tenant, first: ProjectSchema, second: End) -> Proposal:
    """The contract comes from the requester's side alone; the partner's is fitted to it when they accept."""
    contract = suggest_contract(first, first)
    configuration = Configuration(1, contract, suggest_side(contract, first, Side.FIRST), None)
    return Proposal(tenant, _end(Side.FIRST, tenant, first.project), second, Acceptance.REQUESTED, configuration)


def _end(side: Side, tenant: Tenant, project: ProjectSummary) -> End:
    return End(side, tenant.site_address, project.key, project.name, tenant.id, project.id)


def _schema(site: JiraSite, project_id: str) -> ProjectSchema:
    try:
        return site.project_schema(project_id)
    except JiraNotFound:
        sentence = "The add-on can't see this project. It may be archived, or its permissions may leave the add-on out."
        raise Invalid((Problem("partner", sentence),)) from None


def _add(work: Work, visit: Visit, wanted: Wanted, proposal: Proposal, public_id: str) -> Synchronization:
    refuse_second_one(work, proposal.tenant.id, wanted.first_project_id, proposal.second)
    now = visit.now()
    made = work.synchronizations.add(
        name=wanted.name,
        description=wanted.description,
        first=proposal.first,
        second=proposal.second,
        acceptance=proposal.acceptance,
        message=wanted.message if proposal.is_request else "",
        created_by=visit.account_id,
        at=now,
        public_id=public_id,
    )
    work.configurations.save_draft(made.id, proposal.configuration, by=visit.account_id, at=now)
    if not proposal.is_request and not problems(proposal.configuration):
        work.configurations.publish(made.id, proposal.configuration.number, by=visit.account_id, at=now)
    note(work, visit, "request" if proposal.is_request else "create", made.id)
    return work.synchronizations.get(made.id) or made


def note(work: Work, visit: Visit, action: str, synchronization_id: int) -> None:
    """Into the audit trail."""
    work.audit.record(
        tenant_id=visit.tenant_id,
        account_id=visit.account_id,
        action=action,
        synchronization_id=synchronization_id,
        at=visit.now(),
    )
