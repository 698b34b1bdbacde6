"""Custom fields: their contexts, options, defaults and bin."""

from conformance.tour.stops import CLOUD, Stop

TYPES = "com.atlassian.jira.plugin.system.customfieldtypes"
SELECT = {"name": "Colour", "type": f"{TYPES}:select", "searcherKey": f"{TYPES}:multiselectsearcher"}
CONTEXT = "/field/{field}/context"

FIELDS = (
    Stop("POST /field", 201, SELECT | {"description": "Of the thing"}, keep={"field": "id"}),
    Stop("POST /field", 201, {"name": "Weight", "type": f"{TYPES}:float"}, keep={"doomed_field": "id"}),
    Stop("POST /field", 400, {"name": "Nothing", "type": f"{TYPES}:nothing"}),
    Stop("PUT /field/{field}", 204, {"name": "Hue", "description": "What it looks like"}),
    Stop("PUT /field/customfield_99999", 404, {"name": "Hue"}),
    Stop("GET /field/search"),
    Stop(
        "GET /field/search?type=custom&query=hue&expand=key,lastUsed,screensCount,contextsCount,isLocked&orderBy=name"
    ),
    Stop("GET /field/{field}/screens"),
    Stop("GET /field/{field}/contexts"),
)
CONTEXTS = (
    Stop(
        f"POST {CONTEXT}",
        201,
        {"name": "For tasks", "description": "", "projectIds": ["{project_id}"], "issueTypeIds": ["{issue_type}"]},
        keep={"context": "id"},
    ),
    Stop(f"POST {CONTEXT}", 400, {"name": ""}),
    Stop("POST /field/customfield_99999/context", 404, {"name": "For nothing"}),
    Stop(f"GET {CONTEXT}", keep={"first_context": "values.0.id"}),
    Stop(f"GET {CONTEXT}?contextId={{context}}&isGlobalContext=false"),
    Stop(f"PUT {CONTEXT}/{{context}}", 204, {"name": "For all tasks", "description": "Of the tour"}),
    Stop(f"PUT {CONTEXT}/999999", 404, {"name": "For nothing"}),
    Stop(f"GET {CONTEXT}/projectmapping"),
    Stop(f"GET {CONTEXT}/issuetypemapping"),
    Stop(f"POST {CONTEXT}/mapping", 200, {"mappings": [{"projectId": "{project_id}", "issueTypeId": "{issue_type}"}]}),
    Stop(f"PUT {CONTEXT}/{{context}}/issuetype", 204, {"issueTypeIds": ["10003"]}),
    Stop(f"POST {CONTEXT}/{{context}}/issuetype/remove", 204, {"issueTypeIds": ["10003"]}),
    Stop(f"PUT {CONTEXT}/{{context}}/project", 204, {"projectIds": ["{second_project_id}"]}),
    Stop(f"POST {CONTEXT}/{{context}}/project/remove", 204, {"projectIds": ["{second_project_id}"]}),
)
OPTIONS = (
    Stop(
        f"POST {CONTEXT}/{{context}}/option",
        200,
        {"options": [{"value": "Red"}, {"value": "Green", "disabled": True}, {"value": "Blue"}]},
        keep={"option": "options.0.id", "second_option": "options.1.id", "doomed_option": "options.2.id"},
    ),
    Stop(f"POST {CONTEXT}/{{context}}/option", 400, {"options": [{"value": "Red"}]}),
    Stop(f"PUT {CONTEXT}/{{context}}/option", 200, {"options": [{"id": "{option}", "value": "Crimson"}]}),
    Stop(f"PUT {CONTEXT}/{{context}}/option", 404, {"options": [{"id": "999999", "value": "Crimson"}]}),
    Stop(
        f"PUT {CONTEXT}/{{context}}/option/move",
        204,
        {"customFieldOptionIds": ["{second_option}"], "position": "First"},
    ),
    Stop(f"GET {CONTEXT}/{{context}}/option"),
    Stop(f"GET {CONTEXT}/{{context}}/option?maxResults=1&onlyOptions=true"),
    Stop("GET /customFieldOption/{option}", only=CLOUD),
    Stop("GET /customFieldOption/999999", 404, only=CLOUD),
    Stop(
        f"PUT {CONTEXT}/defaultValue",
        204,
        {"defaultValues": [{"type": "option.single", "contextId": "{context}", "optionId": "{option}"}]},
    ),
    Stop(f"GET {CONTEXT}/defaultValue"),
    Stop(f"GET {CONTEXT}/defaultValue?contextId={{context}}"),
    Stop(f"DELETE {CONTEXT}/{{context}}/option/{{doomed_option}}", 204),
    Stop(f"DELETE {CONTEXT}/{{context}}/option/{{doomed_option}}", 404),
    Stop(f"DELETE {CONTEXT}/{{context}}", 204),
    Stop(f"DELETE {CONTEXT}/{{context}}", 404),
)
BIN = (
    Stop("POST /field/{doomed_field}/trash"),
    Stop("GET /field/search/trashed"),
    Stop("POST /field/{doomed_field}/restore"),
    Stop("POST /field/customfield_99999/trash", 404),
    Stop("POST /field/customfield_99999/restore", 404),
)
STOPS = FIELDS + CONTEXTS + OPTIONS + BIN
