"""Creating, editing, archiving, deleting and restoring projects (Jira Cloud REST v3, "Projects")."""

import re
from collections.abc import Mapping
from typing import Any

from jira_emulator import seed
from jira_emulator.actions.projects import (
    add_project,
    archive_project,
    change_key,
    delete_project,
    restore_project,
    trash_project,
)
from jira_emulator.actions.recording import announce
from jira_emulator.errors import JiraError
from jira_emulator.model import Project, ProjectCategory, User
from jira_emulator.permissions import signed_in, visible_project
from jira_emulator.rest import bodies
from jira_emulator.rest.access import NO_ADMIN, administered, jira_admin, runs_jira
from jira_emulator.rest.project_beans import full_project
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.schemes import FieldConfigurationScheme, PermissionScheme, SecurityScheme
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}", re.ASCII)
KEY_RULE = (
    "Project keys must start with an uppercase letter, followed by one or more uppercase alphanumeric characters."
)
LONGEST_NAME = 80
TYPES = ("software", "service_desk", "business")
ASSIGNEE_TYPES = ("PROJECT_LEAD", "UNASSIGNED")
EDITABLE = {
    *("assigneeType", "avatarId", "categoryId", "description", "issueSecurityScheme", "key", "lead", "leadAccountId"),
    *("name", "notificationScheme", "permissionScheme", "url"),
}
CREATABLE = EDITABLE | {
    *("fieldConfigurationScheme", "issueTypeScheme", "issueTypeScreenScheme", "projectTemplateKey", "projectTypeKey"),
    "workflowScheme",
}


def key_error(site: Site, key: str) -> str | None:
    """Why a project can't have this key."""
    if not KEY.fullmatch(key):
        return KEY_RULE
    return "A project with that project key already exists." if site.project(key) is not None else None


def name_is_taken(site: Site, name: str, but: Project | None = None) -> bool:
    return any(one.name.lower() == name.lower() for one in site.projects.values() if one is not but)


class Wanted:
    """The details that a body gives for a project; what it does not name is None. Raises 400 for what is wrong."""

    def __init__(self, call: Call, body: Mapping[str, Any]) -> None:
        self._site = call.site
        self.errors: dict[str, str] = {}
        self.name = (bodies.text(body, "name") or "").strip() or None
        self.description, self.url = bodies.text(body, "description"), bodies.text(body, "url")
        self.assignee_type = self._one_of("assigneeType", bodies.text(body, "assigneeType"), ASSIGNEE_TYPES)
        self.type_key = self._one_of("projectTypeKey", bodies.text(body, "projectTypeKey"), TYPES)
        self.lead = self._lead(bodies.text(body, "leadAccountId"))
        self.category: ProjectCategory | None = self._thing(body, "categoryId", call.site.project_categories)
        self.permission_scheme: PermissionScheme | None = self._thing(
            body, "permissionScheme", call.site.permission_schemes
        )
        self.security_scheme: SecurityScheme | None = self._thing(
            body, "issueSecurityScheme", call.site.security_schemes
        )
        self.field_scheme: FieldConfigurationScheme | None = self._thing(
            body, "fieldConfigurationScheme", call.site.field_configuration_schemes
        )

    def check_name(self, but: Project | None) -> None:
        if self.name is None:
            self.errors["projectName"] = "You must specify a valid project name."
        elif len(self.name) > LONGEST_NAME:
            self.errors["projectName"] = f"The project name must not exceed {LONGEST_NAME} characters in length."
        elif name_is_taken(self._site, self.name, but):
            self.errors["projectName"] = "A project with that name already exists."

    def check(self) -> None:
        """Raises a 400 that names everything that is wrong."""
        if self.errors:
            raise JiraError(400, errors=self.errors)

    def apply(self, project: Project) -> None:
        """Give the project what was named."""
        names = ("name", "description", "url", "assignee_type", "lead", "category", "permission_scheme")
        for name in (*names, "security_scheme", "type_key"):
            if getattr(self, name) is not None:
                setattr(project, name, getattr(self, name))
        project.field_configuration_scheme = self.field_scheme or project.field_configuration_scheme

    def _one_of(self, field: str, written: str | None, known: tuple[str, ...]) -> str | None:
        if written is not None and written not in known:
            self.errors[field] = f"The value '{written}' is not valid."
        return written

    def _lead(self, account_id: str | None) -> User | None:
        if account_id is None:
            return None
        found = self._site.users.get(account_id)
        if found is None:
            self.errors["projectLead"] = "You must specify a valid project lead."
        return found

    def _thing(self, body: Mapping[str, Any], field: str, known: Mapping[int, Any]) -> Any:
        number = bodies.whole(body, field)
        if number is None or (field == "categoryId" and number == -1):
            return None
        if number not in known:
            self.errors[field] = f"The {field} with id '{number}' does not exist."
        return known.get(number)


@operation("POST", "/project", Scope.PROJECT_ADMIN)
def create_project(call: Call) -> Answer:
    """A company-managed project with the site's usual types, workflow and screens; its creator and lead run it."""
    jira_admin(call)
    body = call.strict_object(CREATABLE)
    key = bodies.text(body, "key") or ""
    with call.site.lock:
        wanted, error = Wanted(call, body), key_error(call.site, key)
        wanted.check_name(None)
        if error is not None:
            wanted.errors["projectKey"] = error
        if wanted.lead is None:
            wanted.errors.setdefault("projectLead", "You must specify a valid project lead.")
        wanted.check()
        assert wanted.lead is not None
        assert wanted.name is not None
        creator = signed_in(call.actor)
        project = seed.new_project(call.site, key, wanted.name, dict.fromkeys([wanted.lead, creator]), ())
        wanted.apply(project)
        add_project(call.site, creator, project)
    return Answer({"self": call.shape.link(f"project/{project.id}"), "id": project.id, "key": project.key}, 201)


@operation("PUT", "/project/<project>", Scope.PROJECT_ADMIN)
def edit_project(call: Call, project: str) -> Answer:
    """Change what the body names; key and schemes are for Jira administrators."""
    body = call.strict_object(EDITABLE | {"releasedProjectKeys"})
    found = administered(call, project)
    if not runs_jira(call) and body.keys() & {"key", "permissionScheme", "issueSecurityScheme", "notificationScheme"}:
        raise JiraError(403, [NO_ADMIN])
    with call.site.lock:
        wanted, key = Wanted(call, body), bodies.text(body, "key")
        if body.get("name") is not None:
            wanted.check_name(found)
        renames = key is not None and key != found.key
        if renames and call.site.project(key or "") is not found and (error := key_error(call.site, key or "")):
            wanted.errors["projectKey"] = error
        wanted.check()
        wanted.apply(found)
        if renames:
            change_key(call.site, found, key or "")
        released = set(bodies.words(body, "releasedProjectKeys"))
        found.former_keys = [one for one in found.former_keys if one not in released]
        announce(call.site, "project_updated", call.actor, entity=found)
    return Answer(full_project(call.shape, found))


@operation("POST", "/project/<project>/archive", Scope.PROJECT_ADMIN)
def archive(call: Call, project: str) -> Answer:
    found = administered(call, project)
    jira_admin(call)
    if found.archived or found.deleted:
        raise JiraError(400, ["The project is archived or deleted already."])
    archive_project(call.site, signed_in(call.actor), found)
    return NO_CONTENT


@operation("DELETE", "/project/<project>", Scope.PROJECT_ADMIN)
def delete(call: Call, project: str) -> Answer:
    """Put a project into the recycle bin, or with `enableUndo=false` delete it for good."""
    signed_in(call.actor)
    found = _restorable(call, project)
    if found.archived:
        raise JiraError(404, ["An archived project can't be deleted: restore it first."])
    if call.flag("enableUndo", default=True):
        trash_project(call.site, signed_in(call.actor), found)
    else:
        delete_project(call.site, signed_in(call.actor), found)
    return NO_CONTENT


def _restorable(call: Call, project: str) -> Project:
    """Any project, for Jira administrators; for everybody else there is none. Raises 404."""
    found = call.site.project(project)
    if found is None or not runs_jira(call):
        visible_project(call.site, call.actor, project)
        raise JiraError(404, [NO_ADMIN])
    return found


@operation("POST", "/project/<project>/restore", Scope.PROJECT_ADMIN)
def restore(call: Call, project: str) -> Answer:
    signed_in(call.actor)
    found = _restorable(call, project)
    if not (found.archived or found.deleted):
        raise JiraError(400, ["The project is neither archived nor deleted."])
    restore_project(call.site, signed_in(call.actor), found)
    return Answer(full_project(call.shape, found))
