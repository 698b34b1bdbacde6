"""Attachments (Jira Cloud REST v3, "Issue attachments")."""

import hashlib
import hmac
import re
import time

from jira_emulator import beans
from jira_emulator.actions.attachments import (
    UPLOAD_LIMIT,
    attach,
    content_of,
    detach,
    visible_attachment,
)
from jira_emulator.errors import JiraError
from jira_emulator.media import attachment_of, media_id
from jira_emulator.model import Attachment
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

MOST_FILES = 60
LINK_LIFETIME_SECONDS = 600
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@operation("GET", "/attachment/meta", Scope.READ)
def attachment_settings(call: Call) -> Answer:
    return Answer({"enabled": True, "uploadLimit": UPLOAD_LIMIT})


@operation("POST", "/issue/<issue>/attachments", Scope.WRITE)
def add_attachments(call: Call, issue: str) -> Answer:
    """A multipart upload, refused without `X-Atlassian-Token: no-check`."""
    if call.headers.get("X-Atlassian-Token", "").lower() not in ("no-check", "nocheck"):
        raise JiraError(403, ["XSRF check failed"])
    if not call.files:
        raise JiraError(400, ["At least one file must be sent, as a part named 'file'."])
    if len(call.files) > MOST_FILES:
        raise JiraError(413, [f"At most {MOST_FILES} files can be sent at once."])
    files = [(one.filename or "file", one.read()) for one in call.files]
    added = attach(call.site, call.actor, issue, files)
    return Answer([beans.attachment(call.shape, one) for one in added])


@operation("GET", "/attachment/<attachment>", Scope.READ)
def get_attachment(call: Call, attachment: str) -> Answer:
    found = visible_attachment(call.site, call.actor, attachment)[1]
    return Answer(beans.attachment(call.shape, found) | {"id": found.id})


@operation("DELETE", "/attachment/<attachment>", Scope.DELETE)
def delete_attachment(call: Call, attachment: str) -> Answer:
    detach(call.site, call.actor, attachment)
    return NO_CONTENT


@operation("GET", "/attachment/content/<attachment>", Scope.READ)
def get_content(call: Call, attachment: str) -> Answer:
    """303 to a signed address, or the bytes themselves with `redirect=false`."""
    found = visible_attachment(call.site, call.actor, attachment)[1]
    if not call.flag("redirect", True):
        return content(call, found)
    return Answer(None, 303, {"Location": signed_address(call.site, found, "binary")})


def signed_address(site: Site, attachment: Attachment, form: str) -> str:
    """Where whoever has the address may read the bytes, or the `image` of them, for a while.

    The attachment's media id is in it, and nowhere else in REST.
    """
    expires = int(time.time()) + LINK_LIFETIME_SECONDS
    base = f"{site.base_url}/_media/file/{media_id(site, attachment)}/{form}"
    return f"{base}?expires={expires}&signature={signed(site, attachment, expires)}"


def signed(site: Site, attachment: Attachment, expires: int) -> str:
    text = f"{attachment.id}:{expires}".encode()
    return hmac.new(site.cloud_id.encode(), text, hashlib.sha256).hexdigest()


@operation("GET", "/<media>/binary", Scope.NONE, root="/_media/file")
def get_media(call: Call, media: str) -> Answer:
    """The bytes behind a signed address."""
    return content(call, addressed(call, media))


def addressed(call: Call, media: str) -> Attachment:
    """The attachment of a signed address. Raises 403 once it has expired."""
    found = attachment_of(call.site, media)
    if found is None or not _is_valid(call, found, call.moment("expires", 0)):
        raise JiraError(403, ["The address is not valid or has expired."])
    return found


def _is_valid(call: Call, attachment: Attachment, expires: int) -> bool:
    expected = signed(call.site, attachment, expires)
    given = call.args.get("signature", "")
    return expires > time.time() and hmac.compare_digest(expected.encode(), given.encode())


def content(call: Call, attachment: Attachment) -> Answer:
    """The bytes, or the range of them that is asked for."""
    whole = content_of(call.site, attachment)
    headers = {"Content-Type": attachment.mime_type, "Accept-Ranges": "bytes"}
    written = call.headers.get("Range")
    if written is None or "," in written:
        return Answer(whole, 200, headers)
    asked = RANGE.fullmatch(written)
    if asked is None or asked.groups() == ("", ""):
        raise JiraError(400, [f"The range '{written}' is malformed."])
    start, end = _bounds(asked.group(1), asked.group(2), len(whole))
    if start >= end:
        raise JiraError(416, ["The requested range can't be satisfied."])
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(whole)}"
    return Answer(whole[start:end], 206, headers)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Where a range begins and (exclusive) ends; `-5` is the last five bytes."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size
