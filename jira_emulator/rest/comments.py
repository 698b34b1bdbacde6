"""Comments (Jira Cloud REST v3, "Issue comments")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator import actions, beans
from jira_emulator.actions.comments import NO_COMMENTING, visible_comment
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.fields.kinds import FieldRefused
from jira_emulator.fields.texts import TOO_LONG, read_rich
from jira_emulator.media import check_media
from jira_emulator.permissions import allowed, can_see, may_read, visible_comments, visible_issue
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page
from jira_emulator.scopes import Scope
from jira_emulator.text import RichText

MOST_LISTED = 1000


@operation("GET", "/issue/<issue>/comment", Scope.READ)
def get_comments(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    order = call.args.get("orderBy", "created")
    if order.lstrip("+-") != "created":
        raise JiraError(400, [f"Ordering by '{order}' is not supported."])
    comments = sorted(
        visible_comments(call.site, call.actor, found),
        key=lambda one: (one.created, one.id),
        reverse=order.startswith("-"),
    )
    shown = page(call, "comments", list(comments), limit=100, most=5000)
    expand = call.words("expand")
    shown["comments"] = [beans.comment(call.shape, one, found.id, expand) for one in shown["comments"]]
    return Answer(shown)


@operation("POST", "/issue/<issue>/comment", Scope.WRITE)
def add_comment(call: Call, issue: str) -> Answer:
    body = call.json_object()
    found = visible_issue(call.site, call.actor, issue)
    text = comment_body(call, body, can_comment=allowed(call.site, call.actor, "ADD_COMMENTS", issue=found))
    comment = actions.add_comment(call.site, call.actor, issue, text, body)
    return Answer(beans.comment(call.shape, comment, found.id, call.words("expand")), 201)


def comment_body(call: Call, body: Mapping[str, Any], can_comment: bool = True) -> RichText:
    """The comment's text. An unusable text and a missing permission are told together, as recorded."""
    refused = [] if can_comment else [NO_COMMENTING]
    check_media(call.site, body.get("body"))
    try:
        text = read_rich(body.get("body"), call.adf)
    except FieldRefused as refusal:
        message = refusal.message if refusal.message == TOO_LONG else "Comment body is not valid!"
        raise JiraError(400, refused, {"comment": message}) from None
    if text is None:
        raise JiraError(400, refused, {"comment": "Comment body can not be empty!"})
    return text


@operation("GET", "/issue/<issue>/comment/<comment>", Scope.READ)
def get_comment(call: Call, issue: str, comment: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    one = visible_comment(call.site, call.actor, found, comment)
    return Answer(beans.comment(call.shape, one, found.id, call.words("expand")))


@operation("PUT", "/issue/<issue>/comment/<comment>", Scope.WRITE)
def edit_comment(call: Call, issue: str, comment: str) -> Answer:
    body = call.json_object()
    found = visible_issue(call.site, call.actor, issue)
    visible_comment(call.site, call.actor, found, comment)
    text = comment_body(call, body)
    edited = actions.edit_comment(call.site, call.actor, issue, comment, text, body)
    return Answer(beans.comment(call.shape, edited, found.id, call.words("expand")))


@operation("DELETE", "/issue/<issue>/comment/<comment>", Scope.DELETE)
def delete_comment(call: Call, issue: str, comment: str) -> Answer:
    if call.actor is None:
        raise JiraError(405, ["Anonymous callers can't delete comments."])
    actions.delete_comment(call.site, call.actor, issue, comment)
    return NO_CONTENT


@operation("POST", "/comment/list", Scope.READ)
def list_comments(call: Call) -> Answer:
    """Comments by their ids; the missing and the hidden are left out."""
    ids = call.strict_object({"ids"}).get("ids")
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if not 0 < len(ids) <= MOST_LISTED:
        raise JiraError(400, [f"Between 1 and {MOST_LISTED} comment ids must be given."])
    wanted = set(ids)
    expand = call.words("expand")
    rows = [
        beans.comment(call.shape, one, issue.id, expand)
        for issue in list(call.site.issues.values())
        if can_see(call.site, call.actor, issue)
        for one in issue.comments
        if one.id in wanted and may_read(call.site, call.actor, issue, one.visibility)
    ]
    shown = page(call, "values", rows, MOST_LISTED)
    return Answer(shown | {"isLast": True, "self": call.shape.link("comment/list")})
