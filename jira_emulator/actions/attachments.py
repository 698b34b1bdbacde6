"""Attaching files, and their bytes."""

import dataclasses
import mimetypes
import random
from collections.abc import Sequence

from jira_emulator.actions.recording import announce, record
from jira_emulator.errors import JiraError
from jira_emulator.model import Attachment, ChangeItem, Issue, User
from jira_emulator.permissions import allowed, can_see, visible_issue
from jira_emulator.state import Site

MOST_ATTACHMENTS = 2000
UPLOAD_LIMIT = 10_485_760


def attach(site: Site, actor: User | None, id_or_key: str, files: Sequence[tuple[str, bytes]]) -> list[Attachment]:
    """Attach files, given as (name, bytes), in order."""
    with site.lock:
        issue = visible_issue(site, actor, id_or_key)
        if not allowed(site, actor, "CREATE_ATTACHMENTS", issue=issue):
            raise JiraError(403, [f"You do not have permission to create attachments for issue: {issue.key}"])
        too_many = len(issue.attachments) + len(files) > MOST_ATTACHMENTS
        if too_many or any(len(content) > UPLOAD_LIMIT for _, content in files):
            raise JiraError(413, ["limit exceeded"])
        added = [_attachment(site, actor, name, content) for name, content in files]
        items = [_item(one, added=True) for one in added]
        changed = dataclasses.replace(issue, attachments=(*issue.attachments, *added))
        stored, history = record(site, changed, actor, items)
        for one in added:
            announce(site, "attachment_created", actor, stored, entity=one)
        announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history)
        return added


def _attachment(site: Site, actor: User | None, name: str, content: bytes) -> Attachment:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    attachment_id = site.next_id("attachment")
    site.attachment_contents[attachment_id] = content
    return Attachment(attachment_id, name, actor, site.now(), len(content), kind)


def _item(one: Attachment, added: bool) -> ChangeItem:
    ends = (None, None, str(one.id), one.filename) if added else (str(one.id), one.filename, None, None)
    return ChangeItem("Attachment", "jira", "attachment", *ends)


def detach(site: Site, actor: User | None, attachment_id: str) -> None:
    """Delete an attachment."""
    with site.lock:
        issue, attachment = visible_attachment(site, actor, attachment_id)
        own = actor is not None and attachment.author is actor
        right = "DELETE_OWN_ATTACHMENTS" if own else "DELETE_ALL_ATTACHMENTS"
        if not allowed(site, actor, right, issue=issue):
            raise JiraError(403, ["You do not have permission to delete this attachment."])
        kept = tuple(one for one in issue.attachments if one.id != attachment.id)
        site.attachment_contents.pop(attachment.id, None)
        changed = dataclasses.replace(issue, attachments=kept)
        stored, history = record(site, changed, actor, [_item(attachment, added=False)])
        announce(site, "attachment_deleted", actor, stored, entity=attachment)
        announce(site, "jira:issue_updated", actor, stored, kind="issue_updated", change=history)


def visible_attachment(site: Site, actor: User | None, attachment_id: str) -> tuple[Issue, Attachment]:
    """An attachment and its issue, if the actor can see it. Raises Jira's 404."""
    for issue in list(site.issues.values()):
        for one in issue.attachments:
            if str(one.id) == attachment_id and can_see(site, actor, issue):
                return issue, one
    raise JiraError(404, [f"The attachment with id '{attachment_id}' does not exist"])


def content_of(site: Site, attachment: Attachment) -> bytes:
    """The bytes; for loaded attachments, which have none, as many as are listed, the same each time."""
    stored = site.attachment_contents.get(attachment.id)
    if stored is not None:
        return stored
    return random.Random(attachment.id).randbytes(attachment.size)
