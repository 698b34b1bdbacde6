"""The account that we act as in a Jira: what it created is ours, whatever carries our marker."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.raw import RawIssue
from app.sync.ports import JiraSites, Store


def learn_own_account(store: Store, sites: JiraSites, tenant_id: int) -> str:
    """Asks Jira, and remembers the answer with the tenant. Raises a JiraError."""
    account_id = sites.open(tenant_id, "lifecycle").own_account_id()
    with store.transaction() as work:
        work.tenants.remember_app_account(tenant_id, account_id)
    return account_id


def own_account(store: Store, sites: JiraSites, tenant_id: int) -> str:
    """From memory where it is known. Raises a JiraError."""
    with store.transaction() as work:
        tenant = work.tenants.get(tenant_id)
    known = None if tenant is None else tenant.app_account_id
    return known or learn_own_account(store, sites, tenant_id)


def marked_by_us(store: Store, sites: JiraSites, tenant_id: int, issues: Sequence[RawIssue]) -> list[RawIssue]:
    """Those whose marker may be believed: a clone carries the marker of what was cloned, and belongs to whoever cloned
    it. Raises a JiraError where an issue has a marker and our account is not known yet."""
    marked = [raw for raw in issues if raw.operation_id is not None]
    if not marked:
        return []
    account_id = own_account(store, sites, tenant_id)
    return [raw for raw in marked if raw.creator_id == account_id]
