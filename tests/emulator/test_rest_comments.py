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


def test_properties_of_comments_are_hidden_and_guarded_like_the_comments(member: Caller, admin: Caller) -> None:
    key = member.create()
    role = {"type": "role", "value": "Administrators"}
    hidden = admin.post(f"issue/{key}/comment", {"body": DOCUMENT, "visibility": role})["id"]
    foreign = admin.post(f"issue/{key}/comment", {"body": DOCUMENT})["id"]

    assert member.call("GET", f"comment/{hidden}/properties").status_code == 404
    assert member.call("PUT", f"comment/{foreign}/properties/p", 1).status_code == 403
    assert admin.call("PUT", f"comment/{foreign}/properties/p", 1).status_code == 201
    assert member.call("DELETE", f"comment/{foreign}/properties/p").status_code == 403
    assert member.call("GET", "comment/x/properties").status_code == 400


def test_comment_with_the_internal_property_is_not_public(member: Caller) -> None:
    key = member.create()
    internal = [{"key": "sd.public.comment", "value": {"internal": True}}]

    assert member.post(f"issue/{key}/comment", {"body": DOCUMENT, "properties": internal})["jsdPublic"] is False
    assert member.post(f"issue/{key}/comment", {"body": DOCUMENT})["jsdPublic"] is True


def test_comment_is_rendered_on_request(member: Caller) -> None:
    key = member.create()
    written = member.post(f"issue/{key}/comment?expand=renderedBody", {"body": DOCUMENT})

    assert written["renderedBody"] == "<p>Hello</p>"
    (listed,) = member.get(f"issue/{key}/comment?expand=renderedBody")["comments"]
    assert listed["renderedBody"] == "<p>Hello</p>"
    assert "renderedBody" not in member.get(f"issue/{key}/comment")["comments"][0]


def test_comments_are_restricted_only_to_an_audience_of_the_author(member: Caller) -> None:
    key = member.create()
    for visibility in (
        {"type": "role", "value": "Administrators"},
        {"type": "role", "value": "None"},
        {"type": "group", "value": "jira-administrators"},
        {"type": "team", "value": "x"},
        "public",
    ):
        body = {"body": DOCUMENT, "visibility": visibility}
        assert member.call("POST", f"issue/{key}/comment", body).status_code == 400
    own = {"body": DOCUMENT, "visibility": {"type": "group", "value": "jira-users"}}
    assert member.post(f"issue/{key}/comment", own)["visibility"]["type"] == "group"


def test_comments_are_listed_by_id_without_the_hidden_ones(member: Caller, admin: Caller, nobody: Caller) -> None:
    key = member.create()
    role = {"type": "role", "value": "Administrators"}
    hidden = int(admin.post(f"issue/{key}/comment", {"body": DOCUMENT, "visibility": role})["id"])
    shown = int(admin.post(f"issue/{key}/comment", {"body": DOCUMENT})["id"])

    assert [one["id"] for one in member.post("comment/list", {"ids": [hidden, shown]})["values"]] == [str(shown)]
    assert nobody.post("comment/list", {"ids": [shown]})["values"] == []
    refused: list[object] = [{"ids": []}, {"ids": ["1"]}, {}, {"ids": list(range(1001))}]
    for bad in refused:
        assert member.call("POST", "comment/list", bad).status_code == 400


def test_nobody_may_not_delete_comments_at_all(member: Caller, nobody: Caller) -> None:
    key = member.create()
    comment = member.post(f"issue/{key}/comment", {"body": DOCUMENT})["id"]

    assert nobody.call("DELETE", f"issue/{key}/comment/{comment}").status_code == 405
