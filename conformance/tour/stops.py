"""One stop of the tour: a request, and what must come back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from requests import Request

from conformance.flavours import Flavour
from conformance.stage import Stage
from jira_emulator import flavours as kinds

NOTHING: Any = object()
CLOUD = ("cloud v3", "cloud v2")
DATA_CENTER = ("data center",)


@dataclass(frozen=True)
class Text:
    """A rich text: a document in v3, wiki markup elsewhere."""

    words: str


@dataclass(frozen=True)
class Person:
    """A reference to a user: by `accountId` on Cloud, by `name` on Data Center."""

    part: str


@dataclass(frozen=True)
class Stop:
    """`call` is a method and a path under the flavour's API root (or from `/rest/` on), with a query where
    needed; `{name}` in it and in the body is a place that an earlier stop kept.

    `keep` names places and where in the answer they are ("key", "values.0.id"; "" for an answer that is the value
    itself, or the end of its Location). `only` names the flavours
    that have it; where the emulator does not implement it the stop is left out anyhow. `data_center` is the status
    there, where it is another one. `raw` and `files` replace
    the JSON body.
    """

    call: str
    status: int = 200
    body: Any = NOTHING
    who: str = "admin"
    keep: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    data_center: int | None = None

    def expected_on(self, flavour: Flavour) -> "Stop":
        """The stop with the status that this flavour answers."""
        if self.data_center is None or flavour.kind is not kinds.DATA_CENTER:
            return self
        return replace(self, status=self.data_center)

    @property
    def method(self) -> str:
        return self.call.split(" ", 1)[0]

    def url(self, stage: Stage) -> str:
        path = self.call.split(" ", 1)[1]
        return filled(path if path.startswith("/rest/") else stage.flavour.root + path, stage.places)

    def content(self, stage: Stage) -> tuple[bytes, dict[str, str]]:
        """The body and the headers that go with it."""
        headers = {name: filled(value, stage.places) for name, value in self.headers.items()}
        if self.files is not None:
            prepared = Request("POST", "http://localhost", files=dict(self.files)).prepare()
            assert isinstance(prepared.body, bytes)
            return prepared.body, {
                "Content-Type": prepared.headers["Content-Type"],
                "X-Atlassian-Token": "no-check",
            } | headers
        if self.raw is not None:
            return self.raw, {"Content-Type": "application/json"} | headers
        if self.body is NOTHING:
            return b"", headers
        body = json.dumps(rendered(self.body, stage)).encode()
        return body, {"Content-Type": "application/json"} | headers


def filled(text: str, places: Mapping[str, str]) -> str:
    """The text with the places in it; a brace that names none stays."""
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def rendered(value: Any, stage: Stage) -> Any:
    """A body in this flavour's words."""
    match value:
        case Text():
            return text_of(value, stage.flavour)
        case Person():
            return {stage.places["naming"]: stage.places[value.part]}
        case str():
            return filled(value, stage.places)
        case list():
            return [rendered(one, stage) for one in value]
        case dict():
            return {filled(key, stage.places): rendered(one, stage) for key, one in value.items()}
        case _:
            return value


def text_of(text: Text, flavour: Flavour) -> Any:
    if not flavour.rich_text_is_adf:
        return text.words
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text.words}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}
