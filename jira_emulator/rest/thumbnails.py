"""Thumbnails of attachments (Jira Cloud REST v3, "Get attachment thumbnail"): a plain square for every picture."""

import struct
import zlib

from jira_emulator.actions.attachments import visible_attachment
from jira_emulator.errors import JiraError
from jira_emulator.model import Attachment
from jira_emulator.rest.attachments import addressed, signed_address
from jira_emulator.rest.router import Answer, Call, operation
from jira_emulator.scopes import Scope

USUAL_SIZE, LARGEST_SIZE = 200, 1000
COLOR = b"\x26\x84\xff"


@operation("GET", "/attachment/thumbnail/<attachment>", Scope.READ)
def get_thumbnail(call: Call, attachment: str) -> Answer:
    """303 to a signed address, or the picture itself with `redirect=false`."""
    found = visible_attachment(call.site, call.actor, attachment)[1]
    width, height = (min(call.number(name, USUAL_SIZE, 1), LARGEST_SIZE) for name in ("width", "height"))
    if not has_thumbnail(found) and not call.flag("fallbackToDefault", True):
        raise JiraError(404, [f"The attachment with id '{attachment}' has no thumbnail."])
    if call.flag("redirect", True):
        address = signed_address(call.site, found, "image")
        return Answer(None, 303, {"Location": f"{address}&width={width}&height={height}"})
    return picture(width, height)


@operation("GET", "/<media>/image", Scope.NONE, root="/_media/file")
def get_image(call: Call, media: str) -> Answer:
    """The thumbnail behind a signed address."""
    addressed(call, media)
    return picture(*(min(call.number(name, USUAL_SIZE, 1), LARGEST_SIZE) for name in ("width", "height")))


def has_thumbnail(attachment: Attachment) -> bool:
    return attachment.mime_type.startswith("image/")


def picture(width: int, height: int) -> Answer:
    """A PNG of one colour."""
    rows = (b"\0" + COLOR * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return Answer(b"\x89PNG\r\n\x1a\n" + chunks, 200, {"Content-Type": "image/png"})


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
