"""Where a schema of Atlassian's documents contradicts itself or Jira, and how we know.

Like the waivers, these are for the documents, never for the emulator.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ALTERNATIVES = ("anyOf", "oneOf", "allOf")
V3 = "the Cloud v3 document; the v2 document at hand was written by a generator that lost them"
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}


@dataclass(frozen=True)
class MayBeNull:
    """Properties that Jira answers with null though the document has no `nullable` there."""

    schema: str
    properties: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class HasToo:
    """Properties that the schema lacks in one document; those it has stay as they are."""

    schema: str
    properties: Mapping[str, Any]
    source: str


@dataclass(frozen=True)
class RequiresNothing:
    """A schema in which a generator put alternatives together, with all that any of them requires."""

    schema: str
    source: str


@dataclass(frozen=True)
class IsRather:
    """A property whose value is something else than the document says."""

    schema: str
    property: str
    wanted: Mapping[str, Any]
    source: str


Amendment = MayBeNull | HasToo | RequiresNothing | IsRather
AMENDMENTS: tuple[Amendment, ...] = (
    HasToo("ChangeDetails", {"fromString": TEXT, "toString": TEXT}, V3),
    MayBeNull(
        "ChangeDetails",
        ("from", "fromString", "to", "toString"),
        'the example of "Get changelogs" has "from": null, "to": null',
    ),
    HasToo("JqlQuery", {"where": {}}, V3),
    HasToo(
        "FieldConfigurationDetails",
        {"id": {"type": "integer"}, "isDefault": {"type": "boolean"}},
        'the example of "Get all field configurations", whose schema is that of the request to make one',
    ),
    RequiresNothing("CustomFieldContextDefaultValue", V3),
    IsRather("EntityPropertyBean", "value", {}, "its example is an object, written as a string"),
    MayBeNull("ChangeItemBean", ("from", "fromString", "to", "toString"), "Data Center: what Cloud's example shows"),
    IsRather("VersionBean", "releaseDate", DAY, "its own description and example are days"),
    IsRather("VersionBean", "startDate", DAY, "its own description and example are days"),
    IsRather("IssueBean", "renderedFields", {"type": "object"}, "texts, and null where there is none"),
    IsRather("IssueBean", "fields", {"type": "object"}, "its example has lists and strings"),
)


def amend(content: dict[str, Any]) -> None:
    """Correct a document's schemas in place."""
    schemas: dict[str, dict[str, Any]] = content.get("components", {}).get("schemas", {})
    for one in AMENDMENTS:
        if one.schema in schemas:
            _apply(one, schemas[one.schema])
    for schema in list(_schemas_in(schemas)):
        _open_alternatives(schema)


def _apply(amendment: Amendment, schema: dict[str, Any]) -> None:
    properties: dict[str, Any] = schema.get("properties", {})
    match amendment:
        case RequiresNothing():
            schema.pop("required", None)
        case HasToo():
            for name, wanted in amendment.properties.items():
                properties.setdefault(name, dict(wanted))
        case IsRather():
            properties[amendment.property] = dict(amendment.wanted)
        case MayBeNull():
            for name in amendment.properties:
                properties[name] = properties[name] | {"nullable": True}


def _schemas_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in a tree of schemas."""
    if isinstance(node, dict):
        yield node
        for one in node.values():
            yield from _schemas_in(one)
    elif isinstance(node, list):
        for one in node:
            yield from _schemas_in(one)


def _open_alternatives(schema: dict[str, Any]) -> None:
    """`additionalProperties: false` beside alternatives, but with no properties, would let no value through
    ("JqlQueryClause"); the alternatives are closed by themselves.
    """
    has_alternatives = any(isinstance(schema.get(name), list) for name in ALTERNATIVES)
    if has_alternatives and schema.get("additionalProperties") is False and not schema.get("properties"):
        del schema["additionalProperties"]
