"""Who may do what, and who may see which issues."""

from conformance.tour.stops import Stop

LEADS = {"permission": "ADMINISTER_PROJECTS", "holder": {"type": "group", "parameter": "jira-administrators"}}
EVERYBODY = {"permission": "BROWSE_PROJECTS", "holder": {"type": "applicationRole"}}
EXPANDED = "expand=permissions,user,group,projectRole,field,all"

PERMISSIONS = (
    Stop("POST /permissionscheme", 201, {"name": "Open", "permissions": [EVERYBODY]}, keep={"open": "id"}),
    Stop(f"POST /permissionscheme?{EXPANDED}", 201, {"name": "Doomed"}, keep={"doomed_permissions": "id"}),
    Stop("POST /permissionscheme", 400, {"name": ""}),
    Stop("POST /permissionscheme", 403, {"name": "Mine"}, who="member"),
    Stop("GET /permissionscheme"),
    Stop(f"GET /permissionscheme?{EXPANDED}"),
    Stop(f"GET /permissionscheme/{{open}}?{EXPANDED}"),
    Stop("GET /permissionscheme/999999", 404),
    Stop("PUT /permissionscheme/{open}", 200, {"name": "Opener", "description": "For all"}),
    Stop("PUT /permissionscheme/999999", 404, {"name": "Opener"}),
    Stop("POST /permissionscheme/{open}/permission", 201, LEADS, keep={"grant": "id"}),
    Stop("POST /permissionscheme/{open}/permission", 400, LEADS | {"permission": "LAUNCH_ROCKETS"}),
    Stop(f"GET /permissionscheme/{{open}}/permission?{EXPANDED}"),
    Stop("GET /permissionscheme/999999/permission", 404),
    Stop("GET /permissionscheme/{open}/permission/{grant}"),
    Stop("GET /permissionscheme/{open}/permission/999999", 404),
    Stop("DELETE /permissionscheme/{open}/permission/{grant}", 204),
    Stop("DELETE /permissionscheme/{doomed_permissions}", 204),
    Stop("DELETE /permissionscheme/{doomed_permissions}", 404),
    Stop(f"GET /project/{{project}}/permissionscheme?{EXPANDED}"),
    Stop("GET /project/NOPE/permissionscheme", 404),
)
SECURITY = (
    Stop("GET /issuesecurityschemes", keep={"security": "issueSecuritySchemes.0.id"}),
    Stop("GET /issuesecurityschemes/{security}"),
    Stop("GET /issuesecurityschemes/search?projectId={project_id}"),
    Stop("GET /issuesecurityschemes/project?issueSecuritySchemeId={security}"),
    Stop("GET /issuesecurityschemes/level?schemeId={security}", keep={"level": "values.0.id"}),
    Stop("GET /issuesecurityschemes/level/member?schemeId={security}&expand=all"),
    Stop("GET /issuesecurityschemes/{security}/members?issueSecurityLevelId={level}"),
    Stop("GET /issuesecurityschemes/999999/members", 404),
    Stop("GET /securitylevel/{level}"),
    Stop("GET /securitylevel/999999", 404),
    Stop("GET /project/{project}/issuesecuritylevelscheme"),
    Stop("GET /project/NOPE/issuesecuritylevelscheme", 404),
    Stop("GET /project/{project}/securitylevel"),
    Stop("GET /project/NOPE/securitylevel", 404),
)
STOPS = PERMISSIONS + SECURITY
