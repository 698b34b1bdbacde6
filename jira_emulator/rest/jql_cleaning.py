"""Queries without what their reader should not see (Jira Cloud REST v3, "Sanitize JQL queries", "Convert user
identifiers to account IDs in JQL queries")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.jql import JqlError, parse
from jira_emulator.model import User
from jira_emulator.permissions import allowed, is_jira_admin, signed_in
from jira_emulator.rest.issues import word_list
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

USER_FIELDS = frozenset({"assignee", "reporter", "creator", "watcher", "voter", "worklogAuthor"})


@operation("POST", "/jql/sanitize", Scope.ADMIN)
def sanitize_queries(call: Call) -> Answer:
    """Each query as another user may read it: projects that the user can't see are named by id."""
    if not is_jira_admin(call.site, signed_in(call.actor)):
        raise JiraError(403, ["You are not authorized to perform this action. Administrator privileges are required."])
    queries = call.strict_object({"queries"}).get("queries")
    if not isinstance(queries, list) or not queries:
        raise JiraError(400, ["The queries has to be provided."])
    return Answer({"queries": [_sanitized(call.site, one) for one in queries]})


def _sanitized(site: Site, asked: Any) -> dict[str, Any]:
    jql = asked.get("query") if isinstance(asked, Mapping) else None
    account_id = asked.get("accountId") if isinstance(asked, Mapping) else None
    if not isinstance(jql, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    reader = site.users.get(account_id) if isinstance(account_id, str) else None
    shown: dict[str, Any] = {"initialQuery": jql}
    if account_id is not None:
        shown["accountId"] = account_id
    try:
        return shown | {"sanitizedQuery": _hidden(site, reader, jql)}
    except JqlError as refusal:
        return shown | {"errors": {"errorMessages": refusal.messages, "errors": {}}}


def _hidden(site: Site, reader: User | None, jql: str) -> str:
    """A query in which nothing is hidden stays as it is written."""
    changed: list[str] = []

    def replace(field: str, value: str) -> str:
        project = next((one for one in site.projects.values() if value.lower() in _names(one.key, one.name)), None)
        if field != "project" or project is None or allowed(site, reader, "BROWSE_PROJECTS", project):
            return value
        changed.append(value)
        return str(project.id)

    sanitized = parse(jql).rewritten(replace)
    return sanitized if changed else jql


def _names(*names: str) -> set[str]:
    return {name.lower() for name in names}


@operation("POST", "/jql/pdcleaner", Scope.READ)
def convert_users(call: Call) -> Answer:
    """Queries with account ids instead of the names that users had."""
    signed_in(call.actor)
    queries = word_list(call.strict_object({"queryStrings"}), "queryStrings")
    converted, unknown = [], []
    for jql in queries:
        cleaned, is_known = _with_account_ids(call.site, jql)
        if is_known:
            converted.append(cleaned)
        else:
            unknown.append({"originalQuery": jql, "convertedQuery": cleaned})
    return Answer({"queryStrings": converted, "queriesWithUnknownUsers": unknown})


def _with_account_ids(site: Site, jql: str) -> tuple[str, bool]:
    changed: list[bool] = []

    def replace(field: str, value: str) -> str:
        if field not in USER_FIELDS or value in site.users:
            return value
        user = site.user_by_server_name(value) or site.user_by_email(value)
        changed.append(user is not None)
        return user.account_id if user is not None else "unknown"

    try:
        cleaned = parse(jql).rewritten(replace)
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None
    return (cleaned if changed else jql), all(changed)
