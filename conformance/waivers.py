"""Where Atlassian's documents are incomplete or wrong, and how we know: the one table of exceptions.

A waiver is for the document, never for the emulator. Each names its source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.documents import ADDRESS, DocumentedOperation, shape_of

CLOUD, DATA_CENTER = "jira-cloud", "jira-dc"


@dataclass(frozen=True)
class Waiver:
    """An answer that the document does not have: `operation` is "PUT /issue/{}" or "*" for all of them.

    `schema` is what the body is measured by instead of the document's (which may have none); `only_addons`: it is
    an answer to Connect apps. `document` is the beginning of the names of the files that it is for.
    """

    operation: str
    status: int
    source: str
    schema: Mapping[str, Any] | None = None
    only_addons: bool = False
    document: str = CLOUD


LINK = {"$ref": f"{ADDRESS}#/components/schemas/RemoteIssueLink"}
GATEWAY = "Jira Cloud platform REST API, introduction: every operation answers so, whatever its own list says"
REMOVED = "CHANGE-2046 in Atlassian's changelog: the operation is still listed, and answers 410 since 2025"
WRITTEN_NUMBERS = 'the document types startAt as a string with the default "0": other words are refused'
REMOTE_LINKS = "the v3 document's schema says a list or nothing, v2's one link; the example and Data Center have a list"
ONE_OR_MANY_LINKS: Mapping[str, Any] = {"anyOf": [LINK, {"type": "array", "items": LINK}]}
WAIVERS = (
    Waiver("*", 401, f"{GATEWAY} (Authentication)"),
    Waiver("*", 429, f"{GATEWAY} (Rate limiting)"),
    Waiver("GET /search", 410, REMOVED),
    Waiver("POST /search", 410, REMOVED),
    Waiver("GET /issue/{}/remotelink", 200, REMOTE_LINKS, ONE_OR_MANY_LINKS),
    Waiver("GET /priority/search", 400, WRITTEN_NUMBERS),
    Waiver("GET /resolution/search", 400, WRITTEN_NUMBERS),
    Waiver("PUT /permissionscheme/{}", 400, "the document of the same body in a POST: a scheme may be invalid"),
    Waiver("*", 403, "Scopes for Connect apps: a call outside of the app's scopes is refused", only_addons=True),
)
UNREACHABLE = (
    Waiver("GET /search", 200, REMOVED),
    Waiver("POST /search", 200, REMOVED),
    Waiver("DELETE /issueLink/{}", 200, 'its description is the generator\'s own "200 response"; deleted is 204'),
)
"""Documented successes that Jira does not answer with."""

VERSION = re.compile(r"^/rest/(api/(2|3)(?=/)|(?=agile))")


def short_name(operation: DocumentedOperation) -> str:
    """`PUT /issue/{}`: the operation in every API version."""
    return f"{operation.method} {shape_of(VERSION.sub('', operation.template))}"


def is_unreachable(operation: DocumentedOperation, status: int) -> bool:
    """Whether Jira does not answer so, though it is documented."""
    return any(_is_for(one, operation, status) for one in UNREACHABLE)


def waiver_for(operation: DocumentedOperation, status: int, is_asked_by_addon: bool = False) -> Waiver | None:
    """The first one that is for this answer."""
    fitting = (one for one in WAIVERS if _is_for(one, operation, status))
    return next((one for one in fitting if is_asked_by_addon or not one.only_addons), None)


def _is_for(waiver: Waiver, operation: DocumentedOperation, status: int) -> bool:
    is_document = operation.document.name.startswith(waiver.document)
    return waiver.status == status and is_document and waiver.operation in ("*", short_name(operation))
