"""The partner's answer to a request."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.contract import Side
from app.engine.mapping import Configuration, problems
from app.errors import JiraNotFound, WrongState
from app.sync.actions import ANSWERED, Action, check
from app.sync.agreement import Gap, agreed, gaps
from app.sync.create import note, one_at_a_time, refuse_second_agreed
from app.sync.permission import Visit
from app.sync.ports import Work
from app.sync.records import End, Tenant
from app.sync.schema import ProjectSchema
from app.sync.standing import Standing, find
from app.sync.suggest import suggest_side

NO_SUCH_PROJECT = (
    "The add-on sees no project with the key {key} in this Jira. Decline the request, or ask for a new one."
)


@dataclass(frozen=True)
class Outlook:
    """What accepting would mean: `configuration` is what would be exchanged, `left_out` what the partner offers and
    this project has nothing for."""

    standing: Standing
    second: End
    configuration: Configuration
    left_out: tuple[Gap, ...]


def outlook(visit: Visit, public_id: str) -> Outlook:
    """Changes nothing. Raises NotPermitted, Unknown, WrongState, JiraError."""
    standing = find(visit, public_id)
    check(Action.ACCEPT, standing)
    with visit.ports.store.transaction() as work:
        tenant = work.tenants.get(visit.tenant_id)
        draft = work.configurations.draft(standing.synchronization.id)
    if tenant is None or draft is None or draft.configuration.first is None:
        raise WrongState(ANSWERED)
    asked, schema = draft.configuration, own_schema(visit, standing)
    mapping = suggest_side(asked.contract, schema, Side.SECOND)
    configuration = agreed(asked.number, asked.contract, draft.configuration.first, mapping)
    return Outlook(standing, _end(tenant, schema), configuration, gaps(asked.contract, mapping))


def own_schema(visit: Visit, standing: Standing) -> ProjectSchema:
    """Of the project that the request is addressed to: the one of this page, else the one with its key. Raises
    WrongState when there is none."""
    site, key = visit.ports.sites.open(visit.tenant_id, "page"), standing.synchronization.second.project_key
    try:
        return site.project_schema(visit.caller.place.project_id or site.project(key).id)
    except JiraNotFound:
        raise WrongState(NO_SUCH_PROJECT.format(key=key)) from None


def accept(visit: Visit, public_id: str) -> Standing:
    """The mapping is suggested by name and takes effect at once; nothing flows before somebody starts it. Raises
    NotPermitted, Unknown, WrongState, Invalid (these two projects are synchronized already), JiraError."""
    accepted = outlook(visit, public_id)
    with visit.ports.store.transaction() as work:
        _accept(work, visit, accepted)
    return find(visit, public_id)


def decline(visit: Visit, public_id: str) -> None:
    """The requester sees that it was declined. Raises NotPermitted, Unknown, WrongState."""
    standing = find(visit, public_id)
    check(Action.DECLINE, standing)
    with visit.ports.store.transaction() as work:
        work.synchronizations.decline(standing.synchronization.id)
        note(work, visit, "decline", standing.synchronization.id)


def _accept(work: Work, visit: Visit, accepted: Outlook) -> None:
    synchronization, second = accepted.standing.synchronization, accepted.second
    assert second.project_id is not None
    one_at_a_time(work, synchronization.first, second)
    refuse_second_agreed(work, visit.tenant_id, second.project_id, synchronization.first)
    work.synchronizations.accept(synchronization.id, second)
    now, configuration = visit.now(), accepted.configuration
    work.configurations.save_draft(synchronization.id, configuration, by=visit.account_id, at=now)
    if not problems(configuration):
        work.configurations.publish(synchronization.id, configuration.number, by=visit.account_id, at=now)
    note(work, visit, "accept", synchronization.id)


def _end(tenant: Tenant, schema: ProjectSchema) -> End:
    project = schema.project
    return End(Side.SECOND, tenant.site_address, project.key, project.name, tenant.id, project.id)
