"""What is in an attached archive (Jira Cloud REST v3, "Get contents metadata for an expanded attachment")."""

import io
import mimetypes
import zipfile
from typing import Any

from jira_emulator.actions.attachments import content_of, visible_attachment
from jira_emulator.errors import JiraError
from jira_emulator.model import Attachment
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

OTHER_ARCHIVES = frozenset(
    {"application/x-tar", "application/gzip", "application/x-7z-compressed", "application/vnd.rar"}
)
ZIP_NAMES = (".zip", ".jar")


@operation("GET", "/attachment/<attachment>/expand/human", Scope.READ)
def expand_for_people(call: Call, attachment: str) -> Answer:
    found, entries = _entries(call, attachment)
    rows = [
        {
            "index": number,
            "label": _name(one),
            "mediaType": _kind(one),
            "path": one.filename,
            "size": _size(one.file_size),
        }
        for number, one in entries
    ]
    shown = {"id": found.id, "name": found.filename, "mediaType": found.mime_type}
    return Answer(shown | {"entries": rows, "totalEntryCount": len(rows)})


@operation("GET", "/attachment/<attachment>/expand/raw", Scope.READ)
def expand_for_machines(call: Call, attachment: str) -> Answer:
    _, entries = _entries(call, attachment)
    rows: list[dict[str, Any]] = [
        {
            "entryIndex": number,
            "name": one.filename,
            "abbreviatedName": _name(one),
            "mediaType": _kind(one),
            "size": one.file_size,
        }
        for number, one in entries
    ]
    return Answer({"entries": rows, "totalEntryCount": len(rows)})


def _entries(call: Call, attachment: str) -> tuple[Attachment, list[tuple[int, zipfile.ZipInfo]]]:
    """The files in a ZIP archive; none in what is no archive. Raises 409 for other kinds of archive."""
    found = visible_attachment(call.site, call.actor, attachment)[1]
    if found.mime_type in OTHER_ARCHIVES:
        raise JiraError(409, ["The attachment is not a ZIP archive."])
    if not found.filename.lower().endswith(ZIP_NAMES):
        return found, []
    try:
        with zipfile.ZipFile(io.BytesIO(content_of(call.site, found))) as archive:
            return found, [(place, one) for place, one in enumerate(archive.infolist()) if not one.is_dir()]
    except zipfile.BadZipFile:
        return found, []


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.rpartition("/")[2]


def _kind(entry: zipfile.ZipInfo) -> str:
    return mimetypes.guess_type(entry.filename)[0] or "application/octet-stream"


def _size(count: int) -> str:
    """`119 kB`."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} kB" if count < 1024**2 else f"{count / 1024**2:.2f} MB"
