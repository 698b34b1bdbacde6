"""Types of projects, and whether a key or a name is free (Jira Cloud REST v3, "Project types", "Project key and name
validation").
"""

import re
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.rest.project_life import key_error, name_is_taken
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

TYPES = {"business": "Business", "service_desk": "Service Desk", "software": "Software"}
LONGEST_KEY = 10


def _type(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "formattedKey": TYPES[key],
        "descriptionI18nKey": f"jira.project.type.{key}.description",
        "icon": "",
        "color": "#1D8832",
    }


@operation("GET", "/project/type", Scope.READ)
def get_types(call: Call) -> Answer:
    return Answer([_type(one) for one in TYPES])


@operation("GET", "/project/type/accessible", Scope.READ)
def get_accessible_types(call: Call) -> Answer:
    return Answer([_type(one) for one in TYPES])


@operation("GET", "/project/type/<key>", Scope.READ)
def get_type(call: Call, key: str) -> Answer:
    if key not in TYPES:
        raise JiraError(404, [f"The project type '{key}' does not exist."])
    return Answer(_type(key))


@operation("GET", "/project/type/<key>/accessible", Scope.READ)
def get_accessible_type(call: Call, key: str) -> Answer:
    return get_type(call, key)


@operation("GET", "/projectvalidate/key", Scope.READ)
def check_key(call: Call) -> Answer:
    """An error collection that is empty when the key can be used."""
    error = key_error(call.site, call.args.get("key", ""))
    return Answer({"errorMessages": [], "errors": {} if error is None else {"projectKey": error}})


@operation("GET", "/projectvalidate/validProjectKey", Scope.READ)
def propose_key(call: Call) -> Answer:
    """The key, or one like it that can be used."""
    wanted = re.sub("[^A-Z0-9]", "", call.args.get("key", "").upper()).lstrip("0123456789")[:LONGEST_KEY]
    number, key = 1, wanted if len(wanted) > 1 else f"{wanted}PROJ"
    while key_error(call.site, key) is not None:
        number += 1
        key = f"{wanted[: LONGEST_KEY - len(str(number))] or 'PROJ'}{number}"
    return Answer(key)


@operation("GET", "/projectvalidate/validProjectName", Scope.READ)
def propose_name(call: Call) -> Answer:
    """The name, or the name with a number that is free."""
    name = call.args.get("name", "").strip()
    if not name:
        raise JiraError(400, ["The name must be given."])
    number, free = 1, name
    while name_is_taken(call.site, free):
        number += 1
        free = f"{name} {number}"
    return Answer(free)
