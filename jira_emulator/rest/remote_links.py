"""Remote links of issues (Jira Cloud REST v3, "Issue remote links")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.actions.remote_links import (
    change_remote_link,
    delete_by_global_id,
    delete_remote_link,
    put_remote_link,
    remote_link,
    with_global_id,
)
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.model import Issue
from jira_emulator.permissions import visible_issue
from jira_emulator.remote_links import RemoteLink, RemoteLinkContent
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope

LONGEST_GLOBAL_ID = 255
LONGEST_TITLE = 255


def _bean(call: Call, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    """What is null is left out, as for every text that is not there."""
    content = link.content
    bean: dict[str, Any] = {"id": link.id, "self": _address(call, issue, link)}
    if content.global_id is not None:
        bean["globalId"] = content.global_id
    bean["application"] = dict(content.application)
    if content.relationship is not None:
        bean["relationship"] = content.relationship
    return bean | {"object": dict(content.target)}


def _address(call: Call, issue: Issue, link: RemoteLink) -> str:
    return call.shape.link(f"issue/{issue.id}/remotelink/{link.id}")


@operation("GET", "/issue/<issue>/remotelink", Scope.READ)
def get_remote_links(call: Call, issue: str) -> Answer:
    """All of an issue, or the one with `globalId`."""
    found = visible_issue(call.site, call.actor, issue)
    global_id = call.args.get("globalId")
    if not global_id:
        links = list(call.site.remote_links.get(found.id, {}).values())
        return Answer([_bean(call, found, one) for one in links])
    link = with_global_id(call.site, found, global_id)
    if link is None:
        raise JiraError(404, [f"No remote link with global id '{global_id}' exists for issue '{found.key}'."])
    return Answer(_bean(call, found, link))


@operation("GET", "/issue/<issue>/remotelink/<link>", Scope.READ)
def get_remote_link(call: Call, issue: str, link: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return Answer(_bean(call, found, remote_link(call.site, found, link)))


@operation("POST", "/issue/<issue>/remotelink", Scope.WRITE)
def create_remote_link(call: Call, issue: str) -> Answer:
    content = _content(call.json_object())
    link, is_new = put_remote_link(call.site, call.actor, issue, content)
    found = visible_issue(call.site, call.actor, issue)
    return Answer({"id": link.id, "self": _address(call, found, link)}, 201 if is_new else 200)


@operation("PUT", "/issue/<issue>/remotelink/<link>", Scope.WRITE)
def edit_remote_link(call: Call, issue: str, link: str) -> Answer:
    change_remote_link(call.site, call.actor, issue, link, _content(call.json_object()))
    return NO_CONTENT


@operation("DELETE", "/issue/<issue>/remotelink/<link>", Scope.DELETE)
def remove_remote_link(call: Call, issue: str, link: str) -> Answer:
    delete_remote_link(call.site, call.actor, issue, link)
    return NO_CONTENT


@operation("DELETE", "/issue/<issue>/remotelink", Scope.DELETE)
def remove_by_global_id(call: Call, issue: str) -> Answer:
    global_id = call.args.get("globalId")
    if not global_id:
        raise JiraError(400, ["The global id of the remote link must be given."])
    delete_by_global_id(call.site, call.actor, issue, global_id)
    return NO_CONTENT


def _content(body: Mapping[str, Any]) -> RemoteLinkContent:
    """The remote link of a body. Raises 400 that names what is missing or too long."""
    target, application = _object(body, "object"), _object(body, "application")
    errors = {name: f"'{name}' is required." for name in ("title", "url") if not _text(target, name)}
    global_id, relationship = _text(body, "globalId"), _text(body, "relationship")
    if len(_text(target, "title") or "") > LONGEST_TITLE:
        errors["title"] = f"'title' must not exceed {LONGEST_TITLE} characters."
    if len(global_id or "") > LONGEST_GLOBAL_ID:
        errors["globalId"] = f"'globalId' must not exceed {LONGEST_GLOBAL_ID} characters."
    if errors:
        raise JiraError(400, errors=errors)
    return RemoteLinkContent(_described(target), global_id, relationship, _only(application, "type", "name"))


def _described(target: Mapping[str, Any]) -> dict[str, Any]:
    status = _object(target, "status")
    shown = _only(target, "url", "title", "summary")
    shown["icon"] = _icon(target)
    shown["status"] = {"icon": _icon(status)}
    if isinstance(status.get("resolved"), bool):
        shown["status"]["resolved"] = status["resolved"]
    return shown


def _icon(holder: Mapping[str, Any]) -> dict[str, Any]:
    return _only(_object(holder, "icon"), "url16x16", "title", "link")


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    if value is not None and not isinstance(value, Mapping):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value or {}


def _text(holder: Mapping[str, Any], name: str) -> str | None:
    value = holder.get(name)
    if value is not None and not isinstance(value, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value or None


def _only(holder: Mapping[str, Any], *names: str) -> dict[str, Any]:
    texts = {name: _text(holder, name) for name in names}
    return {name: text for name, text in texts.items() if text is not None}
