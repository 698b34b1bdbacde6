"""Media ids: what documents call attachments by. They are not the ids of REST, and of no use on another site.

Known from clients of Jira Cloud: the id is in the address that an attachment's content redirects to, and a
document with an id that the site does not have is refused with ATTACHMENT_VALIDATION_ERROR.
"""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from jira_emulator.errors import JiraError
from jira_emulator.model import Attachment
from jira_emulator.state import Site

MEDIA_NODES = ("media", "mediaInline")
ID = re.compile(r"\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def media_id(site: Site, attachment: Attachment) -> str:
    """The attachment's id in documents; always the same."""
    return str(uuid.uuid5(uuid.UUID(site.cloud_id), f"attachment:{attachment.id}"))


def attachment_of(site: Site, wanted: str) -> Attachment | None:
    """The attachment with this media id."""
    return next((one for one in _attachments(site) if media_id(site, one) == wanted.lower()), None)


def check_media(site: Site, value: Any) -> None:
    """Raises 400 for a document, however deep in the value, with a media id that is not one of this site.

    Names of files are let through: documents that were converted from wiki markup have them.
    """
    wanted = {one.lower() for one in _media_ids(value) if ID.fullmatch(one)}
    if wanted and not wanted <= {media_id(site, one) for one in _attachments(site)}:
        raise JiraError(400, ["ATTACHMENT_VALIDATION_ERROR"])


def _attachments(site: Site) -> Iterable[Attachment]:
    return (one for issue in list(site.issues.values()) for one in issue.attachments)


def _media_ids(value: Any) -> Iterable[str]:
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            attributes = node.get("attrs")
            if (
                node.get("type") in MEDIA_NODES
                and isinstance(attributes, dict)
                and attributes.get("type") != "external"
            ):
                yield str(attributes.get("id", ""))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
