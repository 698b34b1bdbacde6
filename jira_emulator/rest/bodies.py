"""The typed parts of a JSON body. What is not of its type is a 400, as for Jira's own beans."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.state import id_of


def text(body: Mapping[str, Any], name: str, longest: int | None = None) -> str | None:
    """A string, or None where there is none. Raises 400 for anything else, and for more than `longest` characters."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    if longest is not None and len(value) > longest:
        raise JiraError(400, errors={name: f"The {name} must not exceed {longest} characters in length."})
    return value


def required_text(body: Mapping[str, Any], name: str, longest: int, message: str) -> str:
    """A string that is there and not blank, trimmed. Raises 400 with `message` for the field."""
    value = (text(body, name, longest) or "").strip()
    if not value:
        raise JiraError(400, errors={name: message})
    return value


def truth(body: Mapping[str, Any], name: str) -> bool | None:
    """A boolean, or None where there is none. Raises 400 for anything else."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def whole(body: Mapping[str, Any], name: str) -> int | None:
    """A whole number, also in a string as Jira's parser takes it, or None. Raises 400 for anything else."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, str) and id_of(value) is not None:
        return id_of(value)
    if type(value) is not int:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def words(body: Mapping[str, Any], name: str) -> list[str]:
    """A list of strings; numbers in it are taken as their digits. Raises 400 for anything else."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) or type(one) is int for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return [str(one) for one in value]


def numbers(body: Mapping[str, Any], name: str) -> list[int]:
    """A list of ids. Raises 400 for anything else."""
    ids = [id_of(one) for one in words(body, name)]
    if None in ids:
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return [one for one in ids if one is not None]


def objects(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects. Raises 400 for anything else."""
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def part(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object inside the body; none is empty. Raises 400 for anything else."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return value


def day(body: Mapping[str, Any], name: str) -> date | None:
    """A date. Raises 400 when it is none."""
    written = text(body, name)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise JiraError(400, errors={name: "The date is not in the format yyyy-MM-dd."}) from None
