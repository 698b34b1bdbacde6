"""The options of select fields, by context (Jira Cloud REST v3, "Issue custom field options")."""

from collections.abc import Mapping
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.fields.table import slot_of
from jira_emulator.fields.types import OPTION_TYPES, type_key
from jira_emulator.model import CascadingChoice, Field, FieldContext, Option
from jira_emulator.rest import bodies
from jira_emulator.rest.field_contexts import context
from jira_emulator.rest.listing import asked_ids
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

LONGEST_VALUE = 255
MOST_AT_ONCE = 1000


def _options(call: Call, field_id: str, context_id: str) -> tuple[Field, FieldContext]:
    """A context of a field that has options. Raises 404, or 400 for any other field."""
    found, one = context(call, field_id, context_id)
    assert found.schema is not None
    if type_key(found.schema.custom) not in OPTION_TYPES:
        raise JiraError(400, ["The custom field doesn't support options."])
    return found, one


def _flat(one: FieldContext) -> list[tuple[Option, Option | None]]:
    """Every option with its parent: the first level before the second."""
    pairs: list[tuple[Option, Option | None]] = [(option, None) for option in one.options]
    return pairs + [(child, option) for option in one.options for child in option.children]


def _bean(option: Option, parent: Option | None) -> dict[str, Any]:
    bean: dict[str, Any] = {"id": str(option.id), "value": option.value, "disabled": option.disabled}
    return bean if parent is None else bean | {"optionId": str(parent.id)}


def no_option() -> JiraError:
    return JiraError(404, ["The option was not found."])


@operation("GET", "/field/<field_id>/context/<context_id>/option", Scope.READ)
def get_options(call: Call, field_id: str, context_id: str) -> Answer:
    _, one = _options(call, field_id, context_id)
    wanted = asked_ids(call, "optionId")
    pairs = [
        (option, parent)
        for option, parent in _flat(one)
        if not wanted or option.id in wanted
        if parent is None or not call.flag("onlyOptions")
    ]
    rows = [_bean(option, parent) for option, parent in pairs]
    return Answer(page_bean(call, f"field/{field_id}/context/{context_id}/option", rows, 100))


@operation("POST", "/field/<field_id>/context/<context_id>/option", Scope.ADMIN)
def create_options(call: Call, field_id: str, context_id: str) -> Answer:
    """Add options; all of them or none."""
    wanted = bodies.objects(call.strict_object({"options"}), "options")
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise JiraError(400, [f"Between 1 and {MOST_AT_ONCE} options must be given."])
    with call.site.lock:
        found, one = _options(call, field_id, context_id)
        places = [_place(found, one, each) for each in wanted]
        _check_values([(siblings, each) for (siblings, _), each in zip(places, wanted, strict=True)])
        made = []
        for (siblings, parent), each in zip(places, wanted, strict=True):
            option = Option(call.site.next_id("option"), _value(each), bodies.truth(each, "disabled") or False)
            siblings.append(option)
            made.append(_bean(option, parent))
    return Answer({"options": made})


def _place(found: Field, one: FieldContext, wanted: Mapping[str, Any]) -> tuple[list[Option], Option | None]:
    """The list that the new option belongs to, and its parent."""
    parent_id = bodies.whole(wanted, "optionId")
    if parent_id is None:
        return one.options, None
    parent = next((each for each in one.options if each.id == parent_id), None)
    if parent is None:
        raise no_option()
    assert found.schema is not None
    if type_key(found.schema.custom) != "cascadingselect":
        raise JiraError(400, ["The custom field doesn't support cascading options."])
    return parent.children, parent


def _value(wanted: Mapping[str, Any]) -> str:
    return bodies.required_text(wanted, "value", LONGEST_VALUE, "The option value is required.")


def _check_values(wanted: list[tuple[list[Option], Mapping[str, Any]]]) -> None:
    """Every value once among its siblings, in any case."""
    taken = {(id(siblings), option.value.lower()) for siblings, _ in wanted for option in siblings}
    for siblings, each in wanted:
        key = (id(siblings), _value(each).lower())
        if key in taken:
            raise JiraError(400, [f"The option value '{_value(each)}' must be unique."])
        taken.add(key)


@operation("PUT", "/field/<field_id>/context/<context_id>/option", Scope.ADMIN)
def edit_options(call: Call, field_id: str, context_id: str) -> Answer:
    """Rename, disable or enable options; one that is missing means that none is changed."""
    wanted = bodies.objects(call.strict_object({"options"}), "options")
    with call.site.lock:
        _, one = _options(call, field_id, context_id)
        known = {option.id: option for option, _ in _flat(one)}
        changes = [(known.get(bodies.whole(each, "id") or 0), each) for each in wanted]
        found = [(option, _edited(option, each)) for option, each in changes if option is not None]
        if len(found) < len(changes):
            raise no_option()
        changed = [(option, edit) for option, edit in found if (option.value, option.disabled) != edit]
        for option, (value, disabled) in changed:
            option.value, option.disabled = value, disabled
    return Answer({"options": [_bean(option, None) for option, _ in changed]})


def _edited(option: Option, wanted: Mapping[str, Any]) -> tuple[str, bool]:
    value = _value(wanted) if wanted.get("value") is not None else option.value
    disabled = bodies.truth(wanted, "disabled")
    return value, option.disabled if disabled is None else disabled


@operation("PUT", "/field/<field_id>/context/<context_id>/option/move", Scope.ADMIN)
def reorder_options(call: Call, field_id: str, context_id: str) -> Answer:
    """Put options of one level `after` another one, or at a `position`."""
    body = call.strict_object({"customFieldOptionIds", "after", "position"})
    with call.site.lock:
        _, one = _options(call, field_id, context_id)
        moved = bodies.numbers(body, "customFieldOptionIds")
        after, position = bodies.whole(body, "after"), bodies.text(body, "position")
        if not moved or (after is None) == (position is None) or position not in (None, "First", "Last"):
            raise JiraError(400, ["Options to move, and one of 'after' and 'position' must be given."])
        siblings = _siblings(one, {*moved} | ({after} if after is not None else set()))
        by_id = {option.id: option for option in siblings}
        others = [option for option in siblings if option.id not in moved]
        place = 0 if position == "First" else len(others)
        if after is not None:
            place = [option.id for option in others].index(after) + 1 if after not in moved else len(others)
        siblings[:] = [*others[:place], *(by_id[each] for each in moved), *others[place:]]
    return NO_CONTENT


def _siblings(one: FieldContext, ids: set[int]) -> list[Option]:
    for level in (one.options, *(option.children for option in one.options)):
        if ids <= {option.id for option in level}:
            return level
    raise no_option()


@operation("DELETE", "/field/<field_id>/context/<context_id>/option/<option_id>", Scope.ADMIN)
def delete_option(call: Call, field_id: str, context_id: str, option_id: str) -> Answer:
    """Delete an option that no issue has."""
    with call.site.lock:
        found, one = _options(call, field_id, context_id)
        wanted = id_of(option_id)
        for level in (one.options, *(option.children for option in one.options)):
            for option in level:
                if option.id == wanted:
                    _check_unused(call, found, option)
                    level.remove(option)
                    return NO_CONTENT
    raise no_option()


def _check_unused(call: Call, found: Field, option: Option) -> None:
    slot = slot_of(found)
    assert slot is not None
    if any(option in _chosen(slot.get(issue)) for issue in call.site.issues.values()):
        raise JiraError(400, ["The option is used by issues and can not be deleted."])


def _chosen(value: Any) -> tuple[Any, ...]:
    if isinstance(value, CascadingChoice):
        return (value.parent, value.child)
    return value if isinstance(value, tuple) else (value,)


@operation("GET", "/customFieldOption/<option_id>", Scope.READ)
def get_option(call: Call, option_id: str) -> Answer:
    """One option of any field."""
    for found in call.site.fields.values():
        for one in found.contexts:
            for option, _ in _flat(one):
                if option.id == id_of(option_id):
                    link = call.shape.link(f"customFieldOption/{option.id}")
                    return Answer({"self": link, "value": option.value})
    raise JiraError(404, [f"A custom field option with id '{option_id}' does not exist"])
