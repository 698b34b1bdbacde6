"""Filters, and what helps to write JQL."""

from conformance.tour.stops import Stop

FILTER = {"name": "Seen on tour", "jql": "project = {project}", "description": "All of it"}
SHARED = {"sharePermissions": [{"type": "project", "project": {"id": "{project_id}"}}, {"type": "loggedin"}]}

STOPS = (
    Stop("POST /filter", 200, FILTER | {"favourite": True}, keep={"filter": "id"}),
    Stop("POST /filter?expand=sharedUsers,subscriptions", 200, FILTER | SHARED | {"name": "Shared"}),
    Stop("POST /filter", 400, {"jql": "project = {project}"}),
    Stop("POST /filter", 400, FILTER | {"name": "Wrong", "jql": "colour ="}),
    Stop("GET /filter/{filter}"),
    Stop("GET /filter/999999", 400),
    Stop("PUT /filter/{filter}?expand=sharedUsers", 200, FILTER | {"name": "Renamed"}),
    Stop("PUT /filter/{filter}", 400, {"name": ""}),
    Stop("GET /filter/search?filterName=tour&expand=description,owner,jql,viewUrl,favourite,sharePermissions"),
    Stop("GET /filter/search?accountId={admin}&orderBy=-name&maxResults=1"),
    Stop("GET /filter/my?includeFavourites=true"),
    Stop("PUT /filter/{filter}/favourite"),
    Stop("GET /filter/favourite"),
    Stop("DELETE /filter/{filter}/favourite"),
    Stop("PUT /filter/{filter}/owner", 204, {"accountId": "{member}"}),
    Stop("PUT /filter/999999/owner", 404, {"accountId": "{member}"}),
    Stop("DELETE /filter/{filter}", 204),
    Stop("DELETE /filter/999999", 400),
    Stop("GET /jql/autocompletedata"),
    Stop("POST /jql/autocompletedata", 200, {"projectIds": [10000], "includeCollapsedFields": True}),
    Stop("GET /jql/autocompletedata/suggestions?fieldName=status&fieldValue=d"),
    Stop("POST /jql/pdcleaner", 200, {"queryStrings": ["assignee = milo", "project = {project}"]}),
    Stop("POST /jql/pdcleaner", 400, {"queryStrings": "project = {project}"}),
    Stop("POST /jql/sanitize", 200, {"queries": [{"query": "project = {project}", "accountId": "{stranger}"}]}),
    Stop("POST /jql/sanitize", 400, {"queries": "project"}),
)
