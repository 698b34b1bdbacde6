"""`/rest/atlassian-connect/1/addons/{addonKey}/properties`: what an add-on keeps on the site for itself.

Atlassian's REST document, "App properties": only the add-on itself may call it.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request

from jira_emulator.auth import identify
from jira_emulator.errors import JiraError
from jira_emulator.model import Installation
from jira_emulator.state import Site

BASE = "/rest/atlassian-connect/1/addons/<addon_key>/properties"
LONGEST_KEY = 127
LONGEST_VALUE = 32_768
MOST_PROPERTIES = 100

Answer = tuple[Response, int]
Reading = Callable[[Installation, str], "Answer | tuple[str, int]"]


def blueprint(site: Site) -> Blueprint:
    """The operations on one property, and the list of keys."""
    properties = Blueprint("addon_properties", __name__)

    @properties.get(BASE)
    def all_keys(addon_key: str) -> Answer:
        caller = _owner(site, addon_key)
        if caller is None:
            return _refused_caller()
        return jsonify(keys=[{"key": key, "self": _self(site, addon_key, key)} for key in caller.properties]), 200

    for method, reading in (("GET", _show), ("PUT", _store), ("DELETE", _forget)):
        view = partial(_of_owner, site, reading)
        properties.add_url_rule(f"{BASE}/<key>", f"{method} property", view, methods=[method])
    return properties


def _of_owner(site: Site, reading: Reading, addon_key: str, key: str) -> Answer | tuple[str, int]:
    """One operation on one property, for the add-on itself, with a key that can be."""
    caller = _owner(site, addon_key)
    if caller is None:
        return _refused_caller()
    if len(key) > LONGEST_KEY:
        return _status(400, f"The property key cannot be longer than {LONGEST_KEY} characters.")
    return reading(caller, key)


def _show(caller: Installation, key: str) -> Answer:
    if key not in caller.properties:
        return _status(404, f"Property with key not found: {key}")
    return jsonify({"key": key, "value": caller.properties[key]}), 200


def _forget(caller: Installation, key: str) -> Answer | tuple[str, int]:
    if key not in caller.properties:
        return _status(404, f"Property with key not found: {key}")
    del caller.properties[key]
    return "", 204


def _owner(site: Site, addon_key: str) -> Installation | None:
    """The add-on that calls, if it calls for itself."""
    authorization = request.headers.get("Authorization")
    try:
        caller = identify(site, authorization, request.method, request.path, request.query_string.decode())
    except (JiraError, UnicodeDecodeError):
        return None
    installation = caller.installation
    return installation if installation is not None and installation.addon_key == addon_key else None


def _store(caller: Installation, key: str) -> Answer:
    problem, value = _read_value()
    if problem:
        return _status(400, problem)
    is_new = key not in caller.properties
    if is_new and len(caller.properties) >= MOST_PROPERTIES:
        return _status(400, f"An app can't have more than {MOST_PROPERTIES} properties.")
    caller.properties[key] = value
    return _status(201 if is_new else 200, f"Property {'created' if is_new else 'updated'}.")


def _read_value() -> tuple[str, Any]:
    """A sentence that says what is wrong (empty: nothing), and the value."""
    text = request.get_data().decode("utf-8", "replace")
    if len(text) > LONGEST_VALUE:
        return f"The property value cannot be longer than {LONGEST_VALUE} characters.", None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "The property value must be valid JSON.", None
    return ("The property value cannot be empty.", None) if value in (None, "") else ("", value)


def _self(site: Site, addon_key: str, key: str) -> str:
    return f"{site.base_url}/rest/atlassian-connect/1/addons/{addon_key}/properties/{key}"


def _status(status: int, message: str) -> Answer:
    return jsonify({"statusCode": status, "message": message}), status


def _refused_caller() -> Answer:
    return _status(401, "Access to this resource must be authenticated as an add-on.")
