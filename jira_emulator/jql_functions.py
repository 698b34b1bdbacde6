"""The functions of JQL that ask the site (Atlassian's documentation, "JQL functions").

Each gives names that its field can be compared with: ids of things, keys of issues, account ids.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from jira_emulator.actions.viewing import viewed_issues
from jira_emulator.jql import JqlError, JqlField
from jira_emulator.model import Issue, Project, User, Version
from jira_emulator.permissions import PERMISSIONS, allowed, can_see
from jira_emulator.state import Site, named

Values = Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of a function by one caller."""

    site: Site
    actor: User | None
    field: JqlField
    function: str
    arguments: tuple[str, ...]

    def argument(self, place: int) -> str | None:
        return self.arguments[place] if place < len(self.arguments) else None

    def refusal(self, sentence: str) -> JqlError:
        return JqlError([f"Function '{self.function}' {sentence}"])

    def needs(self, least: int, most: int) -> None:
        """Raises Jira's words for a wrong number of arguments."""
        count = len(self.arguments)
        if not least <= count <= most:
            expected = str(least) if least == most else f"{least}-{most}"
            raise self.refusal(f"expected '{expected}' arguments but received '{count}'.")

    def issue(self, place: int) -> Issue:
        found = self.site.issue(self.arguments[place])
        if found is None or not can_see(self.site, self.actor, found):
            raise JqlError([f"Issue '{self.arguments[place]}' could not be found in function '{self.function}'."])
        return found

    def user(self, place: int) -> User | None:
        """The named user, or the caller when none is named."""
        written = self.argument(place)
        if written is None or written.lower() == "currentuser()":
            return self.actor
        for one in self.site.users.values():
            if written.lower() in (one.account_id.lower(), one.email.lower(), one.display_name.lower()):
                return one
        raise self.refusal(f"can not find the user '{written}'.")

    def projects(self, names: Iterable[str]) -> list[Project]:
        """The named projects, or every one that the caller can browse."""
        wanted = [name.lower() for name in names]
        browsed = [one for one in self.site.projects.values() if allowed(self.site, self.actor, "BROWSE_PROJECTS", one)]
        if not wanted:
            return browsed
        found = [one for one in browsed if {one.key.lower(), one.name.lower(), str(one.id)} & set(wanted)]
        if len(found) < len(set(wanted)):
            raise self.refusal("was given a project that does not exist.")
        return found


def call_function(
    site: Site, actor: User | None, function: str, field: JqlField, arguments: tuple[str, ...]
) -> Values | None:
    """The function's values, or None when there is none of this (lower-case) name. Raises `JqlError`."""
    known = _FUNCTIONS.get(function)
    return None if known is None else known(Asked(site, actor, field, function, arguments))


def _keys(issues: Iterable[Issue]) -> Values:
    return [one.key for one in issues]


def _members(asked: Asked) -> Values:
    asked.needs(1, 1)
    group = asked.arguments[0]
    if group not in asked.site.groups and group not in asked.site.groups.values():
        raise asked.refusal(f"can not generate a list of usernames for group '{group}'; the group does not exist.")
    name = next(one for one, group_id in asked.site.groups.items() if group in (one, group_id))
    return [one.identifier for one in asked.site.users.values() if name in one.groups]


def _linked_issues(asked: Asked) -> Values:
    """The issues linked with one issue, of one or any type; a type is named by its name or either end."""
    asked.needs(1, 2)
    issue, wanted = asked.issue(0), (asked.argument(1) or "").lower()
    links = [asked.site.links[one] for one in asked.site.link_ids_by_issue.get(issue.id, ())]
    chosen = [
        link.destination_id if link.source_id == issue.id else link.source_id
        for link in links
        if wanted in ("", link.type.name.lower())
        or wanted == (link.type.outward if link.source_id == issue.id else link.type.inward).lower()
    ]
    return _keys(asked.site.issues[one] for one in chosen)


def _children(asked: Asked) -> Values:
    asked.needs(1, 1)
    found, waiting = [], list(asked.site.children.get(asked.issue(0).id, ()))
    while waiting:
        issue = asked.site.issues[waiting.pop(0)]
        found.append(issue)
        waiting += asked.site.children.get(issue.id, ())
    return _keys(found)


def _versions(asked: Asked, released: bool) -> list[Version]:
    return [one for each in asked.projects(asked.arguments) for one in each.versions if one.released is released]


def _ids(things: Iterable[Version]) -> Values:
    return [str(one.id) for one in things]


def _earliest_unreleased(asked: Asked) -> Values:
    asked.needs(1, 1)
    return _ids([one for one in _versions(asked, False) if not one.archived][:1])


def _latest_released(asked: Asked) -> Values:
    asked.needs(1, 1)
    return _ids(_versions(asked, True)[-1:])


def _sprints(state: str) -> Callable[[Asked], Values]:
    def ids(asked: Asked) -> Values:
        asked.needs(0, 0)
        return [str(one.id) for one in asked.site.sprints.values() if one.state == state]

    return ids


def _led_components(asked: Asked) -> Values:
    asked.needs(0, 1)
    leader = asked.user(0)
    every = (one for project in asked.site.projects.values() for one in project.components)
    return [str(one.id) for one in every if leader is not None and one.lead is leader]


def _led_projects(asked: Asked) -> Values:
    asked.needs(0, 1)
    leader = asked.user(0)
    return [str(one.id) for one in asked.site.projects.values() if leader is not None and one.lead is leader]


def _cascade(asked: Asked) -> Values:
    """`cascadeOption(parent)`, `cascadeOption(parent, child)` and `cascadeOption(parent, none)`."""
    known = asked.site.fields.get(asked.field.name)
    wanted = [one.lower() for one in asked.arguments]
    if known is None or not 1 <= len(wanted) <= 2:
        return []
    every = [one for context in known.contexts for one in context.options]
    parents = [one for one in every if wanted[0] in (one.value.lower(), str(one.id))]
    if len(wanted) == 1:
        return [str(one.id) for one in parents]
    if wanted[1] == "none":
        return [f"{one.id}/none" for one in parents]
    pairs = [(one, child) for one in parents for child in one.children]
    return [f"{one.id}/{child.id}" for one, child in pairs if wanted[1] in (child.value.lower(), str(child.id))]


def _permitted_projects(asked: Asked) -> Values:
    asked.needs(1, 1)
    wanted = asked.arguments[0].lower()
    key = next((one.key for one in PERMISSIONS.values() if wanted in (one.key.lower(), one.name.lower())), None)
    if key is None:
        raise asked.refusal(f"does not know the permission '{asked.arguments[0]}'.")
    return [str(one.id) for one in asked.site.projects.values() if allowed(asked.site, asked.actor, key, one)]


def _role_projects(asked: Asked) -> Values:
    asked.needs(1, 1)
    role = named(asked.site.project_roles, asked.arguments[0])
    if role is None:
        raise asked.refusal(f"does not know the role '{asked.arguments[0]}'.")
    me = asked.actor.account_id if asked.actor else ""
    return [str(one.id) for one in asked.site.projects.values() if me in one.roles.get(role.name, ())]


def _types(subtask: bool) -> Callable[[Asked], Values]:
    def ids(asked: Asked) -> Values:
        asked.needs(0, 0)
        return [str(one.id) for one in asked.site.issue_types.values() if one.subtask is subtask]

    return ids


def _updated_by(asked: Asked) -> Values:
    """Issues that a user changed, within two days when they are given."""
    asked.needs(1, 3)
    who = asked.user(0)
    first, last = _day(asked, 1), _day(asked, 2)
    return _keys(
        issue
        for issue in asked.site.issues.values()
        if any(
            one.author is who and (first or one.created.date()) <= one.created.date() <= (last or one.created.date())
            for one in issue.histories
        )
    )


def _day(asked: Asked, place: int) -> date | None:
    written = asked.argument(place)
    try:
        return datetime.fromisoformat(written.replace("/", "-")).astimezone(UTC).date() if written else None
    except ValueError:
        raise asked.refusal(f"was given '{written}', which is no date.") from None


def _mine(chosen: Callable[[Issue], Sequence[User]]) -> Callable[[Asked], Values]:
    def keys(asked: Asked) -> Values:
        asked.needs(0, 0)
        return _keys(one for one in asked.site.issues.values() if asked.actor in chosen(one))

    return keys


_FUNCTIONS: dict[str, Callable[[Asked], Values]] = {
    "cascadeoption": _cascade,
    "childissuesof": _children,
    "closedsprints": _sprints("closed"),
    "componentsleadbyuser": _led_components,
    "earliestunreleasedversion": _earliest_unreleased,
    "futuresprints": _sprints("future"),
    "issuehistory": lambda asked: _keys(viewed_issues(asked.site, asked.actor)),
    "latestreleasedversion": _latest_released,
    "linkedissues": _linked_issues,
    "membersof": _members,
    "opensprints": _sprints("active"),
    "projectsleadbyuser": _led_projects,
    "projectswhereuserhaspermission": _permitted_projects,
    "projectswhereuserhasrole": _role_projects,
    "releasedversions": lambda asked: _ids(_versions(asked, True)),
    "standardissuetypes": _types(False),
    "subtaskissuetypes": _types(True),
    "unreleasedversions": lambda asked: _ids(_versions(asked, False)),
    "updatedby": _updated_by,
    "votedissues": _mine(lambda issue: issue.voters),
    "watchedissues": _mine(lambda issue: issue.watchers),
}

SHOWN_FUNCTIONS = (
    "cascadeOption",
    "childIssuesOf",
    "closedSprints",
    "componentsLeadByUser",
    "currentUser",
    "earliestUnreleasedVersion",
    "endOfDay",
    "endOfMonth",
    "endOfWeek",
    "endOfYear",
    "futureSprints",
    "issueHistory",
    "latestReleasedVersion",
    "linkedIssues",
    "membersOf",
    "now",
    "openSprints",
    "projectsLeadByUser",
    "projectsWhereUserHasPermission",
    "projectsWhereUserHasRole",
    "releasedVersions",
    "standardIssueTypes",
    "startOfDay",
    "startOfMonth",
    "startOfWeek",
    "startOfYear",
    "subtaskIssueTypes",
    "unreleasedVersions",
    "updatedBy",
    "votedIssues",
    "watchedIssues",
)
