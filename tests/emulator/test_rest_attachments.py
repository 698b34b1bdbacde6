"""Attachments over REST."""

import requests

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
