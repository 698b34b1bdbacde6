"""What only Data Center has: search by pages, pages of configuration, sub-tasks, sessions."""

from conformance.tour.stops import DATA_CENTER, Stop

JQL = "project = {project} order by created"
IN_ADDRESS = "project%20%3D%20{project}"

SEARCH = (
    Stop(f"GET /search?jql={IN_ADDRESS}&maxResults=2&startAt=1&fields=*all&expand=names,schema", only=DATA_CENTER),
    Stop("GET /search?jql=colour%20%3D%20red", 400, only=DATA_CENTER),
    Stop("POST /search", 200, {"jql": JQL, "fields": ["summary"], "maxResults": 2}, only=DATA_CENTER),
    Stop("POST /search", 200, {"jql": JQL, "fields": ["*all"], "expand": ["changelog", "names"]}, only=DATA_CENTER),
    Stop("POST /search", 400, {"jql": "project ="}, only=DATA_CENTER),
    Stop("GET /issue/{issue}/subtask", only=DATA_CENTER),
    Stop("GET /issue/NOPE-1/subtask", 404, only=DATA_CENTER),
)
PAGES = (
    Stop("GET /issuetype/page?maxResults=2&query=t", only=DATA_CENTER),
    Stop("GET /priority/page?maxResults=2", only=DATA_CENTER),
    Stop("GET /resolution/page?maxResults=2", only=DATA_CENTER),
    Stop("GET /status/page?maxResults=2", only=DATA_CENTER),
    Stop("GET /issueLinkType", keep={"link_type": "issueLinkTypes.0.id"}, only=DATA_CENTER),
    Stop("GET /issueLinkType/{link_type}", only=DATA_CENTER),
    Stop("GET /group/member?groupname=jira-administrators", only=DATA_CENTER),
    Stop("GET /groups/picker?query=jira", only=DATA_CENTER),
    Stop("GET /user/search?username=m", only=DATA_CENTER),
    Stop("GET /user/assignable/search?project={project}&username=m", only=DATA_CENTER),
    Stop("GET /user/assignable/multiProjectSearch?projectKeys={project}&username=m", only=DATA_CENTER),
    Stop("GET /user/viewissue/search?issueKey={issue}&username=m", only=DATA_CENTER),
    Stop("GET /user/permission/search?permissions=EDIT_ISSUES&projectKey={project}&username=m", only=DATA_CENTER),
    Stop("GET /user/picker?query=m", only=DATA_CENTER),
    Stop("GET /role", keep={"first_role": "0.id"}, only=DATA_CENTER),
    Stop("GET /role/{first_role}", only=DATA_CENTER),
)
OPTION = (
    Stop(
        "GET /issue/{issue}/editmeta",
        keep={"severity_option": "fields.{severity}.allowedValues.0.id"},
        only=DATA_CENTER,
    ),
    Stop("GET /customFieldOption/{severity_option}", only=DATA_CENTER),
)
SESSIONS = (
    Stop(
        "POST /rest/auth/1/session",
        200,
        {"username": "{admin}", "password": "{password}"},
        who="nobody",
        only=DATA_CENTER,
    ),
    Stop(
        "POST /rest/auth/1/session", 401, {"username": "{admin}", "password": "wrong"}, who="nobody", only=DATA_CENTER
    ),
    Stop("GET /rest/auth/1/session", only=DATA_CENTER),
    Stop("GET /rest/auth/1/session", 401, who="nobody", only=DATA_CENTER),
    Stop("DELETE /rest/auth/1/session", 204, only=DATA_CENTER),
)
STOPS = SEARCH + PAGES + OPTION + SESSIONS
