"""Entity properties of issues, comments and projects (Jira Cloud REST v3, "…
properties").
"""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator import actions
from jira_emulator.actions.properties import check_property, comment_anywhere, no_property, without
from jira_emulator.errors import JiraError
from jira_emulator.model import Project
from jira_emulator.permissions import allowed, visible_issue, visible_project
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope


def property_keys(call: Call, base: str, keys: Iterable[str]) -> Answer:
    return Answer({"keys": [{"self": call.shape.link(f"{base}/{key}"), "key": key} for key in keys]})


def one_property(properties: Mapping[str, Any], key: str) -> Answer:
    if key not in properties:
        raise no_property(key)
    return Answer({"key": key, "value": properties[key]})


def property_set(is_new: bool) -> Answer:
    return Answer(None, 201 if is_new else 200)


@operation("GET", "/issue/<issue>/properties", Scope.READ)
def get_issue_property_keys(call: Call, issue: str) -> Answer:
    found = visible_issue(call.site, call.actor, issue)
    return property_keys(call, f"issue/{found.id}/properties", found.properties)


@operation("GET", "/issue/<issue>/properties/<key>", Scope.READ)
def get_issue_property(call: Call, issue: str, key: str) -> Answer:
    return one_property(visible_issue(call.site, call.actor, issue).properties, key)


@operation("PUT", "/issue/<issue>/properties/<key>", Scope.WRITE)
def set_issue_property(call: Call, issue: str, key: str) -> Answer:
    return property_set(actions.set_issue_property(call.site, call.actor, issue, key, call.json()))


@operation("DELETE", "/issue/<issue>/properties/<key>", Scope.DELETE)
def delete_issue_property(call: Call, issue: str, key: str) -> Answer:
    actions.delete_issue_property(call.site, call.actor, issue, key)
    return NO_CONTENT


@operation("GET", "/comment/<comment>/properties", Scope.READ)
def get_comment_property_keys(call: Call, comment: str) -> Answer:
    found = comment_anywhere(call.site, call.actor, comment)[1]
    return property_keys(call, f"comment/{found.id}/properties", found.properties)


@operation("GET", "/comment/<comment>/properties/<key>", Scope.READ)
def get_comment_property(call: Call, comment: str, key: str) -> Answer:
    return one_property(comment_anywhere(call.site, call.actor, comment)[1].properties, key)


@operation("PUT", "/comment/<comment>/properties/<key>", Scope.WRITE)
def set_comment_property(call: Call, comment: str, key: str) -> Answer:
    return property_set(actions.set_comment_property(call.site, call.actor, comment, key, call.json()))


@operation("DELETE", "/comment/<comment>/properties/<key>", Scope.DELETE)
def delete_comment_property(call: Call, comment: str, key: str) -> Answer:
    actions.delete_comment_property(call.site, call.actor, comment, key)
    return NO_CONTENT


@operation("GET", "/project/<project>/properties", Scope.READ)
def get_project_property_keys(call: Call, project: str) -> Answer:
    found = visible_project(call.site, call.actor, project)
    return property_keys(call, f"project/{found.id}/properties", found.properties)


@operation("GET", "/project/<project>/properties/<key>", Scope.READ)
def get_project_property(call: Call, project: str, key: str) -> Answer:
    return one_property(visible_project(call.site, call.actor, project).properties, key)


@operation("PUT", "/project/<project>/properties/<key>", Scope.WRITE)
def set_project_property(call: Call, project: str, key: str) -> Answer:
    found = _administered(call, project)
    value = call.json()
    check_property(key, value)
    is_new = key not in found.properties
    found.properties[key] = value
    return property_set(is_new)


@operation("DELETE", "/project/<project>/properties/<key>", Scope.DELETE)
def delete_project_property(call: Call, project: str, key: str) -> Answer:
    found = _administered(call, project)
    found.properties = without(found.properties, key)
    return NO_CONTENT


def _administered(call: Call, project: str) -> Project:
    found = visible_project(call.site, call.actor, project)
    if not allowed(call.site, call.actor, "ADMINISTER_PROJECTS", found):
        raise JiraError(403, ["You do not have permission to administer this project."])
    return found
