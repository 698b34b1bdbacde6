"""What hangs on an issue: attachments, links, work logs, watchers, votes, properties."""

from conformance.tour.stops import CLOUD, Stop, Text

NOTE = {"file": ("note.txt", b"Some words to keep.", "text/plain")}
ENDS = {"inwardIssue": {"key": "{issue}"}, "outwardIssue": {"key": "{other}"}}
STARTED = "2026-11-23T10:00:00.000+0000"

ATTACHMENTS = (
    Stop("GET /attachment/meta"),
    Stop("POST /issue/{issue}/attachments", 200, files=NOTE, keep={"attachment": "0.id"}),
    Stop("POST /issue/{issue}/attachments", 403, files=NOTE, headers={"X-Atlassian-Token": "check"}),
    Stop("POST /issue/NOPE-1/attachments", 404, files=NOTE),
    Stop("GET /attachment/{attachment}"),
    Stop("GET /attachment/999999", 404),
    Stop("GET /attachment/content/{attachment}", 303),
    Stop("GET /attachment/content/{attachment}?redirect=false"),
    Stop("GET /attachment/content/{attachment}?redirect=false", 206, headers={"Range": "bytes=0-3"}),
    Stop("GET /attachment/content/{attachment}?redirect=false", 416, headers={"Range": "bytes=900-"}),
    Stop("GET /attachment/content/999999", 404),
    Stop("GET /issue/{issue}?fields=attachment"),
    Stop("DELETE /attachment/{attachment}", 403, who="member"),
    Stop("DELETE /attachment/{attachment}", 204),
    Stop("DELETE /attachment/{attachment}", 404),
)
LINKS = (
    Stop("GET /issueLinkType"),
    Stop("POST /issueLink", 201, {"type": {"name": "Blocks"}} | ENDS),
    Stop("POST /issueLink", 201, {"type": {"name": "Relates"}, "comment": {"body": Text("Related")}} | ENDS),
    Stop("POST /issueLink", 404, {"type": {"name": "Haunts"}} | ENDS),
    Stop("POST /issueLink", 404, {"type": {"name": "Blocks"}} | ENDS | {"outwardIssue": {"key": "NOPE-1"}}),
    Stop("GET /issue/{issue}?fields=issuelinks", keep={"link": "fields.issuelinks.0.id"}),
    Stop("GET /issueLink/{link}"),
    Stop("GET /issueLink/999999", 404),
    Stop("DELETE /issueLink/{link}", 204),
    Stop("DELETE /issueLink/{link}", 404),
)
WORKLOGS = (
    Stop(
        "POST /issue/{issue}/worklog?adjustEstimate=leave",
        201,
        {"started": STARTED, "timeSpentSeconds": 3600, "comment": Text("Dug")},
        keep={"worklog": "id"},
    ),
    Stop("POST /issue/{issue}/worklog?adjustEstimate=new&newEstimate=1d", 201, {"timeSpent": "1h 30m"}),
    Stop("POST /issue/{issue}/worklog?adjustEstimate=manual&reduceBy=1h&expand=properties", 201, {"timeSpent": "1h"}),
    Stop("POST /issue/{issue}/worklog", 400, {"started": "yesterday", "timeSpentSeconds": 60}),
    Stop("POST /issue/NOPE-1/worklog", 404, {"timeSpentSeconds": 60}),
    Stop("GET /issue/{issue}/worklog"),
    Stop("GET /issue/{issue}/worklog?startAt=1&maxResults=1&expand=properties"),
    Stop("GET /issue/NOPE-1/worklog", 404),
    Stop("GET /issue/{issue}/worklog/{worklog}?expand=properties"),
    Stop("GET /issue/{issue}/worklog/999999", 404),
    Stop(
        "PUT /issue/{issue}/worklog/{worklog}?adjustEstimate=leave", 200, {"timeSpent": "2h", "comment": Text("More")}
    ),
    Stop("PUT /issue/{issue}/worklog/{worklog}", 400, {"timeSpent": "long"}),
    Stop("PUT /issue/{issue}/worklog/{worklog}/properties/seen", 201, {"at": 1}),
    Stop("PUT /issue/{issue}/worklog/{worklog}/properties/seen", 200, {"at": 2}),
    Stop("GET /issue/{issue}/worklog/{worklog}/properties"),
    Stop("GET /issue/{issue}/worklog/{worklog}/properties/seen"),
    Stop("GET /issue/{issue}/worklog/{worklog}/properties/unseen", 404),
    Stop("DELETE /issue/{issue}/worklog/{worklog}/properties/seen", 204),
    Stop("GET /worklog/updated"),
    Stop("GET /worklog/updated?since=1500000000000&expand=properties"),
    Stop("POST /worklog/list?expand=properties", 200, {"ids": [10000, 999999]}),
    Stop("POST /worklog/list", 400, {"ids": "10000"}),
    Stop("DELETE /issue/{issue}/worklog/{worklog}", 400, who="member"),
    Stop("DELETE /issue/{issue}/worklog/{worklog}?adjustEstimate=auto", 204),
    Stop("DELETE /issue/{issue}/worklog/{worklog}", 404),
    Stop("GET /worklog/deleted?since=1500000000000"),
)
WATCHERS = (
    Stop("POST /issue/{issue}/watchers", 204, "{member}"),
    Stop("POST /issue/{issue}/watchers", 204),
    Stop("POST /issue/{issue}/watchers", 400, 7),
    Stop("POST /issue/NOPE-1/watchers", 404, "{member}"),
    Stop("GET /issue/{issue}/watchers"),
    Stop("GET /issue/NOPE-1/watchers", 404),
    Stop("DELETE /issue/{issue}/watchers?{user}={member}", 204),
    Stop("DELETE /issue/NOPE-1/watchers?{user}={member}", 404),
    Stop("POST /issue/{other}/votes", 204, who="project_admin", data_center=200),
    Stop("GET /issue/{other}/votes"),
    Stop("GET /issue/NOPE-1/votes", 404),
    Stop("DELETE /issue/{other}/votes", 204, who="project_admin"),
    Stop("DELETE /issue/NOPE-1/votes", 404),
)
PROPERTIES = (
    Stop("PUT /issue/{issue}/properties/seen", 201, {"at": [1, None, "x"]}),
    Stop("PUT /issue/{issue}/properties/seen", 200, "text"),
    Stop("PUT /issue/{issue}/properties/seen", 400, raw=b""),
    Stop("PUT /issue/NOPE-1/properties/seen", 404, 1),
    Stop("GET /issue/{issue}/properties"),
    Stop("GET /issue/{issue}/properties/seen"),
    Stop("GET /issue/{issue}/properties/unseen", 404),
    Stop("DELETE /issue/{issue}/properties/seen", 204),
    Stop("DELETE /issue/{issue}/properties/seen", 404),
)
REMOTE = {"url": "https://example.com/a", "title": "Elsewhere", "summary": "The same", "status": {"resolved": True}}
REMOTE_LINKS = (
    Stop(
        "POST /issue/{issue}/remotelink",
        201,
        {"globalId": "system=1&id=2", "relationship": "mirrors", "application": {"name": "Other"}, "object": REMOTE},
        keep={"remote": "id"},
        data_center=200,
    ),
    Stop("POST /issue/{issue}/remotelink", 200, {"globalId": "system=1&id=2", "object": REMOTE}),
    Stop("POST /issue/{issue}/remotelink", 400, {"object": {"title": "No address"}}),
    Stop("POST /issue/NOPE-1/remotelink", 404, {"object": REMOTE}),
    Stop("GET /issue/{issue}/remotelink"),
    Stop("GET /issue/{issue}/remotelink?globalId=system%3D1%26id%3D2"),
    Stop("GET /issue/{issue}/remotelink/{remote}"),
    Stop("GET /issue/{issue}/remotelink/999999", 404),
    Stop("PUT /issue/{issue}/remotelink/{remote}", 204, {"object": REMOTE | {"icon": {"title": "Dot"}}}),
    Stop("PUT /issue/{issue}/remotelink/999999", 404, {"object": REMOTE}),
    Stop("DELETE /issue/{issue}/remotelink/{remote}", 204),
    Stop("DELETE /issue/{issue}/remotelink/{remote}", 404),
    Stop("POST /issue/{issue}/remotelink", 201, {"globalId": "again", "object": REMOTE}, data_center=200),
    Stop("DELETE /issue/{issue}/remotelink?globalId=again", 204),
    Stop("DELETE /issue/{issue}/remotelink?globalId=never", 404),
)
LINK_TYPES = (
    Stop(
        "POST /issueLinkType", 201, {"name": "Haunt", "inward": "haunted by", "outward": "haunts"}, keep={"type": "id"}
    ),
    Stop("POST /issueLinkType", 400, {"name": "", "inward": "haunted by"}),
    Stop("POST /issueLinkType", 404, {"name": "Haunt", "inward": "haunted by", "outward": "haunts"}, who="member"),
    Stop("GET /issueLinkType/{type}", only=CLOUD),
    Stop("GET /issueLinkType/999999", 404, only=CLOUD),
    Stop("PUT /issueLinkType/{type}", 200, {"name": "Haunting"}),
    Stop("PUT /issueLinkType/999999", 404, {"name": "Haunting"}),
    Stop("DELETE /issueLinkType/{type}", 204),
    Stop("DELETE /issueLinkType/{type}", 404),
)
STOPS = ATTACHMENTS + LINKS + WORKLOGS + WATCHERS + PROPERTIES + REMOTE_LINKS + LINK_TYPES
