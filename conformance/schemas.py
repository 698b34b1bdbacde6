"""OpenAPI 3.0 schemas as validators.

Where OpenAPI differs from JSON Schema: `nullable` beside a type or reference, formats of its own, and
alternatives (`oneOf`) that Atlassian's documents tell apart by a discriminator only, so that one value may fit
several.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.exceptions import best_match, relevance
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from conformance.documents import ADDRESS, Document

Errors = Iterator[ValidationError]
Rule = Callable[[Any, Any, Any, Mapping[str, Any]], Errors | None]
Schema = Mapping[str, Any]
LONGEST_TOLD = 300
JIRAS_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")


def is_instant(value: object) -> bool:
    """RFC 3339, or without the colon in the offset: `2026-11-23T10:00:00.000+0000` is how Jira writes it (recorded
    answers and the documents' own examples).
    """
    if not isinstance(value, str):
        return True
    return JIRAS_INSTANT.fullmatch(value) is not None and is_parsed(datetime.fromisoformat, value)


def is_day(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and is_parsed(date.fromisoformat, value))


def is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme) or value.startswith("/")


def is_uuid(value: object) -> bool:
    return (
        not isinstance(value, str)
        or re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value) is not None
    )


def is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


def is_int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def is_parsed(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


FORMATS: Mapping[str, Callable[[object], bool]] = {
    "date-time": is_instant,
    "date": is_day,
    "uri": is_address,
    "url": is_address,
    "uuid": is_uuid,
    "int32": is_int32,
    "int64": is_int64,
}
ERROR_COLLECTION: Schema = {
    "type": "object",
    "properties": {
        "errorMessages": {"type": "array", "items": {"type": "string"}},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
        "status": {"type": "integer"},
    },
    "required": ["errorMessages"],
    "additionalProperties": False,
}
"""How Jira refuses, where a document has no schema for it (ErrorCollection; recorded answers)."""

formats = FormatChecker(formats=())
for name, check in FORMATS.items():
    formats.checks(name)(check)


def unless_null(rule: Rule) -> Rule:
    """The rule, but null passes where the schema says `nullable`."""

    def nullable(validator: Any, wanted: Any, value: Any, schema: Mapping[str, Any]) -> Errors:
        if value is None and schema.get("nullable"):
            return
        yield from rule(validator, wanted, value, schema) or ()

    return nullable


def one_or_more(validator: Any, alternatives: Any, value: Any, schema: Mapping[str, Any]) -> Errors:
    """`oneOf` without "and no other"."""
    yield from Draft202012Validator.VALIDATORS["anyOf"](validator, alternatives, value, schema)


OpenApiValidator = validators.extend(
    Draft202012Validator,
    {
        keyword: unless_null(one_or_more if keyword == "oneOf" else Draft202012Validator.VALIDATORS[keyword])
        for keyword in ("type", "enum", "$ref", "allOf", "anyOf", "oneOf")
    },
)


@cache
def registry_of(document: Document) -> Registry[Any]:
    holding: Registry[Any] = Registry().with_resource(ADDRESS, DRAFT202012.create_resource(document.content))
    return holding


def problem_of(document: Document, schema: Mapping[str, Any], value: Any) -> str | None:
    """What is wrong with a value, with the place where; None when it fits."""
    validator = OpenApiValidator(schema, registry=registry_of(document), format_checker=formats)
    worst = best_match(validator.iter_errors(value), key=relevance)
    if worst is None:
        return None
    message = worst.message if len(worst.message) <= LONGEST_TOLD else f"{worst.message[:LONGEST_TOLD]}…"
    return f"{worst.json_path}: {message}"
