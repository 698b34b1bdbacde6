"""What a query builder needs to know (Jira Cloud REST v3, "Get field reference data" and its suggestions)."""

import html
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.jql import FieldKind, JqlError, JqlField
from jira_emulator.jql.fields import OPERATORS, SYSTEM_FIELDS, find_fields
from jira_emulator.jql.model import FieldReference
from jira_emulator.jql.words import RESERVED_WORDS
from jira_emulator.jql_functions import SHOWN_FUNCTIONS
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.searching import Context

MOST_SUGGESTED = 15
JAVA = "java.lang"
TYPES = {
    FieldKind.TEXT: f"{JAVA}.String",
    FieldKind.NUMBER: f"{JAVA}.Number",
    FieldKind.DURATION: "com.atlassian.jira.jql.Duration",
    FieldKind.DATE: "java.util.Date",
    FieldKind.KEY: "com.atlassian.jira.issue.Issue",
}
MOMENTS = ("now", "startOf", "endOf")


@operation("GET", "/jql/autocompletedata", Scope.READ)
def reference_data(call: Call) -> Answer:
    return Answer(_reference(call))


@operation("POST", "/jql/autocompletedata", Scope.READ)
def filtered_reference_data(call: Call) -> Answer:
    """Every custom field is in every project here, so that the filter by projects leaves out none."""
    body = call.strict_object({"projectIds", "includeCollapsedFields"})
    ids = body.get("projectIds") or []
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return Answer(_reference(call))


def _reference(call: Call) -> dict[str, Any]:
    customs = [one for one in call.site.fields.values() if one.is_custom and one.schema is not None]
    context = Context(call.site, call.actor)
    rows = [_field(one, one.name) for one in SYSTEM_FIELDS.values()]
    for one in customs:
        assert one.schema is not None
        number = f"cf[{one.schema.custom_id}]"
        (known,) = context.custom_fields(number)
        rows.append(_field(known, one.name) | {"cfid": number, "displayName": f"{one.name} - {number}"})
    return {
        "visibleFieldNames": rows,
        "visibleFunctionNames": [_function(name) for name in SHOWN_FUNCTIONS],
        "jqlReservedWords": sorted(RESERVED_WORDS),
    }


def _field(one: JqlField, value: str) -> dict[str, Any]:
    operators = sorted(operator.value for operator in OPERATORS[one.kind])
    shown = {
        "value": value,
        "displayName": value,
        "orderable": str(one.sortable).lower(),
        "searchable": "true",
        "operators": operators,
        "types": [TYPES.get(one.kind, f"{JAVA}.Object")],
    }
    return shown | ({"auto": "true"} if one.kind in (FieldKind.TERM, FieldKind.RANKED, FieldKind.LABEL) else {})


def _function(name: str) -> dict[str, Any]:
    is_moment = name.startswith(MOMENTS)
    kind = "java.util.Date" if is_moment else f"{JAVA}.Object"
    shown = {"value": f"{name}()", "displayName": f"{name}()", "types": [kind]}
    return shown if is_moment or name == "currentUser" else shown | {"isList": "true"}


@operation("GET", "/jql/autocompletedata/suggestions", Scope.READ)
def suggest_values(call: Call) -> Answer:
    """The values of a field that begin with, or have a word that begins with, what was typed."""
    name = call.args.get("fieldName")
    if not name:
        return Answer({"results": []})
    if call.args.get("predicateValue") and not call.args.get("predicateName"):
        raise JiraError(400, ["A predicate value needs the name of its predicate."])
    context = Context(call.site, call.actor)
    try:
        found = find_fields(FieldReference(name), context)[0]
    except JqlError:
        return Answer({"results": []})
    typed = call.args.get("fieldValue") or call.args.get("predicateValue") or ""
    names = [one for one in context.suggested(found) if _begins(one, typed.lower())]
    return Answer({"results": [_suggestion(one, typed) for one in names[:MOST_SUGGESTED]]})


def _begins(name: str, typed: str) -> bool:
    return name.lower().startswith(typed) or any(word.startswith(typed) for word in name.lower().split())


def _suggestion(name: str, typed: str) -> dict[str, str]:
    place = name.lower().find(typed.lower()) if typed else -1
    if place < 0:
        return {"value": _quoted(name), "displayName": html.escape(name)}
    before, hit, after = name[:place], name[place : place + len(typed)], name[place + len(typed) :]
    return {
        "value": _quoted(name),
        "displayName": f"{html.escape(before)}<b>{html.escape(hit)}</b>{html.escape(after)}",
    }


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
