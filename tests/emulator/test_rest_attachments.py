"""Attachments over REST."""

import io
import uuid
import zipfile
from typing import Any

import pytest
import requests

from jira_emulator.actions import attachments
from tests.emulator.conftest import Caller

NO_CHECK = {"X-Atlassian-Token": "no-check"}
BYTES = bytes(range(256)) * 4


def attach(caller: Caller, key: str) -> str:
    files = [("file", ("Blob.bin", BYTES)), ("file", ("note.txt", b"hello"))]
    answer = caller.call("POST", f"issue/{key}/attachments", files=files, headers=NO_CHECK)
    assert answer.status_code == 200, answer.text
    assert [one["filename"] for one in answer.json()] == ["Blob.bin", "note.txt"]
    attachment_id: str = answer.json()[0]["id"]
    return attachment_id


def test_upload_needs_the_token_header(member: Caller) -> None:
    key = member.create()
    answer = member.call("POST", f"issue/{key}/attachments", files=[("file", ("a", b"a"))])

    assert answer.status_code == 403
    assert member.fields(key)["attachment"] == []


def test_uploaded_bytes_come_back_by_a_signed_address_without_credentials(member: Caller) -> None:
    attachment = attach(member, member.create())
    answer = member.call("GET", f"attachment/content/{attachment}", allow_redirects=False)

    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert requests.get(address, timeout=5).content == BYTES
    assert requests.get(address.replace("signature=", "signature=0"), timeout=5).status_code == 403


def test_ranges_of_the_bytes(member: Caller) -> None:
    path = f"attachment/content/{attach(member, member.create())}?redirect=false"

    for asked, expected in (("0-9", BYTES[:10]), ("1000-", BYTES[1000:]), ("-5", BYTES[-5:])):
        answer = member.call("GET", path, headers={"Range": f"bytes={asked}"})
        assert (answer.status_code, answer.content) == (206, expected)
    assert member.call("GET", path, headers={"Range": "bytes=5000-"}).status_code == 416


def test_attachment_is_in_the_changelog_and_can_be_deleted(member: Caller, stranger: Caller) -> None:
    key = member.create()
    attachment = attach(member, key)

    item = member.get(f"issue/{key}/changelog")["values"][0]["items"][0]
    assert (item["field"], item["to"], item["toString"]) == ("Attachment", attachment, "Blob.bin")
    assert stranger.call("GET", f"attachment/{attachment}").status_code == 404
    assert member.call("DELETE", f"attachment/{attachment}").status_code == 204
    assert [one["filename"] for one in member.fields(key)["attachment"]] == ["note.txt"]


def upload(caller: Caller, key: str, name: str, content: bytes) -> str:
    answer = caller.call("POST", f"issue/{key}/attachments", files=[("file", (name, content))], headers=NO_CHECK)
    assert answer.status_code == 200, answer.text
    attachment_id: str = answer.json()[0]["id"]
    return attachment_id


def test_malformed_range_is_a_bad_request_and_several_ranges_are_the_whole(member: Caller) -> None:
    path = f"attachment/content/{attach(member, member.create())}?redirect=false"

    for malformed in ("bytes=", "bytes=-", "bytes=a-b", "lines=1-2", f"bytes={'9' * 30}-"):
        assert member.call("GET", path, headers={"Range": malformed}).status_code == 400
    assert member.call("GET", path, headers={"Range": "bytes=0-1,3-4"}).content == BYTES


def test_signed_address_obeys_ranges_too(member: Caller) -> None:
    attachment = attach(member, member.create())
    answer = member.call("GET", f"attachment/content/{attachment}", headers={"Range": "bytes=2-3"})

    assert (answer.status_code, answer.content) == (206, BYTES[2:4])


def test_too_large_or_too_many_files_are_refused(member: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "UPLOAD_LIMIT", 10)
    key = member.create()
    path = f"issue/{key}/attachments"

    large = member.call("POST", path, files=[("file", ("a", b"x" * 11))], headers=NO_CHECK)
    many = member.call("POST", path, files=[("file", (str(one), b"x")) for one in range(61)], headers=NO_CHECK)
    assert (large.status_code, many.status_code) == (413, 413)
    assert large.json()["errorMessages"] == ["limit exceeded"]
    assert member.call("POST", path, files=[("other", ("a", b"x"))], headers=NO_CHECK).status_code == 400
    assert member.fields(key)["attachment"] == []


def test_only_own_attachments_are_deleted_without_the_right_to_all(member: Caller, admin: Caller) -> None:
    key = member.create()
    foreign, own = upload(admin, key, "a.txt", b"a"), upload(member, key, "a.txt", b"b")

    assert member.call("DELETE", f"attachment/{foreign}").status_code == 403
    assert member.call("DELETE", f"attachment/{own}").status_code == 204
    assert admin.call("DELETE", f"attachment/{foreign}").status_code == 204
    assert admin.call("DELETE", f"attachment/{foreign}").status_code == 404


def test_pictures_have_thumbnails_and_other_files_a_default_one(member: Caller) -> None:
    key = member.create()
    picture, text = upload(member, key, "a.png", b"no real picture"), upload(member, key, "a.txt", b"text")

    assert member.get(f"attachment/{picture}")["thumbnail"].endswith(f"/attachment/thumbnail/{picture}")
    assert "thumbnail" not in member.get(f"attachment/{text}")
    answer = member.call("GET", f"attachment/thumbnail/{picture}?width=3&height=2&redirect=false")
    assert answer.headers["Content-Type"] == "image/png"
    assert (answer.content[:4], answer.content[16:24]) == (b"\x89PNG", b"\0\0\0\3\0\0\0\2")
    assert member.call("GET", f"attachment/thumbnail/{picture}?width=3&height=2").content == answer.content
    assert member.call("GET", f"attachment/thumbnail/{text}?fallbackToDefault=false").status_code == 404
    assert member.call("GET", f"attachment/thumbnail/{text}?width=wide").status_code == 400


def test_archive_is_listed_for_people_and_for_machines(member: Caller) -> None:
    key, packed = member.create(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("docs/readme.txt", "x" * 2048)
    attachment = upload(member, key, "all.zip", packed.getvalue())

    shown = member.get(f"attachment/{attachment}/expand/human")
    assert shown["entries"] == [
        {"index": 0, "label": "readme.txt", "mediaType": "text/plain", "path": "docs/readme.txt", "size": "2 kB"}
    ]
    (raw,) = member.get(f"attachment/{attachment}/expand/raw")["entries"]
    assert (raw["name"], raw["size"]) == ("docs/readme.txt", 2048)
    broken, other = upload(member, key, "broken.zip", b"no zip"), upload(member, key, "all.tar", b"x")
    assert member.get(f"attachment/{broken}/expand/raw")["entries"] == []
    assert member.call("GET", f"attachment/{other}/expand/human").status_code == 409


def document_with(media: str) -> dict[str, Any]:
    node = {"type": "media", "attrs": {"type": "file", "id": media, "collection": ""}}
    return {"type": "doc", "version": 1, "content": [{"type": "mediaSingle", "content": [node]}]}


def test_documents_show_attachments_by_the_media_id_of_their_own_site(member: Caller) -> None:
    key = member.create()
    attachment = upload(member, key, "a.png", b"picture")
    address = member.call("GET", f"attachment/content/{attachment}", allow_redirects=False).headers["Location"]
    media = address.partition("/file/")[2].partition("/")[0]

    assert member.call("POST", f"issue/{key}/comment", {"body": document_with(media)}).status_code == 201
    assert member.edit(key, description=document_with(media)).status_code == 204
    for foreign in (attachment, str(uuid.uuid4())):
        for refused in (
            member.call("POST", f"issue/{key}/comment", {"body": document_with(foreign)}),
            member.edit(key, description=document_with(foreign)),
            member.call("POST", f"issue/{key}/worklog", {"timeSpent": "1h", "comment": document_with(foreign)}),
        ):
            assert refused.status_code == 400
            assert refused.json()["errorMessages"] == ["ATTACHMENT_VALIDATION_ERROR"]
