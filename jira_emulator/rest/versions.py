"""Versions of projects (Jira Cloud REST v3, "Project versions")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.actions.swapping import holders, swap
from jira_emulator.actions.versions import (
    add_version,
    merge_version,
    move_version,
    remove_version,
    tell_update,
    version_fields,
)
from jira_emulator.errors import JiraError
from jira_emulator.model import Project, Version
from jira_emulator.rest import bodies
from jira_emulator.rest.access import NO_PROJECT_ADMIN, administered, administers
from jira_emulator.rest.project_beans import version_bean
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.rest.version_lists import expanded, no_version, version_of
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_NAME, LONGEST_DESCRIPTION = 255, 16_384
NAME_MISSING = "You must specify a valid version name"
KNOWN = {
    *("approvers", "archived", "description", "driver", "expand", "id", "issuesStatusForFixVersion"),
    *("moveUnfixedIssuesTo", "name", "operations", "overdue", "project", "projectId", "releaseDate", "released"),
    *("self", "startDate", "userReleaseDate", "userStartDate"),
}


def _administered_version(call: Call, version: str, refusal_status: int) -> tuple[Project, Version]:
    project, one = version_of(call, version)
    if not administers(call, project):
        raise JiraError(refusal_status, [NO_PROJECT_ADMIN])
    return project, one


def _free_name(project: Project, name: str, but: Version | None = None) -> str:
    if any(one.name.lower() == name.lower() for one in project.versions if one is not but):
        raise JiraError(400, errors={"name": "A version with this name already exists in this project."})
    return name


def _check_dates(one: Version) -> None:
    if one.start_date is not None and one.release_date is not None and one.start_date > one.release_date:
        raise JiraError(400, errors={"releaseDate": "The release date cannot be earlier than the start date."})


@operation("POST", "/version", Scope.PROJECT_ADMIN)
def create_version(call: Call) -> Answer:
    body = call.strict_object(KNOWN)
    with call.site.lock:
        named = bodies.whole(body, "projectId") or bodies.text(body, "project") or ""
        project = administered(call, str(named), 404)
        name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
        one = Version(
            call.site.next_id("version"),
            _free_name(project, name),
            project.id,
            bodies.text(body, "description", LONGEST_DESCRIPTION) or "",
            bodies.truth(body, "released") or False,
            bodies.truth(body, "archived") or False,
            bodies.day(body, "startDate"),
            bodies.day(body, "releaseDate"),
        )
        _check_dates(one)
        add_version(call.site, call.actor, project, one)
    return Answer(version_bean(call.shape, one), 201)


@operation("GET", "/version/<version>", Scope.READ)
def get_version(call: Call, version: str) -> Answer:
    return Answer(expanded(call, version_of(call, version)[1]))


@operation("PUT", "/version/<version>", Scope.PROJECT_ADMIN)
def edit_version(call: Call, version: str) -> Answer:
    """What is in the body replaces what was; `moveUnfixedIssuesTo` applies when this releases the version."""
    body = call.strict_object(KNOWN)
    with call.site.lock:
        project, one = _administered_version(call, version, 404)
        wanted = _edited(project, one, body)
        was_released, target = one.released, _move_target(project, one, body)
        for name in ("name", "description", "released", "archived", "start_date", "release_date"):
            setattr(one, name, getattr(wanted, name))
        if target is not None and one.released and not was_released:
            _move_unfixed(call, one, target)
        tell_update(call.site, call.actor, one, was_released)
    return Answer(expanded(call, one))


def _edited(project: Project, one: Version, body: Mapping[str, Any]) -> Version:
    name, released = one.name, bodies.truth(body, "released")
    if body.get("name") is not None:
        name = bodies.required_text(body, "name", LONGEST_NAME, NAME_MISSING)
    archived, described = bodies.truth(body, "archived"), bodies.text(body, "description", LONGEST_DESCRIPTION)
    wanted = Version(
        one.id,
        _free_name(project, name, one),
        project.id,
        one.description if described is None else described,
        one.released if released is None else released,
        one.archived if archived is None else archived,
        bodies.day(body, "startDate") if "startDate" in body else one.start_date,
        bodies.day(body, "releaseDate") if "releaseDate" in body else one.release_date,
    )
    _check_dates(wanted)
    return wanted


def _move_target(project: Project, one: Version, body: Mapping[str, Any]) -> Version | None:
    link = bodies.text(body, "moveUnfixedIssuesTo")
    if not link:
        return None
    found = _other(project, one, link.rpartition("/")[2])
    if found is None:
        raise JiraError(400, errors={"moveUnfixedIssuesTo": f"Could not find version for '{link}'"})
    return found


def _other(project: Project, one: Version, version: str) -> Version | None:
    """Another version of the same project."""
    wanted = id_of(version)
    return next((each for each in project.versions if each.id == wanted and each is not one), None)


def _move_unfixed(call: Call, one: Version, target: Version) -> None:
    unfixed = [each for each in holders(call.site, one, "fixVersions") if each.resolution is None]
    swap(call.site, call.actor, one, {"fixVersions": target}, unfixed)


@operation("DELETE", "/version/<version>", Scope.PROJECT_ADMIN)
def delete_version(call: Call, version: str) -> Answer:
    project, one = _administered_version(call, version, 401)
    replacements = {
        field_id: _replacement(project, one, call.args.get(parameter))
        for field_id, parameter in (("fixVersions", "moveFixIssuesTo"), ("versions", "moveAffectedIssuesTo"))
    }
    remove_version(call.site, call.actor, project, one, replacements)
    return NO_CONTENT


def _replacement(project: Project, one: Version, wanted: str | int | None) -> Version | None:
    if wanted in (None, ""):
        return None
    found = _other(project, one, str(wanted))
    if found is None:
        raise JiraError(400, [f"The version with id '{wanted}' can not replace the deleted one."])
    return found


@operation("POST", "/version/<version>/removeAndSwap", Scope.PROJECT_ADMIN)
def replace_version(call: Call, version: str) -> Answer:
    """Delete a version and name what takes its place in each field."""
    body = call.strict_object({"customFieldReplacementList", "moveAffectedIssuesTo", "moveFixIssuesTo"})
    project, one = _administered_version(call, version, 404)
    replacements = {
        "fixVersions": _replacement(project, one, bodies.whole(body, "moveFixIssuesTo")),
        "versions": _replacement(project, one, bodies.whole(body, "moveAffectedIssuesTo")),
    }
    for each in bodies.objects(body, "customFieldReplacementList"):
        field_id = f"customfield_{bodies.whole(each, 'customFieldId')}"
        if field_id not in version_fields(call.site):
            raise JiraError(400, [f"The custom field '{field_id}' holds no versions."])
        replacements[field_id] = _replacement(project, one, bodies.whole(each, "moveTo"))
    remove_version(call.site, call.actor, project, one, replacements)
    return NO_CONTENT


@operation("PUT", "/version/<version>/mergeto/<target>", Scope.PROJECT_ADMIN)
def merge_versions(call: Call, version: str, target: str) -> Answer:
    project, one = _administered_version(call, version, 401)
    into = _other(project, one, target)
    if into is None and target == version:
        raise JiraError(400, ["A version can not be merged into itself."])
    if into is None:
        raise no_version(target)
    merge_version(call.site, call.actor, project, one, into)
    return NO_CONTENT


@operation("POST", "/version/<version>/move", Scope.PROJECT_ADMIN)
def reorder_version(call: Call, version: str) -> Answer:
    """Move a version `after` another one, or to a `position`."""
    body = call.strict_object({"after", "position"})
    project, one = version_of(call, version)
    after, position = bodies.text(body, "after"), bodies.text(body, "position")
    if (after is None) == (position is None):
        raise JiraError(400, ["Exactly one of 'after' and 'position' must be given."])
    with call.site.lock:
        place = _place_after(project, one, after) if after is not None else _place(project, one, position or "")
        move_version(call.site, call.actor, project, one, place)
    return Answer(expanded(call, one))


def _place_after(project: Project, one: Version, link: str) -> int:
    other = _other(project, one, link.rpartition("/")[2])
    if other is None:
        raise no_version(link.rpartition("/")[2])
    return [each for each in project.versions if each is not one].index(other) + 1


def _place(project: Project, one: Version, position: str) -> int:
    here, last = project.versions.index(one), len(project.versions) - 1
    places = {"First": 0, "Last": last, "Earlier": max(here - 1, 0), "Later": min(here + 1, last)}
    if position not in places:
        raise JiraError(400, [f"The position '{position}' is not valid."])
    return places[position]
