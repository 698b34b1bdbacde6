"""Where Atlassian's documents are incomplete or wrong, and how we know: the one table of exceptions.

A waiver is for the document, never for the emulator. Each names its source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.documents import ADDRESS, DocumentedOperation, shape_of
from conformance.schemas import ERROR_COLLECTION

CLOUD, DATA_CENTER = "jira-cloud", "jira-dc"


@dataclass(frozen=True)
class Waiver:
    """An answer that the document does not have: `operation` is "PUT /issue/{}" or "*" for all of them.

    `schema` is what the body is measured by instead of the document's (which may have none); `only_addons`: it is
    an answer to Connect apps; `is_list`: the document's schema is that of one element. `document` is the beginning
    of the names of the files that it is for.
    """

    operation: str
    status: int
    source: str
    schema: Mapping[str, Any] | None = None
    only_addons: bool = False
    is_list: bool = False
    document: str = CLOUD


LINK = {"$ref": f"{ADDRESS}#/components/schemas/RemoteIssueLink"}
GATEWAY = "Jira Cloud platform REST API, introduction: every operation answers so, whatever its own list says"
REMOVED = "CHANGE-2046 in Atlassian's changelog: the operation is still listed, and answers 410 since 2025"
REMOTE_LINKS = "the v3 document's schema says a list or nothing, v2's one link; the example and Data Center have a list"
ONE_OR_MANY_LINKS: Mapping[str, Any] = {"anyOf": [LINK, {"type": "array", "items": LINK}]}
LIMITED = "POST /issueLink has 413 for the same limit"
UNLISTED = "The operation's list has no refusal of a malformed body, as POST /issue has it"
CLOUD_WAIVERS = (
    Waiver("*", 401, f"{GATEWAY} (Authentication)"),
    Waiver("*", 429, f"{GATEWAY} (Rate limiting)"),
    Waiver("GET /search", 410, REMOVED),
    Waiver("POST /search", 410, REMOVED),
    Waiver("GET /issue/{}/remotelink", 200, REMOTE_LINKS, ONE_OR_MANY_LINKS),
    Waiver("POST /issue/{}/remotelink", 413, f"the operation GET /issue/limit/report: links are limited. {LIMITED}"),
    Waiver("POST /issue/{}/attachments", 400, f"a body without a file can't be carried out. {UNLISTED}"),
    Waiver("PUT /permissionscheme/{}", 400, "the document of the same body in a POST: a scheme may be invalid"),
    Waiver("*", 403, "Scopes for Connect apps: a call outside of the app's scopes is refused", only_addons=True),
)
EXAMPLE = 'the document has the schema of one element; its summary ("all …") and its examples have a list'
GENERATED = "the document's lists of answers are incomplete: it has this one for other operations of the same kind"
LOGIN_REFUSED: Mapping[str, Any] = {
    "type": "object",
    "properties": {"message": {"type": "string"}, "status-code": {"type": "integer"}},
    "required": ["message", "status-code"],
}
DENIED: Mapping[str, Any] = {"anyOf": [LOGIN_REFUSED, ERROR_COLLECTION]}
REFUSED_IN_BULK: Mapping[str, Any] = {
    "anyOf": [
        ERROR_COLLECTION,
        {
            "type": "object",
            "properties": {"issues": {"type": "array"}, "errors": {"type": "array"}},
            "required": ["errors"],
        },
    ]
}
REMOTE_LINK = {"$ref": f"{ADDRESS}#/components/schemas/RemoteIssueLinkBean"}
ONE_OR_MANY_LINKS_OF_DATA_CENTER: Mapping[str, Any] = {"anyOf": [REMOTE_LINK, {"type": "array", "items": REMOTE_LINK}]}
MAY_BE_INVALID = (
    "GET /issue/{}/comment",
    "POST /component",
    "PUT /component/{}",
    "PUT /version/{}",
    "POST /version/{}/move",
)
LISTS = (
    "GET /field",
    "GET /issue/{}/subtask",
    "GET /issuetype",
    "GET /priority",
    "GET /project",
    "GET /project/type",
    "GET /project/{}/components",
    "GET /project/{}/statuses",
    "GET /project/{}/versions",
    "GET /projectCategory",
    "GET /resolution",
    "GET /role",
    "GET /status",
    "GET /statuscategory",
    "GET /user/assignable/multiProjectSearch",
    "GET /user/assignable/search",
    "GET /user/permission/search",
    "GET /user/search",
    "GET /user/viewissue/search",
    "POST /issue/{}/attachments",
)
DATA_CENTER_WAIVERS = (
    Waiver("*", 401, "Jira's answer to credentials that are wrong", DENIED, document=DATA_CENTER),
    Waiver(
        "POST /issue/bulk",
        400,
        "its success has such a list of errors, and Cloud's document has it",
        REFUSED_IN_BULK,
        document=DATA_CENTER,
    ),
    Waiver(
        "GET /myself",
        403,
        'Atlassian\'s documentation, "Disable basic authentication": refused so while it is switched off',
        ERROR_COLLECTION,
        document=DATA_CENTER,
    ),
    *(Waiver(one, 400, GENERATED, document=DATA_CENTER) for one in MAY_BE_INVALID),
    Waiver("GET /issue/{}/remotelink", 200, REMOTE_LINKS, ONE_OR_MANY_LINKS_OF_DATA_CENTER, document=DATA_CENTER),
    Waiver("*", 404, GENERATED, document=DATA_CENTER),
    *(Waiver(one, 200, EXAMPLE, is_list=True, document=DATA_CENTER) for one in LISTS),
)
WAIVERS = CLOUD_WAIVERS + DATA_CENTER_WAIVERS
UNREACHABLE = (
    Waiver("GET /search", 200, REMOVED),
    Waiver("POST /search", 200, REMOVED),
    Waiver("DELETE /component/{}", 200, "204 has the same description", document=DATA_CENTER),
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
