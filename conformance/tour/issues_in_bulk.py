"""Many issues at once: archiving, properties in bulk with their tasks, watching, limits, who changed what."""

import io
import zipfile

from conformance.tour.stops import Stop


def zipped(**files: bytes) -> bytes:
    """A ZIP archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, written in files.items():
            archive.writestr(name, written)
    return content.getvalue()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
BULK = (
    Stop("PUT /issue/archive", 200, {"issueIdsOrKeys": ["{other}", "NOPE-1"]}),
    Stop("PUT /issue/archive", 400, {"issueIdsOrKeys": []}),
    Stop("PUT /issue/unarchive", 200, {"issueIdsOrKeys": ["{other}", "NOPE-1"]}),
    Stop("PUT /issue/unarchive", 400, {"issueIdsOrKeys": []}),
    Stop("POST /issue/archive", 202, {"jql": "project = {project} and key = {other}"}, keep={"task": ""}),
    Stop("GET /task/{task}"),
    Stop("GET /task/999999", 404),
    Stop("POST /task/{task}/cancel", 400),
    Stop("POST /task/999999/cancel", 404),
    Stop("PUT /issue/unarchive", 200, {"issueIdsOrKeys": ["{other}"]}),
    Stop("POST /changelog/bulkfetch", 200, {"issueIdsOrKeys": ["{issue}"], "fieldIds": ["summary"], "maxResults": 1}),
    Stop("POST /changelog/bulkfetch", 400, {"issueIdsOrKeys": []}),
    Stop("PUT /issue/properties/seen", 303, {"value": {"n": 1}, "filter": {"entityIds": [10000, 10001]}}),
    Stop("DELETE /issue/properties/seen", 303, {"entityIds": [10000]}),
    Stop("POST /issue/properties", 303, {"entitiesIds": [10000], "properties": {"seen": {"n": 2}}}),
    Stop("POST /issue/properties", 400, {"entitiesIds": [10000], "properties": {}}),
    Stop("POST /issue/properties/multi", 303, {"issues": [{"issueID": 10000, "properties": {"seen": {"n": 3}}}]}),
    Stop("POST /issue/watching", 200, {"issueIds": ["{issue_id}", "999999"]}),
    Stop("GET /issue/limit/report"),
    Stop("GET /issue/limit/report?isReturningKeys=true"),
    Stop("GET /issue/picker?query=tour&currentJQL=project%20%3D%20{project}&showSubTasks=true"),
    Stop("GET /issue/createmeta?projectKeys={project}&expand=projects.issuetypes.fields"),
    Stop(
        "POST /issue/{issue}/notify",
        204,
        {"subject": "Look", "textBody": "Here", "to": {"reporter": True, "users": [{"accountId": "{member}"}]}},
    ),
    Stop("POST /issue/{issue}/notify", 400, {"subject": "Nobody", "to": {}}),
    Stop("POST /issue/NOPE-1/notify", 404, {"to": {"reporter": True}}),
    Stop(
        "POST /issue/{other}/attachments", 200, files={"file": ("dot.png", PNG, "image/png")}, keep={"picture": "0.id"}
    ),
    Stop("GET /attachment/thumbnail/{picture}", 303),
    Stop("GET /attachment/thumbnail/{picture}?redirect=false"),
    Stop("GET /attachment/thumbnail/999999", 404),
)
ARCHIVE = (
    Stop(
        "POST /issue/{other}/attachments",
        200,
        files={"file": ("kept.zip", zipped(note=b"Some words", list=b"1, 2"), "application/zip")},
        keep={"zip": "0.id"},
    ),
    Stop("GET /attachment/{zip}/expand/human"),
    Stop("GET /attachment/{zip}/expand/raw"),
    Stop("GET /attachment/999999/expand/human", 404),
)
STOPS = BULK + ARCHIVE
