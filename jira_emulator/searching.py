"""How JQL sees a site: each issue as values by field name, and what the site knows about fields and
values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jira_emulator.agile.fields import EPIC_LINK, RANK, SPRINT
from jira_emulator.agile.ranks import rank_of
from jira_emulator.jql import FieldKind, JqlField, JqlValue, Term
from jira_emulator.jql_functions import call_function
from jira_emulator.model import CascadingChoice, Issue, Option, Priority, Project, User, Version
from jira_emulator.permissions import can_see, security_level, visible_comments
from jira_emulator.state import Site
from jira_emulator.text import RichText

USER_FIELDS = frozenset({"assignee", "reporter", "creator", "watcher", "voter"})
CUSTOM_KINDS = {
    "textfield": FieldKind.TEXT,
    "textarea": FieldKind.TEXT,
    "url": FieldKind.TEXT,
    "readonlyfield": FieldKind.TEXT,
    "float": FieldKind.NUMBER,
    "importid": FieldKind.NUMBER,
    "datepicker": FieldKind.DATE,
    "datetime": FieldKind.DATE,
    "labels": FieldKind.LABEL,
}


OPTION_TYPES = frozenset({"option", "option-with-child"})


@dataclass(frozen=True, slots=True)
class View:
    """One issue for one caller."""

    issue: Issue
    site: Site
    actor: User | None
    indexed_properties: frozenset[str] = frozenset()

    def values(self, field: str) -> Sequence[JqlValue]:
        """All values of the field, by its JQL name."""
        read = _SYSTEM.get(field)
        if read is not None:
            return read(self)
        return self.as_values(self.issue.custom.get(field))

    def as_values(self, value: Any) -> list[JqlValue]:
        """What a custom field's value is for JQL; a day is the caller's day, wherever that is."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return self.days(value)
        return _as_values(value)

    def days(self, value: date | None) -> list[JqlValue]:
        """A day as its first moment where the caller is, since a query's dates are read there."""
        zone = ZoneInfo(self.actor.time_zone) if self.actor is not None else UTC
        return [] if value is None else [datetime(value.year, value.month, value.day, tzinfo=zone)]

    def issue_property(self, key: str) -> object | None:
        """A property's value, if an add-on has it indexed."""
        return self.issue.properties.get(key) if key in self.indexed_properties else None


def indexed_properties(site: Site) -> frozenset[str]:
    """The issue properties that JQL can search: those that an installed add-on's descriptor extracts from.

    Source: Atlassian's documentation, "Entity property" module.
    """
    modules = [
        module
        for installation in site.installations.values()
        for module in installation.descriptor.get("modules", {}).get("jiraEntityProperties", [])
        if str(module.get("entityType", "issue")) == "issue"
    ]
    configurations = [one for module in modules for one in module.get("keyConfigurations", [])]
    return frozenset(str(one["propertyKey"]) for one in configurations if one.get("extractions"))


def issue_term(issue: Issue) -> Term:
    project, _, number = issue.key.rpartition("-")
    return Term((issue.key, str(issue.id)), (project, int(number)))


def thing_term(thing: Any, rank: float | None = None) -> Term:
    return Term((thing.name, str(thing.id)), rank)


def user_term(user: User) -> Term:
    return Term(user.search_names, user.display_name)


def _things(*things: Any) -> list[Term]:
    return [thing_term(one) for one in things if one is not None]


def _users(*users: User | None) -> list[Term]:
    return [user_term(one) for one in users if one is not None]


def _versions(versions: Sequence[Version]) -> list[Term]:
    return [thing_term(one, float(one.id)) for one in versions]


def _texts(*texts: RichText | None) -> list[str]:
    return [one.as_wiki() for one in texts if one is not None]


def _moments(*moments: datetime | None) -> list[datetime]:
    return [one for one in moments if one is not None]


def _seconds(*values: int | None) -> list[int]:
    return [one for one in values if one is not None]


def _comments(view: View) -> list[str]:
    return [one.body.as_wiki() for one in visible_comments(view.site, view.actor, view.issue)]


def _views(site: Site, actor: User | None) -> Mapping[int, datetime]:
    """When the caller last viewed which issue."""
    return {} if actor is None else site.views.get(actor.account_id, {})


def _parent(view: View) -> list[Term]:
    parent = view.site.issues.get(view.issue.parent_id) if view.issue.parent_id is not None else None
    return [] if parent is None else [issue_term(parent)]


def _epic(view: View) -> list[Term]:
    parent = view.site.issues.get(view.issue.parent_id) if view.issue.parent_id is not None else None
    return [] if parent is None or parent.issue_type.hierarchy_level != 1 else [issue_term(parent)]


def _parent_epic(view: View) -> list[Term]:
    """The epic over the issue, or over its parent."""
    issue: Issue | None = view.issue
    while issue is not None and issue.parent_id is not None:
        issue = view.site.issues.get(issue.parent_id)
        if issue is not None and issue.issue_type.hierarchy_level == 1:
            return [issue_term(issue)]
    return []


def _link_types(view: View) -> list[Term]:
    """A link's type by its name and by what this issue's end is called."""
    links = [view.site.links[one] for one in view.site.link_ids_by_issue.get(view.issue.id, ())]
    ends = [(one.type, one.type.outward if one.source_id == view.issue.id else one.type.inward) for one in links]
    return [Term((kind.name, end, str(kind.id))) for kind, end in ends]


def _linked(view: View) -> list[Term]:
    links = [view.site.links[one] for one in view.site.link_ids_by_issue.get(view.issue.id, ())]
    ends = {end for link in links for end in (link.source_id, link.destination_id)} - {view.issue.id}
    return [issue_term(view.site.issues[one]) for one in sorted(ends)]


def _project(view: View) -> list[Term]:
    project = view.issue.project
    return [Term((project.key, str(project.id), project.name), project.name)]


def _category(view: View) -> list[Term]:
    category = view.issue.status.category
    return [Term((category.name, category.key, str(category.id)))]


def _priority(view: View) -> list[Term]:
    priority = view.issue.priority
    return [] if priority is None else [_priority_term(priority)]


def _priority_term(one: Priority) -> Term:
    """The first priority of the list is the greatest."""
    return thing_term(one, -float(one.id))


_SYSTEM: dict[str, Callable[[View], Sequence[JqlValue]]] = {
    "summary": lambda view: [view.issue.summary],
    "description": lambda view: _texts(view.issue.description),
    "environment": lambda view: _texts(view.issue.environment),
    "comment": _comments,
    "project": _project,
    "issuetype": lambda view: _things(view.issue.issue_type),
    "status": lambda view: _things(view.issue.status),
    "statusCategory": _category,
    "resolution": lambda view: _things(view.issue.resolution),
    "component": lambda view: _things(*view.issue.components),
    "assignee": lambda view: _users(view.issue.assignee),
    "reporter": lambda view: _users(view.issue.reporter),
    "creator": lambda view: _users(view.issue.creator),
    "watcher": lambda view: _users(*view.issue.watchers),
    "voter": lambda view: _users(*view.issue.voters),
    "worklogAuthor": lambda view: _users(*(one.author for one in view.issue.worklogs)),
    "level": lambda view: _things(security_level(view.site, view.issue)),
    "hierarchyLevel": lambda view: [Term((str(view.issue.issue_type.hierarchy_level),))],
    "priority": _priority,
    "fixVersion": lambda view: _versions(view.issue.fix_versions),
    "affectedVersion": lambda view: _versions(view.issue.versions),
    "labels": lambda view: view.issue.labels,
    "key": lambda view: [issue_term(view.issue)],
    "parent": _parent,
    "issueLink": _linked,
    "created": lambda view: [view.issue.created],
    "updated": lambda view: [view.issue.updated],
    "resolved": lambda view: _moments(view.issue.resolution_date),
    "lastViewed": lambda view: _moments(_views(view.site, view.actor).get(view.issue.id)),
    "due": lambda view: view.days(view.issue.due_date),
    "votes": lambda view: [len(view.issue.voters)],
    "watchers": lambda view: [len(view.issue.watchers)],
    "originalEstimate": lambda view: _seconds(view.issue.original_estimate_seconds),
    "remainingEstimate": lambda view: _seconds(view.issue.remaining_estimate_seconds),
    "timespent": lambda view: [sum(one.time_spent_seconds for one in view.issue.worklogs)],
    "rank": lambda view: [Term((rank_of(view.issue, RANK),), rank_of(view.issue, RANK))],
    "parentEpic": _parent_epic,
    "issueLinkType": _link_types,
    "attachments": lambda view: [Term((str(one.id), one.filename)) for one in view.issue.attachments],
    "projectType": lambda view: [Term(("software",))],
    "sprint": lambda view: _things(*(view.issue.custom.get(SPRINT) or ())),
    EPIC_LINK: _epic,
}


def _as_values(value: Any) -> list[JqlValue]:
    if value is None:
        return []
    if isinstance(value, tuple):
        return [one for member in value for one in _as_values(member)]
    match value:
        case RichText():
            return [value.as_wiki()]
        case Option():
            return [Term((value.value, str(value.id)))]
        case CascadingChoice(parent, child):
            return _levels(parent, child)
        case Project():
            return [Term((value.key, str(value.id), value.name))]
        case User():
            return [user_term(value)]
        case Version():
            return [thing_term(value, float(value.id))]
        case _:
            return [value]


def _levels(parent: Option, child: Option | None) -> list[JqlValue]:
    """Both levels by their names, and the pair of ids that `cascadeOption` stands for."""
    first = Term((parent.value, str(parent.id)))
    if child is None:
        return [first, Term((f"{parent.id}/none",))]
    return [first, Term((child.value, str(child.id))), Term((f"{parent.id}/{child.id}",))]


@dataclass(frozen=True, slots=True)
class Context:
    """What a site knows, for one caller."""

    site: Site
    actor: User | None

    @property
    def now(self) -> datetime:
        zone = self.actor.time_zone if self.actor is not None else "Etc/UTC"
        return self.site.now().astimezone(ZoneInfo(zone))

    @property
    def current_user(self) -> str | None:
        return None if self.actor is None else self.actor.identifier

    def custom_fields(self, name: str) -> Sequence[JqlField]:
        """The custom fields of this name or `cf[id]`."""
        return [
            _custom_field(one.id, one.name, one.schema.custom or "")
            for one in self.site.fields.values()
            if one.is_custom and one.schema is not None
            if name in (one.name.lower(), one.id, f"cf[{one.schema.custom_id}]")
        ]

    def exists(self, field: JqlField, value: str) -> bool:
        """Whether the site has the value; where it does not keep a list, any value is fine."""
        if field.kind is FieldKind.KEY:
            return self.site.issue(value) is not None
        known = self._known(field.name)
        wanted = value.lower()
        return known is None or any(wanted == name.lower() for term in known for name in term.names)

    def rank(self, field: JqlField, value: str) -> float | None:
        """The place of a priority or version in its order; more is greater."""
        wanted = value.lower()
        for term in self._known(field.name) or ():
            if isinstance(term.rank, float) and any(wanted == name.lower() for name in term.names):
                return term.rank
        return None

    def call(self, function: str, field: JqlField, arguments: tuple[str, ...]) -> Sequence[str] | None:
        """The functions of `jql_functions`."""
        return call_function(self.site, self.actor, function, field, arguments)

    def suggested(self, field: JqlField) -> list[str]:
        """The names of the values that somebody who types a query may pick, where they are a known set."""
        if field.kind is FieldKind.LABEL:
            visible = [one for one in self.site.issues.values() if can_see(self.site, self.actor, one)]
            return sorted({label for one in visible for label in one.labels})
        terms = self._known(field.name) or []
        shown = 1 if field.name in USER_FIELDS else 0
        return sorted(term.names[shown] for term in terms)

    def _known(self, field: str) -> list[Term] | None:
        site = self.site
        match field:
            case "project":
                return [Term((one.key, str(one.id), one.name)) for one in site.projects.values() if not one.archived]
            case "issuetype":
                return _things(*site.issue_types.values())
            case "status":
                return _things(*site.statuses.values())
            case "statusCategory":
                rows = site.status_categories.values()
                return [Term((one.name, one.key, str(one.id))) for one in rows]
            case "resolution":
                return [*_things(*site.resolutions.values()), Term(("Unresolved",))]
            case "priority":
                return [_priority_term(one) for one in site.priorities.values()]
            case _ if field in USER_FIELDS:
                return _users(*site.users.values())
            case "component":
                return _things(*(one for project in site.projects.values() for one in project.components))
            case "fixVersion" | "affectedVersion":
                return _versions([one for project in site.projects.values() for one in project.versions])
            case _:
                return self._more_known(field)

    def _more_known(self, field: str) -> list[Term] | None:
        match field:
            case "sprint":
                return _things(*self.site.sprints.values())
            case "issueLinkType":
                rows = self.site.link_types.values()
                return [Term((one.name, one.inward, one.outward, str(one.id))) for one in rows]
            case "projectType":
                return [Term((one,)) for one in ("software", "business", "service_desk")]
            case "level":
                return self._known_levels()
            case _:
                return self._known_options(field)

    def _known_levels(self) -> list[Term]:
        return _things(*(level for one in self.site.security_schemes.values() for level in one.levels))

    def _known_options(self, field_id: str) -> list[Term] | None:
        """The options of a custom select field, of all its contexts and both levels."""
        known = self.site.fields.get(field_id)
        if known is None or known.schema is None or known.schema.type not in OPTION_TYPES:
            return None
        parents = [one for context in known.contexts for one in context.options]
        if not parents:
            return None
        return [Term((one.value, str(one.id))) for parent in parents for one in (parent, *parent.children)]


def _custom_field(field_id: str, name: str, type_key: str) -> JqlField:
    kind = CUSTOM_KINDS.get(type_key.rpartition(":")[2], FieldKind.TERM)
    return JqlField(field_id, kind, name)
