"""What a custom field starts with, by context (Jira Cloud REST v3, "Issue custom field contexts", default values)."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.beans import instant
from jira_emulator.errors import JiraError
from jira_emulator.fields.kinds import FieldRefused
from jira_emulator.fields.texts import read_instant
from jira_emulator.fields.types import TYPES, type_key
from jira_emulator.model import CascadingChoice, Field, FieldContext, Option
from jira_emulator.rest import bodies
from jira_emulator.rest.field_contexts import chosen_contexts, context
from jira_emulator.rest.field_options import no_option
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.text import RichText

UNSUPPORTED = "The type of the default value does not fit the custom field."


@operation("GET", "/field/<field_id>/context/defaultValue", Scope.READ)
def get_defaults(call: Call, field_id: str) -> Answer:
    contexts = chosen_contexts(call, field_id)
    kind = _default_type(call.site.fields[field_id])
    rows = [{"contextId": str(one.id), "type": kind} | _shown(kind, one.default) for one in contexts if _is_set(one)]
    return Answer(page_bean(call, f"field/{field_id}/context/defaultValue", rows))


def _is_set(one: FieldContext) -> bool:
    return one.default is not None


def _default_type(found: Field) -> str:
    assert found.schema is not None
    known = TYPES.get(type_key(found.schema.custom))
    return (known.default_type if known is not None else None) or ""


def _shown(kind: str, value: Any) -> dict[str, Any]:
    match kind:
        case "option.single":
            return {"optionId": str(value.id)}
        case "option.multiple":
            return {"optionIds": [str(one.id) for one in value]}
        case "option.cascading":
            below = {} if value.child is None else {"cascadingOptionId": str(value.child.id)}
            return {"optionId": str(value.parent.id)} | below
        case "float":
            return {"number": value}
        case "labels":
            return {"labels": list(value)}
        case "datepicker":
            return {"date": value.isoformat(), "useCurrent": False}
        case "datetimepicker":
            return {"dateTime": instant(value), "useCurrent": False}
        case "textarea":
            return {"text": value.as_wiki()}
        case "url":
            return {"url": value}
        case _:
            return {"text": value}


@operation("PUT", "/field/<field_id>/context/defaultValue", Scope.ADMIN)
def set_defaults(call: Call, field_id: str) -> Answer:
    """Set defaults, or take them away by leaving out the value; all of them or none."""
    wanted = bodies.objects(call.strict_object({"defaultValues"}), "defaultValues")
    if len({str(one.get("type")) for one in wanted}) > 1:
        raise JiraError(400, ["All default values in the request must have the same type."])
    with call.site.lock:
        checked = [_default(call, field_id, one) for one in wanted]
        for one, value in checked:
            one.default = value
    return NO_CONTENT


def _default(call: Call, field_id: str, wanted: Mapping[str, Any]) -> tuple[FieldContext, Any]:
    found, one = context(call, field_id, str(wanted.get("contextId")))
    kind = bodies.text(wanted, "type")
    if kind is None or kind != _default_type(found):
        raise JiraError(400, [UNSUPPORTED])
    try:
        return one, _read(kind, one, wanted)
    except FieldRefused as refusal:
        raise JiraError(400, [refusal.message]) from None


def _read(kind: str, one: FieldContext, wanted: Mapping[str, Any]) -> Any:
    match kind:
        case "option.single":
            return _option(one.options, bodies.whole(wanted, "optionId"))
        case "option.multiple":
            ids = bodies.numbers(wanted, "optionIds")
            return tuple(_option(one.options, each) for each in ids) or None
        case "option.cascading":
            return _cascade(one, wanted)
        case "labels":
            return tuple(sorted(set(bodies.words(wanted, "labels")))) or None
        case "datepicker":
            return bodies.day(wanted, "date")
        case "datetimepicker":
            written = bodies.text(wanted, "dateTime")
            return read_instant(written) if written else None
        case "float":
            return _number(wanted.get("number"))
        case "textfield" | "textarea" | "url":
            return _text(kind, wanted)
        case _:
            raise JiraError(400, [UNSUPPORTED])


def _option(options: list[Option], option_id: int | None) -> Option | None:
    if option_id is None:
        return None
    found = next((one for one in options if one.id == option_id), None)
    if found is None:
        raise no_option()
    return found


def _cascade(one: FieldContext, wanted: Mapping[str, Any]) -> CascadingChoice | None:
    parent = _option(one.options, bodies.whole(wanted, "optionId"))
    if parent is None:
        return None
    return CascadingChoice(parent, _option(parent.children, bodies.whole(wanted, "cascadingOptionId")))


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise JiraError(400, [UNSUPPORTED])
    return float(value)


def _text(kind: str, wanted: Mapping[str, Any]) -> Any:
    written = bodies.text(wanted, "url" if kind == "url" else "text")
    if not written:
        return None
    return RichText(wiki=written) if kind == "textarea" else written
