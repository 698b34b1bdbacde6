"""A project's life: made, changed, archived, thrown away and fetched back; roles and categories."""

from conformance.tour.stops import CLOUD, Stop

PROJECT = {
    "key": "TRIP",
    "name": "A trip",
    "projectTypeKey": "software",
    "leadAccountId": "{project_admin}",
    "description": "Over there",
    "assigneeType": "UNASSIGNED",
}

CATEGORIES = (
    Stop("POST /projectCategory", 201, {"name": "Journeys", "description": "Far"}, keep={"journeys": "id"}),
    Stop("POST /projectCategory", 201, {"name": "Doomed"}, keep={"doomed_category": "id"}),
    Stop("POST /projectCategory", 400, {"name": ""}),
    Stop("POST /projectCategory", 403, {"name": "Mine"}, who="member"),
    Stop("POST /projectCategory", 409, {"name": "Journeys"}),
    Stop("GET /projectCategory", keep={"outings": "0.id"}),
    Stop("GET /projectCategory/{outings}"),
    Stop("GET /projectCategory/999999", 404),
    Stop("PUT /projectCategory/{journeys}", 200, {"name": "Travels"}),
    Stop("PUT /projectCategory/999999", 404, {"name": "Travels"}),
    Stop("DELETE /projectCategory/{doomed_category}", 204),
    Stop("DELETE /projectCategory/{doomed_category}", 404),
)
KINDS = (
    Stop("GET /project/type"),
    Stop("GET /project/type/accessible", only=CLOUD),
    Stop("GET /project/type/software"),
    Stop("GET /project/type/nothing", 404, only=CLOUD),
    Stop("GET /project/type/software/accessible", only=CLOUD),
    Stop("GET /project/type/nothing/accessible", 404, only=CLOUD),
    Stop("GET /projectvalidate/key?key=TRIP"),
    Stop("GET /projectvalidate/key?key={project}"),
    Stop("GET /projectvalidate/validProjectKey?key={project}"),
    Stop("GET /projectvalidate/validProjectName?name=A%20tour"),
)
LIFE = (
    Stop("POST /project", 201, PROJECT | {"categoryId": 10000}, keep={"trip": "key"}),
    Stop("POST /project", 400, PROJECT),
    Stop("POST /project", 403, PROJECT | {"key": "MINE", "name": "Mine"}, who="member"),
    Stop("PUT /project/{trip}?expand=description,lead", 200, {"name": "A long trip", "description": "Further"}),
    Stop("PUT /project/NOPE", 404, {"name": "Nowhere"}),
    Stop("PUT /project/{trip}/permissionscheme", 200, {"id": 10000}),
    Stop("PUT /project/NOPE/permissionscheme", 404, {"id": 10000}),
    Stop("GET /project/recent?expand=description"),
    Stop("GET /project/{project_id}/hierarchy"),
    Stop("GET /project/{project}/features"),
    Stop("GET /project/NOPE/features", 404),
    Stop("GET /project/{project_id}/email"),
    Stop("GET /project/999999/email", 404),
    Stop("POST /project/{trip}/archive", 204),
    Stop("POST /project/NOPE/archive", 404),
    Stop("POST /project/{trip}/restore"),
    Stop("DELETE /project/{trip}?enableUndo=true", 204),
    Stop("POST /project/{trip}/restore"),
    Stop("POST /project/NOPE/restore", 404),
    Stop("DELETE /project/{trip}?enableUndo=false", 204),
    Stop("DELETE /project/NOPE", 404),
)
ROLES = (
    Stop("POST /role", 200, {"name": "Guides", "description": "They know the way"}, keep={"guides": "id"}),
    Stop("POST /role", 409, {"name": "Guides"}),
    Stop("POST /role", 403, {"name": "Mine"}, who="member"),
    Stop("GET /role/{guides}", only=CLOUD),
    Stop("GET /role/999999", 404),
    Stop("GET /project/{project}/roledetails?currentMember=true"),
    Stop("GET /project/NOPE/roledetails", 404),
    Stop("POST /project/{project}/role/{guides}", 200, {"user": ["{member}"]}),
    Stop("POST /project/NOPE/role/{guides}", 404, {"user": ["{member}"]}),
    Stop(
        "PUT /project/{project}/role/{guides}",
        200,
        {"categorisedActors": {"atlassian-user-role-actor": ["{member}", "{project_admin}"]}},
    ),
    Stop(
        "PUT /project/{project}/role/{guides}", 200, {"categorisedActors": {"atlassian-user-role-actor": ["{member}"]}}
    ),
    Stop("DELETE /project/{project}/role/{guides}?user={member}", 204),
    Stop("DELETE /project/NOPE/role/{guides}?user={member}", 404),
)
STOPS = CATEGORIES + KINDS + ROLES + LIFE
