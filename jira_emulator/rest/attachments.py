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
from jira_emulator.model import Attachment
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

MOST_FILES = 60
LINK_LIFETIME_SECONDS = 600
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@operation("GET", "/attachment/meta", Scope.READ)
def attachment_settings(call: Call) -> Answer:
    return Answer({"enabled": True, "uploadLimit": UPLOAD_LIMIT})


@operation("POST", "/issue/<issue>/attachments", Scope.WRITE)
def add_attachments(call: Call, issue: str) -> Answer:
    """A multipart upload, refused without `X-Atlassian-Token: no-check`."""
    if call.headers.get("X-Atlassian-Token", "").lower() not in ("no-check", "nocheck"):
        raise JiraError(403, ["XSRF check failed"])
    if not 0 < len(call.files) <= MOST_FILES:
        raise JiraError(400, [f"Between 1 and {MOST_FILES} files must be sent, as parts named 'file'."])
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
    expires = int(time.time()) + LINK_LIFETIME_SECONDS
    signature = signed(call.site, found, expires)
    address = f"{call.site.base_url}/_media/file/{found.id}/binary?expires={expires}&signature={signature}"
    return Answer(None, 303, {"Location": address})


def signed(site: Site, attachment: Attachment, expires: int) -> str:
    text = f"{attachment.id}:{expires}".encode()
    return hmac.new(site.cloud_id.encode(), text, hashlib.sha256).hexdigest()


@operation("GET", "/<attachment>/binary", Scope.NONE, root="/_media/file")
def get_media(call: Call, attachment: str) -> Answer:
    """The bytes behind a signed address: whoever has it may read them until it expires."""
    expires = call.number("expires", 0)
    for issue in list(call.site.issues.values()):
        for one in issue.attachments:
            if str(one.id) == attachment and _is_valid(call, one, expires):
                return content(call, one)
    raise JiraError(403, ["The address is not valid or has expired."])


def _is_valid(call: Call, attachment: Attachment, expires: int) -> bool:
    expected = signed(call.site, attachment, expires)
    given = call.args.get("signature", "")
    return expires > time.time() and hmac.compare_digest(expected.encode(), given.encode())


def content(call: Call, attachment: Attachment) -> Answer:
    """The bytes, or the range of them that is asked for."""
    whole = content_of(call.site, attachment)
    headers = {"Content-Type": attachment.mime_type, "Accept-Ranges": "bytes"}
    asked = RANGE.fullmatch(call.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        return Answer(whole, 200, headers)
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
