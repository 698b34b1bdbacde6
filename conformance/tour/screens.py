"""Screens, and the schemes that say which one an issue type shows."""

from conformance.tour.stops import Stop

TYPES = "/issuetypescreenscheme"

SCREENS = (
    Stop("POST /screens", 201, {"name": "Small screen", "description": "Little on it"}, keep={"screen": "id"}),
    Stop("POST /screens", 201, {"name": "Doomed screen"}, keep={"doomed_screen": "id"}),
    Stop("POST /screens", 400, {"name": ""}),
    Stop("POST /screens", 403, {"name": "Mine"}, who="member"),
    Stop("GET /screens"),
    Stop("GET /screens?queryString=small&maxResults=1&orderBy=-name"),
    Stop("PUT /screens/{screen}", 200, {"name": "Smaller screen"}),
    Stop("PUT /screens/999999", 404, {"name": "Smaller screen"}),
    Stop("GET /screens/{screen}/tabs", keep={"tab": "0.id"}),
    Stop("GET /screens/999999/tabs", 404),
    Stop("GET /screens/{screen}/availableFields"),
    Stop("GET /screens/999999/availableFields", 404),
    Stop("POST /screens/{screen}/tabs/{tab}/fields", 200, {"fieldId": "summary"}),
    Stop("POST /screens/{screen}/tabs/{tab}/fields", 200, {"fieldId": "duedate"}),
    Stop("POST /screens/{screen}/tabs/{tab}/fields", 400, {"fieldId": "summary"}),
    Stop("GET /screens/{screen}/tabs/{tab}/fields"),
    Stop("GET /screens/{screen}/tabs/999999/fields", 404),
    Stop("POST /screens/{screen}/tabs/{tab}/fields/duedate/move", 204, {"position": "First"}),
    Stop("POST /screens/{screen}/tabs/{tab}/fields/summary/move", 204, {"after": "duedate"}),
    Stop("DELETE /screens/{screen}/tabs/{tab}/fields/duedate", 204),
    Stop("DELETE /screens/{screen}/tabs/{tab}/fields/duedate", 404),
    Stop("POST /screens/addToDefault/{field}"),
    Stop("DELETE /screens/{doomed_screen}", 204),
    Stop("DELETE /screens/{doomed_screen}", 404),
)
SCREEN_SCHEMES = (
    Stop(
        "POST /screenscheme",
        201,
        {"name": "Small screens", "description": "", "screens": {"default": 1, "edit": 1}},
        keep={"screen_scheme": "id"},
    ),
    Stop("POST /screenscheme", 201, {"name": "Doomed", "screens": {"default": 1}}, keep={"doomed_screens": "id"}),
    Stop("POST /screenscheme", 400, {"name": "", "screens": {"default": 1}}),
    Stop("GET /screenscheme"),
    Stop("GET /screenscheme?queryString=small&expand=issueTypeScreenSchemes&orderBy=id"),
    Stop("PUT /screenscheme/{screen_scheme}", 204, {"name": "Smaller screens", "screens": {"create": "1"}}),
    Stop("PUT /screenscheme/999999", 404, {"name": "Smaller screens"}),
    Stop("DELETE /screenscheme/{doomed_screens}", 204),
    Stop("DELETE /screenscheme/{doomed_screens}", 404),
)
TYPE_SCHEMES = (
    Stop(
        f"POST {TYPES}",
        201,
        {"name": "By type", "issueTypeMappings": [{"issueTypeId": "default", "screenSchemeId": "{screen_scheme}"}]},
        keep={"type_screens": "id"},
    ),
    Stop(
        f"POST {TYPES}",
        201,
        {"name": "Doomed", "issueTypeMappings": [{"issueTypeId": "default", "screenSchemeId": "{screen_scheme}"}]},
        keep={"doomed_type_screens": "id"},
    ),
    Stop(f"POST {TYPES}", 400, {"name": "No default", "issueTypeMappings": []}),
    Stop(f"GET {TYPES}"),
    Stop(f"GET {TYPES}?id={{type_screens}}&expand=projects"),
    Stop(f"PUT {TYPES}/{{type_screens}}", 204, {"name": "By issue type", "description": "Screens"}),
    Stop(f"PUT {TYPES}/999999", 404, {"name": "By issue type"}),
    Stop(
        f"PUT {TYPES}/{{type_screens}}/mapping",
        204,
        {"issueTypeMappings": [{"issueTypeId": "{issue_type}", "screenSchemeId": "{screen_scheme}"}]},
    ),
    Stop(f"PUT {TYPES}/{{type_screens}}/mapping/default", 204, {"screenSchemeId": "{screen_scheme}"}),
    Stop(f"GET {TYPES}/mapping"),
    Stop(f"GET {TYPES}/mapping?issueTypeScreenSchemeId={{type_screens}}"),
    Stop(f"POST {TYPES}/{{type_screens}}/mapping/remove", 204, {"issueTypeIds": ["{issue_type}"]}),
    Stop(f"GET {TYPES}/project?projectId={{project_id}}", keep={"own_screens": "values.0.issueTypeScreenScheme.id"}),
    Stop(f"PUT {TYPES}/project", 204, {"issueTypeScreenSchemeId": "{type_screens}", "projectId": "{project_id}"}),
    Stop(f"GET {TYPES}/{{type_screens}}/project"),
    Stop(f"PUT {TYPES}/project", 204, {"issueTypeScreenSchemeId": "{own_screens}", "projectId": "{project_id}"}),
    Stop(f"DELETE {TYPES}/{{doomed_type_screens}}", 204),
    Stop(f"DELETE {TYPES}/{{doomed_type_screens}}", 404),
)
STOPS = SCREENS + SCREEN_SCHEMES + TYPE_SCHEMES
