"""What the `update` of an issue adds beside its fields: comments, links and worklogs.

All of it is read before anything is written, so a bad one means that nothing is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jira_emulator.actions.comments import delete_comment, edit_comment, visible_comment, write_comment
from jira_emulator.actions.links import link_issues
from jira_emulator.actions.work_input import read_work
from jira_emulator.actions.worklogs import Adjustment, add_worklog
from jira_emulator.errors import JiraError, invalid, off_screen
from jira_emulator.fields.kinds import FieldRefused, pick
from jira_emulator.fields.texts import read_rich
from jira_emulator.fields.writing import FieldInput
from jira_emulator.model import Issue, LinkType, Project, User
from jira_emulator.permissions import allowed, visible_issue
from jira_emulator.state import Site
from jira_emulator.text import RichText

Companion = Callable[[Issue], None]
RIGHTS = {"issuelinks": "LINK_ISSUES", "worklog": "WORK_ON_ISSUES", "comment": "ADD_COMMENTS"}


def companions_of(
    site: Site, actor: User | None, request: FieldInput, project: Project, issue: Issue | None = None
) -> list[Companion]:
    """What to do once the issue is stored. Raises 400 for what can't be read, or is not the actor's to add."""
    readers = {"issuelinks": _link, "worklog": _work, "comment": _comment}
    refused = {name: off_screen(name) for name in readers if _is_refused(site, actor, request, name, project, issue)}
    if refused:
        raise JiraError(400, errors=refused)
    return [
        reader(site, actor, verb, operand, request.adf)
        for name, reader in readers.items()
        for verb, operand in _operations(request, name)
    ]


def _is_refused(
    site: Site, actor: User | None, request: FieldInput, name: str, project: Project, issue: Issue | None
) -> bool:
    if not request.update.get(name):
        return False
    return not allowed(site, actor, RIGHTS[name], project, issue)


def accompany(site: Site, issue: Issue, companions: list[Companion]) -> Issue:
    """Do what was read, and give the issue as it is then."""
    for companion in companions:
        companion(site.issues[issue.id])
    return site.issues[issue.id]


def _operations(request: FieldInput, name: str) -> list[tuple[str, Mapping[str, Any]]]:
    operations = request.update.get(name, [])
    if not isinstance(operations, list):
        raise JiraError(400, errors={name: "Field update must be an array of operations"})
    return [_operation(name, one) for one in operations]


def _operation(name: str, operation: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(operation, Mapping) or len(operation) != 1:
        raise JiraError(400, errors={name: "Each operation must have exactly one verb"})
    ((verb, operand),) = operation.items()
    if not isinstance(operand, Mapping):
        raise JiraError(400, errors={name: "data was not an object"})
    return str(verb), operand


def _comment(site: Site, actor: User | None, verb: str, operand: Mapping[str, Any], adf: bool) -> Companion:
    if verb == "add":
        body = _text(operand, adf)
        return lambda issue: _drop(write_comment(site, actor, issue, body, operand))
    comment_id = str(operand.get("id") or "")
    if verb == "edit":
        after = _text(operand, adf)
        return lambda issue: _drop(edit_comment(site, actor, issue.id, comment_id, after, operand))
    if verb == "remove":
        return lambda issue: delete_comment(site, actor, issue.id, visible_comment(site, actor, issue, comment_id).id)
    raise invalid(comment=f"Field 'comment' does not support update '{verb}'")


def _drop(_result: object) -> None:
    """The caller reads the issue again."""


def _text(operand: Mapping[str, Any], adf: bool) -> RichText:
    try:
        body = read_rich(operand.get("body"), adf)
    except FieldRefused:
        body = None
    if body is None:
        raise invalid(comment="Comment body is not valid!")
    return body


def _link(site: Site, actor: User | None, verb: str, operand: Mapping[str, Any], adf: bool) -> Companion:
    """`{"type": {"name": "Blocks"}, "outwardIssue": {"key": B}}` on A says "A blocks B"."""
    if verb != "add":
        raise invalid(issuelinks=f"Field 'issuelinks' does not support update '{verb}'")
    try:
        kind: LinkType = pick(operand.get("type"), list(site.link_types.values()), "Issue link type")
    except FieldRefused as refusal:
        raise invalid(issuelinks=refusal.message) from None
    ends = [name for name in ("outwardIssue", "inwardIssue") if isinstance(operand.get(name), Mapping)]
    if len(ends) != 1:
        raise invalid(issuelinks="Either 'inwardIssue' or 'outwardIssue' must be given.")
    named = operand[ends[0]].get("id") or operand[ends[0]].get("key")
    other = visible_issue(site, actor, str(named))
    if ends == ["outwardIssue"]:
        return lambda issue: _drop(link_issues(site, actor, kind, issue.id, other.id))
    return lambda issue: _drop(link_issues(site, actor, kind, other.id, issue.id))


def _work(site: Site, actor: User | None, verb: str, operand: Mapping[str, Any], adf: bool) -> Companion:
    if verb != "add":
        raise invalid(worklog=f"Field 'worklog' does not support update '{verb}'")
    work = read_work(operand, adf)
    if work.seconds is None:
        raise invalid(timeLogged="You must indicate the time spent working.")
    return lambda issue: _drop(add_worklog(site, actor, str(issue.id), work, Adjustment()))
