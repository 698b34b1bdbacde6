"""Groups, finding people and groups, and what is kept about a user."""

from conformance.tour.stops import CLOUD, Person, Stop

WHO = "{user}={member}"

GROUPS = (
    Stop("POST /group", 201, {"name": "walkers"}, keep={"group": "groupId"}),
    Stop("POST /group", 400, {"name": ""}),
    Stop("POST /group", 403, {"name": "mine"}, who="member"),
    Stop("GET /group?groupname=walkers"),
    Stop("GET /group?groupId={group}&expand=users"),
    Stop("GET /group?groupname=nobody", 404),
    Stop("POST /group/user?groupId={group}", 201, Person("member")),
    Stop("POST /group/user?groupname=nobody", 404, Person("member")),
    Stop("GET /group/member?groupname=walkers&maxResults=1", only=CLOUD),
    Stop("GET /group/member?groupname=nobody", 404, only=CLOUD),
    Stop("DELETE /group/user?groupname=walkers&{user}={member}", 200),
    Stop("DELETE /group/user?groupname=nobody&{user}={member}", 404),
    Stop("GET /group/bulk?groupName=walkers"),
    Stop("DELETE /group?groupname=walkers", 200),
    Stop("DELETE /group?groupname=walkers", 404),
)
SEARCHES = (
    Stop("GET /groups/picker?query=jira", only=CLOUD),
    Stop("GET /user/picker?query=m&showAvatar=true", only=CLOUD),
    Stop("GET /groupuserpicker?query=a&showAvatar=true"),
    Stop("GET /user/search/query?query=is%20assignee%20of%20{project}"),
    Stop("GET /user/search/query?query=is%20nonsense", 400),
    Stop("GET /user/search/query/key?query=is%20reporter%20of%20{project}"),
    Stop("GET /user/viewissue/search?issueKey={issue}&query=m", only=CLOUD),
    Stop("GET /user/viewissue/search?issueKey=NOPE-1&query=m", 404, only=CLOUD),
    Stop("GET /user/permission/search?permissions=EDIT_ISSUES&projectKey={project}&query=m", only=CLOUD),
    Stop("GET /user/permission/search?permissions=LAUNCH_ROCKETS&projectKey={project}&query=m", 400, only=CLOUD),
    Stop("GET /user/assignable/multiProjectSearch?projectKeys={project}&query=m", only=CLOUD),
    Stop("GET /user/assignable/multiProjectSearch?projectKeys=NOPE&query=m", 404, only=CLOUD),
    Stop("GET /users?maxResults=2"),
    Stop("GET /users/search?maxResults=2"),
)
PROPERTIES = (
    Stop(f"PUT /user/properties/seen?{WHO}", 201, {"at": 1}),
    Stop(f"PUT /user/properties/seen?{WHO}", 200, {"at": 2}),
    Stop("PUT /user/properties/seen?accountId=nobody-has-this", 404, {"at": 1}),
    Stop(f"GET /user/properties?{WHO}"),
    Stop(f"GET /user/properties/seen?{WHO}"),
    Stop(f"GET /user/properties/unseen?{WHO}", 404),
    Stop(f"DELETE /user/properties/seen?{WHO}", 204),
    Stop(f"DELETE /user/properties/seen?{WHO}", 404),
    Stop(f"GET /user/columns?{WHO}"),
)
STOPS = GROUPS + SEARCHES + PROPERTIES
