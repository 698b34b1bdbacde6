"""Field configurations and their schemes: which fields are hidden or required, by issue type."""

from conformance.tour.stops import Stop

STOPS = (
    Stop("POST /fieldconfiguration", 200, {"name": "Strict", "description": "All of it"}, keep={"rules": "id"}),
    Stop("POST /fieldconfiguration", 200, {"name": "Doomed"}, keep={"doomed_rules": "id"}),
    Stop("POST /fieldconfiguration", 400, {"name": ""}),
    Stop("POST /fieldconfiguration", 403, {"name": "Mine"}, who="member"),
    Stop("GET /fieldconfiguration"),
    Stop("GET /fieldconfiguration?isDefault=true&maxResults=1"),
    Stop("PUT /fieldconfiguration/{rules}", 204, {"name": "Stricter"}),
    Stop("PUT /fieldconfiguration/999999", 404, {"name": "Stricter"}),
    Stop("GET /fieldconfiguration/{rules}/fields"),
    Stop("GET /fieldconfiguration/999999/fields", 404),
    Stop(
        "PUT /fieldconfiguration/{rules}/fields",
        204,
        {"fieldConfigurationItems": [{"id": "environment", "isHidden": True}, {"id": "duedate", "isRequired": False}]},
    ),
    Stop("PUT /fieldconfiguration/999999/fields", 404, {"fieldConfigurationItems": [{"id": "duedate"}]}),
    Stop("DELETE /fieldconfiguration/{doomed_rules}", 204),
    Stop("DELETE /fieldconfiguration/{doomed_rules}", 404),
    Stop("POST /fieldconfigurationscheme", 201, {"name": "By type", "description": ""}, keep={"rule_scheme": "id"}),
    Stop("POST /fieldconfigurationscheme", 201, {"name": "Doomed"}, keep={"doomed_rule_scheme": "id"}),
    Stop("POST /fieldconfigurationscheme", 400, {"name": ""}),
    Stop("GET /fieldconfigurationscheme"),
    Stop("PUT /fieldconfigurationscheme/{rule_scheme}", 204, {"name": "By issue type"}),
    Stop("PUT /fieldconfigurationscheme/999999", 404, {"name": "By issue type"}),
    Stop(
        "PUT /fieldconfigurationscheme/{rule_scheme}/mapping",
        204,
        {
            "mappings": [
                {"issueTypeId": "default", "fieldConfigurationId": "{rules}"},
                {"issueTypeId": "{issue_type}", "fieldConfigurationId": "{rules}"},
            ]
        },
    ),
    Stop("GET /fieldconfigurationscheme/mapping"),
    Stop("GET /fieldconfigurationscheme/mapping?fieldConfigurationSchemeId={rule_scheme}"),
    Stop("POST /fieldconfigurationscheme/{rule_scheme}/mapping/delete", 204, {"issueTypeIds": ["{issue_type}"]}),
    Stop(
        "PUT /fieldconfigurationscheme/project",
        204,
        {"fieldConfigurationSchemeId": "{rule_scheme}", "projectId": "{project_id}"},
    ),
    Stop("GET /fieldconfigurationscheme/project?projectId={project_id}"),
    Stop("PUT /fieldconfigurationscheme/project", 204, {"projectId": "{project_id}"}),
    Stop("DELETE /fieldconfigurationscheme/{doomed_rule_scheme}", 204),
    Stop("DELETE /fieldconfigurationscheme/{doomed_rule_scheme}", 404),
)
