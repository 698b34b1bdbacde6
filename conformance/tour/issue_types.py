"""Issue types with their schemes, and statuses with their workflows."""

from conformance.tour.stops import Stop

SCHEME = {"name": "Kanban", "description": "", "defaultIssueTypeId": "10002", "issueTypeIds": ["10002", "10003"]}
SCOPE = {"scope": {"type": "PROJECT", "project": {"id": "{project_id}"}}}

ISSUE_TYPES = (
    Stop("POST /issuetype", 201, {"name": "Wish", "description": "One day", "type": "standard"}, keep={"wish": "id"}),
    Stop("POST /issuetype", 201, {"name": "Piece", "type": "subtask"}, keep={"doomed_type": "id"}),
    Stop("POST /issuetype", 400, {"name": ""}),
    Stop("POST /issuetype", 403, {"name": "Mine"}, who="member"),
    Stop("POST /issuetype", 409, {"name": "Wish"}),
    Stop("PUT /issuetype/{wish}", 200, {"name": "Dream", "description": "One night"}),
    Stop("PUT /issuetype/999999", 404, {"name": "Dream"}),
    Stop("GET /issuetype/{wish}/alternatives"),
    Stop("GET /issuetype/999999/alternatives", 404),
    Stop("DELETE /issuetype/{doomed_type}", 204),
    Stop("DELETE /issuetype/{doomed_type}", 404),
)
SCHEMES = (
    Stop("POST /issuetypescheme", 201, SCHEME, keep={"type_scheme": "issueTypeSchemeId"}),
    Stop("POST /issuetypescheme", 201, SCHEME | {"name": "Doomed"}, keep={"doomed_scheme": "issueTypeSchemeId"}),
    Stop("POST /issuetypescheme", 400, SCHEME | {"name": "Empty", "issueTypeIds": []}),
    Stop("POST /issuetypescheme", 409, SCHEME),
    Stop("GET /issuetypescheme"),
    Stop("GET /issuetypescheme?queryString=kan&expand=projects,issueTypes&orderBy=-name"),
    Stop("PUT /issuetypescheme/{type_scheme}", 204, {"name": "Kanban types"}),
    Stop("PUT /issuetypescheme/999999", 404, {"name": "Kanban types"}),
    Stop("PUT /issuetypescheme/{type_scheme}/issuetype", 204, {"issueTypeIds": ["{wish}"]}),
    Stop("DELETE /issuetypescheme/{type_scheme}/issuetype/{wish}", 204),
    Stop("DELETE /issuetypescheme/{type_scheme}/issuetype/999999", 404),
    Stop("GET /issuetypescheme/mapping"),
    Stop("GET /issuetypescheme/mapping?issueTypeSchemeId={type_scheme}"),
    Stop("GET /issuetypescheme/project?projectId={project_id}", keep={"own_types": "values.0.issueTypeScheme.id"}),
    Stop("PUT /issuetypescheme/project", 204, {"issueTypeSchemeId": "{own_types}", "projectId": "{project_id}"}),
    Stop("PUT /issuetypescheme/project", 404, {"issueTypeSchemeId": "999999", "projectId": "{project_id}"}),
    Stop("DELETE /issuetypescheme/{doomed_scheme}", 204),
    Stop("DELETE /issuetypescheme/{doomed_scheme}", 404),
)
STATUSES = (
    Stop("GET /statuscategory/{category}"),
    Stop("GET /statuscategory/done"),
    Stop("GET /statuscategory/nothing", 404),
    Stop(
        "POST /statuses",
        200,
        {"statuses": [{"name": "Frozen", "statusCategory": "DONE", "description": ""}], "scope": {"type": "GLOBAL"}},
        keep={"frozen": "0.id"},
    ),
    Stop("POST /statuses", 400, {"statuses": []} | SCOPE),
    Stop("PUT /statuses", 204, {"statuses": [{"id": "{frozen}", "name": "Ice", "statusCategory": "TODO"}]}),
    Stop("GET /statuses?id={frozen}"),
    Stop("GET /statuses/byNames?name=Done&name=Ice"),
    Stop("GET /statuses/search?searchString=o&statusCategory=DONE&maxResults=1"),
    Stop("GET /workflow"),
    Stop("GET /workflow/search?expand=transitions,statuses,default,schemes,projects,operations"),
    Stop("GET /workflowscheme", keep={"workflow_scheme": "values.0.id"}),
    Stop("GET /workflowscheme/{workflow_scheme}"),
    Stop("GET /workflowscheme/999999", 404),
    Stop("GET /workflowscheme/project?projectId={project_id}"),
)
STOPS = ISSUE_TYPES + SCHEMES + STATUSES
