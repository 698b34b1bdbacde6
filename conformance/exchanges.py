"""One request and its answer, wherever it was seen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Headers = Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Headers = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        return media_type(self.headers)

    def json(self) -> Any:
        """Raises ValueError for anything else."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Exchange:
    """`answer` is None where the connection broke on purpose; `is_fault` where the answer was asked for by the
    test, so that it says nothing about the operation.
    """

    method: str
    url: str  # from the host on, with the query
    headers: Headers = field(default_factory=dict)
    body: bytes = b""
    answer: Answer | None = None
    is_fault: bool = False
    seen_by: str = ""  # who drove it: "tour", "fuzz", ...

    @property
    def path(self) -> str:
        """`latest` is the newest version that there is of the oldest kind: 2 (documents, "Version")."""
        return urlsplit(self.url).path.replace("/rest/api/latest/", "/rest/api/2/", 1)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def media_type(self) -> str:
        return media_type(self.headers)

    @property
    def is_asked_by_addon(self) -> bool:
        """Whether it carries a Connect app's JWT."""
        return self.headers.get("authorization", "").startswith("JWT ")


def media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def lower_case(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
