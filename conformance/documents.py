"""Atlassian's OpenAPI documents: their operations, and which one a request belongs to."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from conformance.amendments import amend

METHODS = ("get", "put", "post", "delete", "patch", "head")
PARAMETER = re.compile(r"\{[^}]*\}")
ADDRESS = "urn:openapi"
"""References into a document begin with this, so that a schema taken out of it still says where they lead."""


class CannotRead(Exception):
    """A document is missing or is no OpenAPI document; says which in a sentence."""


@dataclass(frozen=True)
class DocumentedOperation:
    """One operation of a document. `template` is its path from the host on ("/rest/api/3/issue/{issueIdOrKey}")."""

    document: "Document"
    method: str
    template: str
    definition: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def label(self) -> str:
        """The name with the document that it is in: two of them have `/rest/api/2`."""
        return f"{self.document.title} {self.name}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        literals = (re.escape(text) for text in PARAMETER.split(self.template))
        return re.compile("([^/]+)".join(literals))

    @cached_property
    def path_parameters(self) -> list[str]:
        """Their names, in the order of the path."""
        return [text[1:-1] for text in PARAMETER.findall(self.template)]

    def path_values(self, path: str) -> dict[str, str]:
        """The parameters' values in a concrete path, by name; as they are written there."""
        found = self.pattern.fullmatch(path)
        return dict(zip(self.path_parameters, found.groups(), strict=True)) if found else {}

    @cached_property
    def parameters(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """By place ("query", "path", "header") and name."""
        resolved = map(self.document.resolve, self.definition.get("parameters", ()))
        return {(one["in"], one["name"]): one for one in resolved}

    @cached_property
    def responses(self) -> dict[int, Mapping[str, Any]]:
        written = self.definition["responses"].items()
        return {int(status): self.document.resolve(one) for status, one in written if status.isdecimal()}

    @cached_property
    def request_body(self) -> Mapping[str, Any] | None:
        body = self.definition.get("requestBody")
        return None if body is None else self.document.resolve(body)


class Document:
    """An OpenAPI 3.0 document, JSON or YAML. Raises CannotRead."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.title = path.name.partition(".openapi")[0]
        self.content = read(path)
        amend(self.content)
        self.base = urlsplit(str(self.content.get("servers", [{"url": ""}])[0]["url"])).path.rstrip("/")
        self.operations = {(one.method, shape_of(one.template)): one for one in self._operations()}

    def _operations(self) -> Iterator[DocumentedOperation]:
        for path, item in self.content["paths"].items():
            for method in METHODS:
                if method in item:
                    yield DocumentedOperation(self, method.upper(), self.base + path, item[method])

    def as_published(self) -> dict[str, Any]:
        """A copy with its references as they were, for a server whose address is given elsewhere."""
        text = json.dumps(self.content, default=str).replace(f'"{ADDRESS}#/components/', '"#/components/')
        published: dict[str, Any] = json.loads(text)
        return published | {"servers": [{"url": "/"}]}

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a node that may be a `$ref` into this document stands for."""
        while "$ref" in node:
            found: Any = self.content
            for step in str(node["$ref"]).removeprefix(f"{ADDRESS}#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def like(self, method: str, template: str) -> DocumentedOperation | None:
        """The operation with this path template, whatever its parameters are called."""
        return self.operations.get((method, shape_of(template)))

    def find(self, method: str, path: str) -> DocumentedOperation | None:
        """The operation that a concrete path belongs to; a literal segment wins over a parameter."""
        matching = [one for one in self._by_method.get(method, ()) if one.pattern.fullmatch(path)]
        return min(matching, key=lambda one: len(one.path_parameters), default=None)

    @cached_property
    def _by_method(self) -> dict[str, list[DocumentedOperation]]:
        grouped: dict[str, list[DocumentedOperation]] = {}
        for one in self.operations.values():
            grouped.setdefault(one.method, []).append(one)
        return grouped


def shape_of(template: str) -> str:
    """The path template with anonymous parameters; `<name>` and `{name}` are the same."""
    return PARAMETER.sub("{}", re.sub(r"<[^>]*>", "{}", template))


def read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8").replace("#/components/", f"{ADDRESS}#/components/")
        content = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    except OSError as error:
        raise CannotRead(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, yaml.YAMLError) as error:
        raise CannotRead(f"{path} is neither JSON nor YAML.") from error
    if not isinstance(content, dict) or "paths" not in content:
        raise CannotRead(f"{path} is no OpenAPI document.")
    return content
