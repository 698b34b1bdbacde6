"""Answers that were recorded from a public Jira Cloud site come out the same, word for word.

The recordings are of anonymous calls to a project that everybody may browse.
"""

import pytest

from jira_emulator.schemes import Grant, GrantKind
from jira_emulator.state import Site
from tests.emulator.conftest import Caller

NOT_VISIBLE = "Issue does not exist or you do not have permission to see it."


@pytest.fixture
def public(site: Site, admin: Caller) -> str:
    """An issue that everybody may see."""
    for scheme in site.permission_schemes.values():
        scheme.grants["BROWSE_PROJECTS"].add(Grant(GrantKind.ANYONE))
    return admin.create()


def test_unknown_issue(nobody: Caller) -> None:
    answer = nobody.call("GET", "issue/NOPE-999999")
    assert answer.status_code == 404
    assert answer.json() == {"errorMessages": [NOT_VISIBLE], "errors": {}}
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"


def test_unknown_path(nobody: Caller, public: str) -> None:
    answer = nobody.call("GET", f"issue/{public}/no-such-thing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json;charset=UTF-8"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"No endpoint GET /rest/api/3/issue/{public}/no-such-thing.",
        "instance": f"/rest/api/3/issue/{public}/no-such-thing",
    }


def test_create_without_project(nobody: Caller) -> None:
    answer = nobody.call("POST", "issue", {"fields": {}})
    assert answer.status_code == 400
    assert answer.json() == {
        "errorMessages": [],
        "errors": {"project": "Specify a valid project ID or key"},
    }


def test_create_without_json(nobody: Caller) -> None:
    answer = nobody.call("POST", "issue", data="not json", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json() == {
        "errorMessages": ["There was an error parsing JSON. Check that your request body is valid."]
    }


def test_edit_without_permission(nobody: Caller, public: str) -> None:
    answer = nobody.edit(public, summary="x")
    assert answer.status_code == 400
    message = "Field 'summary' cannot be set. It is not on the appropriate screen, or unknown."
    assert answer.json() == {"errorMessages": [], "errors": {"summary": message}}


def test_comment_without_permission_or_document(nobody: Caller, public: str) -> None:
    answer = nobody.call("POST", f"issue/{public}/comment", {"body": "plain"})
    assert answer.status_code == 400
    assert answer.json() == {
        "errorMessages": ["You do not have the permission to comment on this issue."],
        "errors": {"comment": "Comment body is not valid!"},
    }


def test_transition_without_identifier(nobody: Caller, public: str) -> None:
    answer = nobody.call("POST", f"issue/{public}/transitions", {})
    assert answer.status_code == 400
    assert answer.json() == {"errorMessages": ["Missing 'transition' identifier"], "errors": {}}


def test_unknown_link_type(nobody: Caller, public: str) -> None:
    ends = {"inwardIssue": {"key": public}, "outwardIssue": {"key": public}}
    answer = nobody.call("POST", "issueLink", {"type": {"name": "Haunts"}} | ends)
    assert answer.status_code == 404
    assert answer.json() == {
        "errorMessages": ["No issue link type with name 'Haunts' found."],
        "errors": {},
    }


def test_unknown_permission(nobody: Caller) -> None:
    answer = nobody.call("GET", "mypermissions?permissions=LAUNCH_ROCKETS")
    assert answer.status_code == 400
    assert answer.json() == {"errorMessages": [], "errors": {"LAUNCH_ROCKETS": "Unrecognized permission"}}


def test_unbounded_query(nobody: Caller) -> None:
    answer = nobody.call("GET", "search/jql?jql=order%20by%20key")
    assert answer.status_code == 400
    message = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
    assert answer.json() == {"errorMessages": [message], "errors": {}}


def test_invalid_page_token(nobody: Caller) -> None:
    answer = nobody.call("GET", "search/jql?jql=project%20%3D%20SHOP&nextPageToken=garbage")
    assert answer.status_code == 400
    message = "The provided next page token is invalid or expired."
    assert answer.json() == {"errorMessages": [message], "errors": {}}


def test_unknown_property_of_a_search(nobody: Caller) -> None:
    answer = nobody.call("POST", "search/jql", {"jql": "project = SHOP", "colour": 1})
    assert answer.status_code == 400
    message = "Invalid request payload. Refer to the REST API documentation and try again."
    assert answer.json() == {"errorMessages": [message]}


def test_headers_of_the_edge(nobody: Caller) -> None:
    headers = nobody.call("GET", "serverInfo").headers
    assert headers["Server"] == "AtlassianEdge"
    assert headers["Atl-Request-Id"].replace("-", "") == headers["Atl-Traceid"]
    for name in ("X-Arequestid", "Timing-Allow-Origin", "Strict-Transport-Security", "Server-Timing"):
        assert name in headers
