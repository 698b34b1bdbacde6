"""Comments over REST."""

from tests.emulator.conftest import Caller
from tests.emulator.test_rest_issues import DOCUMENT


def test_comments_are_listed_oldest_first_or_newest_first(member: Caller) -> None:
    key = member.create()
    ids = [member.post(f"issue/{key}/comment", {"body": DOCUMENT})["id"] for _ in range(3)]

    listed = member.get(f"issue/{key}/comment?maxResults=2")
    assert [one["id"] for one in listed["comments"]] == ids[:2]
    assert listed["total"] == 3
    newest = member.get(f"issue/{key}/comment?orderBy=-created")
    assert [one["id"] for one in newest["comments"]] == ids[::-1]


def test_comment_keeps_its_properties_and_its_author_when_somebody_else_edits_it(member: Caller, admin: Caller) -> None:
    key = member.create()
    written = member.post(f"issue/{key}/comment", {"body": DOCUMENT, "properties": [{"key": "marker", "value": 7}]})
    changed = admin.call("PUT", f"issue/{key}/comment/{written['id']}", {"body": "new"}, api=2)

    assert changed.status_code == 200
    shown = member.get(f"issue/{key}/comment/{written['id']}?expand=properties")
    assert shown["properties"] == [{"key": "marker", "value": 7}]
    assert shown["author"]["displayName"] == "Milo Okafor"
    assert shown["updateAuthor"]["displayName"] == "Ada Brandt"
    assert member.get(f"comment/{written['id']}/properties/marker")["value"] == 7


def test_member_edits_and_deletes_own_comments_only(member: Caller, admin: Caller) -> None:
    key = member.create()
    foreign = admin.post(f"issue/{key}/comment", {"body": DOCUMENT})["id"]
    own = member.post(f"issue/{key}/comment", {"body": DOCUMENT})["id"]

    assert member.call("PUT", f"issue/{key}/comment/{foreign}", {"body": DOCUMENT}).status_code == 400
    assert member.call("DELETE", f"issue/{key}/comment/{foreign}").status_code == 400
    assert member.call("DELETE", f"issue/{key}/comment/{own}").status_code == 204
    assert member.get(f"issue/{key}/comment")["total"] == 1


def test_restricted_comment_is_seen_by_its_role_only(member: Caller, admin: Caller) -> None:
    key = member.create()
    body = {"body": DOCUMENT, "visibility": {"type": "role", "value": "Administrators"}}
    comment = admin.post(f"issue/{key}/comment", body)

    assert comment["visibility"]["value"] == "Administrators"
    assert member.get(f"issue/{key}/comment")["total"] == 0
    assert member.call("GET", f"issue/{key}/comment/{comment['id']}").status_code == 404


def test_comment_moves_the_issues_update_time_but_not_its_changelog(member: Caller) -> None:
    key = member.create()
    comment = member.post(f"issue/{key}/comment", {"body": DOCUMENT})

    assert member.fields(key)["updated"] == comment["created"]
    assert member.get(f"issue/{key}/changelog")["total"] == 0


def test_comment_that_is_no_document_is_refused(member: Caller) -> None:
    key = member.create()
    answer = member.call("POST", f"issue/{key}/comment", {"body": "plain"})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"comment": "Comment body is not valid!"}
