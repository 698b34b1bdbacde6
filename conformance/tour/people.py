"""Users, groups and permissions."""

from conformance.tour.stops import CLOUD, Stop

ASKED = {
    "accountId": "{project_admin}",
    "globalPermissions": ["ADMINISTER"],
    "projectPermissions": [{"permissions": ["ADMINISTER_PROJECTS"], "projects": [10000, 999999], "issues": [10000]}],
}

STOPS = (
    Stop("GET /myself"),
    Stop("GET /myself?expand=groups,applicationRoles", who="member"),
    Stop("GET /myself", 401, who="nobody"),
    Stop("GET /user?{user}={member}&expand=groups,applicationRoles"),
    Stop("GET /user?accountId=nobody-has-this", 404, only=CLOUD),
    Stop("GET /user", 404, only=CLOUD),
    Stop("GET /user/bulk?{user}={member}&{user}={admin}"),
    Stop("GET /user/bulk", 400),
    Stop("GET /user/groups?{user}={admin}"),
    Stop("GET /user/groups?accountId=nobody-has-this", 404),
    Stop("GET /user/search?query=a", only=CLOUD),
    Stop("GET /user/search", 400, only=CLOUD),
    Stop("GET /user/assignable/search?project={project}&query=m", only=CLOUD),
    Stop("GET /user/assignable/search?issueKey={issue}", only=CLOUD),
    Stop("GET /user/assignable/search", 400, only=CLOUD),
    Stop("GET /permissions"),
    Stop("GET /mypermissions?permissions=ADMINISTER,BROWSE_PROJECTS"),
    Stop("GET /mypermissions?permissions=EDIT_ISSUES&projectKey={project}"),
    Stop("GET /mypermissions?permissions=EDIT_ISSUES&issueKey={issue}"),
    Stop("GET /mypermissions?permissions=LAUNCH_ROCKETS", 400, only=CLOUD),
    Stop("GET /mypermissions?permissions=EDIT_ISSUES&projectKey=NOPE", 404),
    Stop("POST /permissions/check", 200, ASKED, who="app"),
    Stop("POST /permissions/check", 400, {"globalPermissions": ["LAUNCH_ROCKETS"]}),
    Stop("POST /permissions/check", 403, ASKED, who="member"),
)
