"""Webhooks that an add-on registers by itself, and those that were not delivered."""

from conformance.tour.stops import Stop

WANTED = {"events": ["jira:issue_created", "jira:issue_updated"], "jqlFilter": "project = {project}"}
PLACE = "http://127.0.0.1:9/hooks"

STOPS = (
    Stop(
        "POST /webhook",
        200,
        {"url": PLACE, "webhooks": [WANTED, WANTED | {"jqlFilter": "summary ~ x"}]},
        who="app",
        keep={"webhook": "webhookRegistrationResult.0.createdWebhookId"},
    ),
    Stop("POST /webhook", 200, {"url": PLACE, "webhooks": [WANTED | {"fieldIdsFilter": ["summary"]}]}, who="app"),
    Stop("POST /webhook", 400, {"url": PLACE, "webhooks": []}, who="app"),
    Stop("POST /webhook", 403, {"url": PLACE, "webhooks": [WANTED]}),
    Stop("GET /webhook", who="app"),
    Stop("GET /webhook?maxResults=1", who="app"),
    Stop("GET /webhook", 403),
    Stop("PUT /webhook/refresh", 200, {"webhookIds": [1, 2, 10000]}, who="app"),
    Stop("PUT /webhook/refresh", 403, {"webhookIds": [10000]}),
    Stop("DELETE /webhook", 202, {"webhookIds": [10000, 999999]}, who="app"),
    Stop("DELETE /webhook", 403, {"webhookIds": [10000]}),
    Stop("GET /webhook/failed", who="app"),
    Stop("GET /webhook/failed?maxResults=1&after=1500000000000", who="app"),
    Stop("GET /webhook/failed", 403),
)
