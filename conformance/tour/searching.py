"""Search by JQL."""

from conformance.tour.stops import CLOUD, Stop

JQL = "project = {project} order by created"
IN_ADDRESS = "project%20%3D%20{project}"

STOPS = (
    Stop(f"GET /search/jql?jql={IN_ADDRESS}&maxResults=1", keep={"token": "nextPageToken"}),
    Stop(f"GET /search/jql?jql={IN_ADDRESS}&maxResults=1&nextPageToken={{token}}"),
    Stop(f"GET /search/jql?jql={IN_ADDRESS}&fields=*all&expand=names,schema,changelog&reconcileIssues={{issue_id}}"),
    Stop("GET /search/jql?jql=order%20by%20key", 400),
    Stop(f"GET /search/jql?jql={IN_ADDRESS}&nextPageToken=garbage", 400),
    Stop("GET /search/jql?jql=colour%20%3D%20red", 400),
    Stop("POST /search/jql", 200, {"jql": JQL, "fields": ["*all"], "expand": "names,schema,transitions,editmeta"}),
    Stop("POST /search/jql", 200, {"jql": JQL, "fields": ["summary"], "properties": ["marker"], "maxResults": 2}),
    Stop("POST /search/jql", 400, {"jql": JQL, "colour": 1}),
    Stop("POST /search/jql", 400, {"jql": "project = "}),
    Stop("POST /search/approximate-count", 200, {"jql": JQL}),
    Stop("POST /search/approximate-count", 400, {"jql": "project ="}),
    Stop("POST /jql/match", 200, {"jqls": [JQL, "project ="], "issueIds": [10000, 999999]}),
    Stop("POST /jql/match", 400, {"jqls": JQL}),
    Stop("POST /jql/parse", 200, {"queries": [JQL, "summary ~ x and (due < now() or not labels in (a, b))", "= ="]}),
    Stop("POST /jql/parse?validation=strict", 200, {"queries": ["colour = red", "status was Done by currentUser()"]}),
    Stop("POST /jql/parse", 400, {"queries": []}),
    Stop(f"GET /search?jql={IN_ADDRESS}", 410, only=CLOUD),
    Stop("POST /search", 410, {"jql": JQL}, only=CLOUD),
)
