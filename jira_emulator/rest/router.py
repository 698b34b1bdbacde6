"""One REST operation: its method, path and scope, and the call that reaches it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage, Headers, MultiDict

from jira_emulator.beans import Shape
from jira_emulator.errors import INVALID_PAYLOAD, NOT_JSON, JiraError, UnreadableRequest
from jira_emulator.model import Installation, User
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

LARGEST_INT32 = 2**31 - 1
INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers; `body` None is an empty one."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NO_CONTENT = Answer(status=204)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one operation, already authenticated."""

    site: Site
    actor: User | None
    installation: Installation | None
    api: str  # "2" or "3"
    args: MultiDict[str, str]
    raw_body: bytes
    headers: Headers = field(default_factory=Headers)
    files: Sequence[FileStorage] = ()  # the parts of a multipart body that are named `file`

    @property
    def shape(self) -> Shape:
        return Shape(self.site, self.api, self.actor)

    @property
    def adf(self) -> bool:
        """Whether rich text is a document in this API version."""
        return self.api == "3"

    def json(self) -> Any:
        """The body. Raises 400 when it is not JSON."""
        try:
            return json.loads(self.raw_body)
        except (ValueError, RecursionError):
            raise UnreadableRequest(400, [NOT_JSON]) from None

    def json_object(self) -> dict[str, Any]:
        """The body, which must be an object."""
        value = self.json()
        if not isinstance(value, dict):
            raise UnreadableRequest(400, [INVALID_PAYLOAD])
        return value

    def strict_object(self, known: Iterable[str]) -> dict[str, Any]:
        """The body, which must be an object of these properties only."""
        value = self.json_object()
        if not set(value) <= set(known):
            raise UnreadableRequest(400, [INVALID_PAYLOAD])
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean query parameter."""
        written = self.args.get(name)
        return default if written is None else written.lower() == "true"

    def number(self, name: str, default: int, least: int = 0) -> int:
        """A whole query parameter, at most what an int32 holds. Raises 400 when it is none."""
        written = self.args.get(name)
        if written is None or written == "":
            return default
        return min(max(whole(written, name), least), LARGEST_INT32)

    def moment(self, name: str, default: int) -> int:
        """Milliseconds since 1970, or another number of 64 bits. Raises 400 when it is none."""
        written = self.args.get(name)
        return default if written is None or written == "" else max(whole(written, name), 0)

    def words(self, name: str) -> list[str]:
        """A parameter that may be repeated and separated by commas."""
        return [word.strip() for text in self.args.getlist(name) for word in text.split(",") if word.strip()]


def whole(written: str, name: str) -> int:
    """A parameter that holds an int64. Raises 400 for anything else."""
    try:
        value = int(written)
    except ValueError:
        value = INT64.stop
    if value not in INT64:
        raise JiraError(400, [f"The value '{written}' is not valid for the parameter '{name}'."])
    return value


View = Callable[..., Answer]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation under `/rest/api/{2,3}` (or under `root`), with the scope that a Connect app needs."""

    method: str
    path: str
    scope: Scope
    view: View
    root: str = "/rest/api/<any('2','3','latest'):api>"

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def endpoint(self) -> str:
        """What Flask knows the operation by, within the REST API's blueprint; one path may be under several roots."""
        return f"{self.method} {self.root}{self.path}".replace(".", "_")


OPERATIONS: list[Operation] = []


def operation(method: str, path: str, scope: Scope, **more: str) -> Callable[[View], View]:
    """Register a view as an operation of every site."""

    def registered(view: View) -> View:
        OPERATIONS.append(Operation(method, path, scope, view, **more))
        return view

    return registered


def page(call: Call, key: str, rows: list[Any], limit: int = 50, most: int = 1000) -> dict[str, Any]:
    """The asked page of a list, with `startAt`, `maxResults` and `total`."""
    start, size = call.number("startAt", 0), min(call.number("maxResults", limit), most)
    return {"startAt": start, "maxResults": size, "total": len(rows), key: rows[start : start + size]}


def page_bean(call: Call, path: str, rows: list[Any], limit: int = 50, most: int = 1000) -> dict[str, Any]:
    """The asked page as one of REST's `PageBean…`s."""
    shown = page(call, "values", rows, limit, most)
    end = shown["startAt"] + len(shown["values"])
    shown |= {"isLast": end >= len(rows), "self": call.shape.link(path)}
    if end < len(rows):
        shown["nextPage"] = call.shape.link(f"{path}?startAt={end}&maxResults={shown['maxResults']}")
    return shown
