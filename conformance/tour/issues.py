"""Issues: creating, reading, editing, assigning, moving through the workflow, deleting."""

from typing import Any

from conformance.tour.stops import CLOUD, Person, Stop, Text

FIELDS: dict[str, Any] = {"project": {"key": "{project}"}, "issuetype": {"name": "Task"}, "summary": "Seen on tour"}
EVERYTHING: dict[str, Any] = FIELDS | {
    "description": Text("What it is about"),
    "environment": Text("Where it happens"),
    "priority": {"name": "High"},
    "labels": ["blue", "green"],
    "components": [{"name": "Gate"}],
    "versions": [{"name": "1.0"}],
    "fixVersions": [{"name": "1.0"}],
    "assignee": Person("member"),
    "reporter": Person("admin"),
    "duedate": "2027-01-31",
    "timetracking": {"originalEstimate": "2d", "remainingEstimate": "1d 4h"},
    "{severity}": {"value": "Major"},
    "{story_points}": 3,
    "{acceptance_criteria}": Text("It works"),
    "{customer}": "Example & Sons",
}
MARKER = [{"key": "marker", "value": {"n": 1}}]

STOPS = (
    Stop("POST /issue", 201, {"fields": EVERYTHING, "properties": MARKER}, keep={"issue": "key", "issue_id": "id"}),
    Stop("POST /issue", 201, {"fields": FIELDS}, who="member", keep={"other": "key"}),
    Stop("POST /issue", 201, {"fields": FIELDS, "transition": {"id": "11"}}),
    Stop(
        "POST /issue",
        201,
        {"fields": FIELDS | {"issuetype": {"name": "Sub-task"}, "parent": {"key": "{issue}"}}},
        keep={"subtask": "key"},
    ),
    Stop("POST /issue", 400, {"fields": {}}),
    Stop("POST /issue", 400, {"fields": FIELDS | {"summary": ""}}),
    Stop("POST /issue", 400, {"fields": FIELDS | {"colour": 1}}),
    Stop("POST /issue", 400, {"fields": FIELDS}, who="stranger"),
    Stop(
        "POST /issue/bulk",
        201,
        {"issueUpdates": [{"fields": FIELDS}, {"fields": FIELDS | {"summary": ""}}, {"fields": FIELDS}]},
        keep={"doomed": "issues.0.key"},
    ),
    Stop("POST /issue/bulk", 400, {"issueUpdates": [{"fields": {}}]}),
    Stop("POST /issue/bulk", 400, {"issueUpdates": []}),
    Stop("GET /issue/{issue}"),
    Stop("GET /issue/{issue_id}?fields=summary,-description&properties=marker"),
    Stop(
        "GET /issue/{issue}?expand=renderedFields,names,schema,transitions,operations,editmeta,changelog,"
        "versionedRepresentations"
    ),
    Stop("GET /issue/NOPE-1", 404),
    Stop("GET /issue/{issue}", 404, who="stranger"),
    Stop("PUT /issue/{issue}", 204, {"fields": {"summary": "Seen again", "priority": {"name": "Low"}}}),
    Stop("PUT /issue/{issue}", 204, {"update": {"labels": [{"add": "red"}, {"remove": "blue"}]}}),
    Stop("PUT /issue/{issue}?returnIssue=true&expand=names", 200, {"fields": {"summary": "Third"}}, only=CLOUD),
    Stop("PUT /issue/{issue}?notifyUsers=false", 204, {"fields": {"description": None}, "properties": MARKER}),
    Stop(
        "PUT /issue/{issue}",
        204,
        {"fields": {"summary": "x"}, "historyMetadata": {"type": "tour", "cause": {"id": "1"}}},
    ),
    Stop("PUT /issue/{issue}", 400, {"fields": {"summary": "x" * 256}}),
    Stop("PUT /issue/{issue}", 400, {"fields": {"summary": "a"}, "update": {"summary": [{"set": "b"}]}}),
    Stop("PUT /issue/NOPE-1", 404, {"fields": {"summary": "x"}}),
    Stop("PUT /issue/{issue}/assignee", 204, Person("project_admin")),
    Stop("PUT /issue/{issue}/assignee", 400, {"accountId": "nobody-has-this", "name": "nobody"}),
    Stop("PUT /issue/NOPE-1/assignee", 404, Person("member")),
    Stop("POST /issue/bulkfetch", 200, {"issueIdsOrKeys": ["{issue}", "{other}", "NOPE-1"], "fields": ["*all"]}),
    Stop(
        "POST /issue/bulkfetch",
        200,
        {"issueIdsOrKeys": ["{issue_id}"], "expand": ["changelog", "names", "schema"], "properties": ["marker"]},
    ),
    Stop("POST /issue/bulkfetch", 400, {"issueIdsOrKeys": []}),
    Stop("GET /issue/{issue}/editmeta"),
    Stop("GET /issue/NOPE-1/editmeta", 404),
    Stop("GET /issue/{issue}/changelog", keep={"history": "values.0.id"}),
    Stop("GET /issue/{issue}/changelog?startAt=1&maxResults=1"),
    Stop("GET /issue/NOPE-1/changelog", 404),
    Stop("POST /issue/{issue}/changelog/list", 200, {"changelogIds": [1, 10000, 10001, 10002, 10003]}),
    Stop("POST /issue/{issue}/changelog/list", 400, {"changelogIds": "1"}),
    Stop("GET /issue/{issue}/transitions"),
    Stop("GET /issue/{issue}/transitions?expand=transitions.fields&includeUnavailableTransitions=true"),
    Stop("GET /issue/NOPE-1/transitions", 404),
    Stop("POST /issue/{issue}/transitions", 204, {"transition": {"id": "11"}}),
    Stop("POST /issue/{issue}/transitions", 400, {"transition": {"id": "71"}}),
    Stop("POST /issue/{issue}/transitions", 400, {}),
    Stop(
        "POST /issue/{issue}/transitions",
        204,
        {
            "transition": {"id": "61"},
            "fields": {"resolution": {"name": "Duplicate"}},
            "update": {"comment": [{"add": {"body": Text("Done on tour")}}]},
        },
    ),
    Stop("POST /issue/NOPE-1/transitions", 404, {"transition": {"id": "11"}}),
    Stop("DELETE /issue/{issue}", 400),
    Stop("DELETE /issue/{doomed}", 403, who="member"),
    Stop("DELETE /issue/{doomed}", 204),
    Stop("DELETE /issue/{doomed}", 404),
)
