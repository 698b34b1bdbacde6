"""Conditions of modules: they only hide. Whoever knows the address can open it (Atlassian's "Conditions").

A condition that Jira does not know keeps the module hidden.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

JsonObject = Mapping[str, Any]


class Viewer(Protocol):
    """Who looks at a page and where: the facts that conditions ask for."""

    @property
    def account_id(self) -> str | None: ...

    def holds_global(self, permission: str) -> bool: ...

    def holds_in_project(self, permission: str) -> bool: ...

    def in_project(self) -> bool: ...

    def may_edit_issue(self) -> bool: ...

    def is_issue_assignee(self) -> bool: ...

    def is_issue_reporter(self) -> bool: ...

    def addon_property(self, name: str) -> Any: ...

    def entity_property(self, entity: str, name: str) -> Any: ...

    def remote_condition(self, url: str) -> bool: ...


def all_hold(conditions: Iterable[JsonObject], viewer: Viewer) -> bool:
    """Whether every condition of the list holds for the viewer; an empty list holds."""
    return all(holds(condition, viewer) for condition in conditions)


def holds(condition: JsonObject, viewer: Viewer) -> bool:
    """Whether one condition holds: a single one, or `and`/`or` of several."""
    if "and" in condition:
        return all_hold(condition["and"], viewer)
    if "or" in condition:
        return any(holds(each, viewer) for each in condition["or"])
    outcome = _single(str(condition.get("condition", "")), condition.get("params", {}), viewer)
    return outcome is not None and outcome != bool(condition.get("invert"))


def _single(name: str, params: JsonObject, viewer: Viewer) -> bool | None:
    """True or false, or None for a condition that is not known."""
    if "/" in name:
        return viewer.remote_condition(name)
    check = _CHECKS.get(name)
    return None if check is None else check(viewer, params)


def _addon_property_equals(viewer: Viewer, params: JsonObject) -> bool:
    found = _at_path(viewer.addon_property(str(params.get("propertyKey"))), params.get("objectName"))
    return found is not None and _written(found) == str(params.get("value"))


def _addon_property_exists(viewer: Viewer, params: JsonObject) -> bool:
    return viewer.addon_property(str(params.get("propertyKey"))) is not None


def _entity_property_equals(viewer: Viewer, params: JsonObject) -> bool:
    stored = viewer.entity_property(str(params.get("entity")), str(params.get("propertyKey")))
    found = _at_path(stored, params.get("objectName"))
    return found is not None and _written(found) == str(params.get("value"))


def _entity_property_exists(viewer: Viewer, params: JsonObject) -> bool:
    return viewer.entity_property(str(params.get("entity")), str(params.get("propertyKey"))) is not None


def _at_path(value: Any, object_name: object) -> Any:
    """The part of the JSON value that the dotted `objectName` names; None where there is none."""
    for name in str(object_name).split(".") if object_name else ():
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_CHECKS: dict[str, Callable[[Viewer, JsonObject], bool]] = {
    "user_is_logged_in": lambda viewer, _: viewer.account_id is not None,
    "user_is_the_logged_in_user": lambda viewer, _: viewer.account_id is not None,
    "user_is_admin": lambda viewer, _: viewer.holds_global("ADMINISTER"),
    "user_is_sysadmin": lambda viewer, _: viewer.holds_global("SYSTEM_ADMIN"),
    "user_is_project_admin": lambda viewer, _: viewer.holds_in_project("ADMINISTER_PROJECTS"),
    "has_project_permission": lambda viewer, params: viewer.holds_in_project(str(params.get("permission")).upper()),
    "has_issue_permission": lambda viewer, params: viewer.holds_in_project(str(params.get("permission")).upper()),
    "has_global_permission": lambda viewer, params: viewer.holds_global(str(params.get("permission")).upper()),
    "has_selected_project": lambda viewer, _: viewer.in_project(),
    "is_issue_editable": lambda viewer, _: viewer.may_edit_issue(),
    "is_issue_assigned_to_current_user": lambda viewer, _: viewer.is_issue_assignee(),
    "is_issue_reported_by_current_user": lambda viewer, _: viewer.is_issue_reporter(),
    "addon_is_licensed": lambda _viewer, _params: True,
    "addon_property_exists": _addon_property_exists,
    "addon_property_equal_to": _addon_property_equals,
    "entity_property_exists": _entity_property_exists,
    "entity_property_equal_to": _entity_property_equals,
    "can_use_application": lambda viewer, _: viewer.account_id is not None,
    "linking_enabled": lambda _viewer, _params: True,
    "sub_tasks_enabled": lambda _viewer, _params: True,
    "time_tracking_enabled": lambda _viewer, _params: True,
    "voting_enabled": lambda _viewer, _params: True,
    "watching_enabled": lambda _viewer, _params: True,
}
