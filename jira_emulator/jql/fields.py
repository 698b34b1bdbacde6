"""The system fields of Jira and the operators that each kind of field takes.

Source: Atlassian's documentation, "JQL fields" (one table of operators per field).
"""

from __future__ import annotations

from jira_emulator.jql.model import FieldKind, FieldReference, JqlContext, JqlError, JqlField, Operator

_EQUALITY = frozenset({Operator.EQUALS, Operator.NOT_EQUALS, Operator.IN, Operator.NOT_IN})
_EMPTINESS = frozenset({Operator.IS, Operator.IS_NOT})
_ORDER = frozenset({Operator.LESS, Operator.GREATER, Operator.LESS_EQUALS, Operator.GREATER_EQUALS})
_WORDS = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS})

OPERATORS: dict[FieldKind, frozenset[Operator]] = {
    FieldKind.TEXT: _WORDS | _EMPTINESS,
    FieldKind.TERM: _EQUALITY | _EMPTINESS,
    FieldKind.LABEL: _EQUALITY | _EMPTINESS,
    FieldKind.RANKED: _EQUALITY | _EMPTINESS | _ORDER,
    FieldKind.KEY: _EQUALITY | _EMPTINESS | _ORDER,
    FieldKind.DATE: _EQUALITY | _EMPTINESS | _ORDER,
    FieldKind.NUMBER: _EQUALITY | _EMPTINESS | _ORDER,
    FieldKind.DURATION: _EQUALITY | _EMPTINESS | _ORDER,
}

TEXT_FIELDS = ("summary", "description", "environment", "comment")

_SYSTEM = [
    *(JqlField(name, FieldKind.TEXT) for name in ("summary", "description", "environment")),
    JqlField("comment", FieldKind.TEXT, sortable=False),
    JqlField("text", FieldKind.TEXT, sortable=False, parts=TEXT_FIELDS),
    *(
        JqlField(name, FieldKind.TERM)
        for name in ("project", "issuetype", "status", "statusCategory", "resolution", "component", "level")
    ),
    *(JqlField(name, FieldKind.TERM) for name in ("assignee", "reporter", "creator", "hierarchyLevel")),
    *(
        JqlField(name, FieldKind.TERM, sortable=False)
        for name in ("watcher", "voter", "worklogAuthor", "sprint", "filter", "category", "projectType")
    ),
    *(JqlField(name, FieldKind.TERM, sortable=False) for name in ("issueLinkType", "attachments")),
    *(JqlField(name, FieldKind.RANKED) for name in ("priority", "fixVersion", "affectedVersion")),
    JqlField("labels", FieldKind.LABEL),
    *(JqlField(name, FieldKind.KEY) for name in ("key", "parent", "parentEpic")),
    JqlField("issueLink", FieldKind.KEY, sortable=False),
    *(JqlField(name, FieldKind.DATE) for name in ("created", "updated", "resolved", "due", "lastViewed")),
    JqlField("worklogDate", FieldKind.DATE, sortable=False),
    *(JqlField(name, FieldKind.NUMBER) for name in ("votes", "watchers", "workRatio")),
    *(JqlField(name, FieldKind.DURATION) for name in ("originalEstimate", "remainingEstimate", "timespent")),
    JqlField("rank", FieldKind.TERM),
]

SYSTEM_FIELDS: dict[str, JqlField] = {field.name.lower(): field for field in _SYSTEM}

_ALIASES = {
    "id": "key",
    "issue": "key",
    "issuekey": "key",
    "type": "issuetype",
    "createddate": "created",
    "updateddate": "updated",
    "resolutiondate": "resolved",
    "duedate": "due",
    "affectsversion": "affectedVersion",
    "versions": "affectedVersion",
    "fixversions": "fixVersion",
    "components": "component",
    "security": "level",
    "label": "labels",
    "timeoriginalestimate": "originalEstimate",
    "timeestimate": "remainingEstimate",
}


def canonical_name(written: str) -> str:
    """The name that `IssueView.values` is asked for: aliases resolved, the case of system fields mended."""
    lowered = written.lower()
    system = SYSTEM_FIELDS.get(_ALIASES.get(lowered, lowered).lower())
    return written if system is None else system.name


def find_fields(reference: FieldReference, context: JqlContext) -> tuple[JqlField, ...]:
    """The fields that a name means; several custom fields may share one. Raises `JqlError` when there is none."""
    system = SYSTEM_FIELDS.get(canonical_name(reference.name).lower())
    if system is not None:
        return (system,)
    custom = tuple(context.custom_fields(reference.name.lower()))
    if not custom:
        raise JqlError([f"Field '{reference.name}' does not exist or you do not have permission to view it."])
    return custom


def check_operator(field: JqlField, operator: Operator) -> None:
    """Raises `JqlError` when the field can't be compared so."""
    if operator not in OPERATORS[field.kind]:
        raise JqlError([f"The operator '{operator.value}' is not supported by the '{field.title}' field."])
