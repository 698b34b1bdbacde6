"""What a site is set up with: fields, types, statuses, priorities, resolutions, labels, the server itself."""

from conformance.tour.stops import Stop

STOPS = (
    Stop("GET /serverInfo"),
    Stop("GET /field"),
    Stop("GET /issuetype", keep={"issue_type": "0.id"}),
    Stop("GET /issuetype/project?projectId={project_id}"),
    Stop("GET /issuetype/project?projectId=999999", 404),
    Stop("GET /issuetype/{issue_type}"),
    Stop("GET /issuetype/999999", 404),
    Stop("GET /status", keep={"status": "0.id"}),
    Stop("GET /status/{status}"),
    Stop("GET /status/Done"),
    Stop("GET /status/999999", 404),
    Stop("GET /statuscategory"),
    Stop("GET /priority", keep={"priority": "0.id"}),
    Stop("GET /priority/search?maxResults=2"),
    Stop("GET /priority/{priority}"),
    Stop("GET /priority/999999", 404),
    Stop("GET /resolution"),
    Stop("GET /resolution/search?maxResults=2"),
    Stop("GET /label"),
    Stop("GET /issue/createmeta/{project}/issuetypes"),
    Stop("GET /issue/createmeta/NOPE/issuetypes", 400),
    Stop("GET /issue/createmeta/{project}/issuetypes/{issue_type}?maxResults=200"),
    Stop("GET /issue/createmeta/{project}/issuetypes/999999", 400),
)
