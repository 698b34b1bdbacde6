"""Order and selection of lists, as REST's paged operations take them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from jira_emulator.errors import JiraError
from jira_emulator.rest.router import Call, whole

Row = TypeVar("Row")


def in_asked_order(
    call: Call, rows: Iterable[Row], keys: Mapping[str, Callable[[Row], Any]], *, strict: bool = False
) -> list[Row]:
    """The rows by `orderBy`: a name, or one with `-` or `+`; rows without a value come last.

    An unknown name raises 400 where `strict`, for operations that document one; elsewhere it changes nothing.
    """
    asked = call.args.get("orderBy")
    if not asked:
        return list(rows)
    name = asked.strip().lstrip("+-")
    if name not in keys and not strict:
        return list(rows)
    if name not in keys:
        raise JiraError(400, [f"The value '{asked}' is not valid for the parameter 'orderBy'."])
    key, listed = keys[name], list(rows)
    valued = sorted((one for one in listed if key(one) is not None), key=key, reverse=asked.startswith("-"))
    return valued + [one for one in listed if key(one) is None]


def asked_ids(call: Call, name: str) -> set[int]:
    """The ids of a repeatable parameter; empty when it is not given. Raises 400 for what is no number."""
    return {whole(one, name) for one in call.words(name)}


def holds(query: str, *texts: str) -> bool:
    """Whether one of the texts contains the query, in any case; no query is in everything."""
    return any(query.lower() in text.lower() for text in texts)
