"""The REST API of a site (Jira Cloud REST API, OpenAPI documents v2 and v3, or Jira Data Center REST 10.3)."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from jira_emulator.auth import ANONYMOUS
from jira_emulator.flavours import CLOUD, DATA_CENTER
from jira_emulator.rest import (
    agile,
    archives,
    archiving,
    attachments,
    changelogs,
    comments,
    components,
    configuration,
    custom_fields,
    dynamic_webhooks,
    field_configuration_schemes,
    field_configurations,
    field_contexts,
    field_defaults,
    field_options,
    field_places,
    filters,
    groups,
    issue_limits,
    issue_picker,
    issue_properties,
    issue_type_schemes,
    issue_type_screen_schemes,
    issue_types,
    issues,
    jql_cleaning,
    jql_queries,
    jql_reference,
    link_types,
    links,
    metadata,
    notifying,
    permission_checks,
    permission_schemes,
    project_categories,
    project_checks,
    project_life,
    project_roles,
    projects,
    properties,
    remote_links,
    screen_schemes,
    screens,
    search,
    security,
    settings,
    statuses,
    tasks,
    thumbnails,
    user_pickers,
    user_properties,
    user_query,
    user_search,
    users,
    version_lists,
    versions,
    watching,
    webhooks,
    workflows,
    worklog_changes,
    worklog_properties,
    worklogs,
)
from jira_emulator.rest.cloud import CLOUD_EDGE
from jira_emulator.rest.data_center.edge import DATA_CENTER_EDGE
from jira_emulator.rest.data_center.operations import data_center_operations
from jira_emulator.rest.dispatch import Desk, NoSuchEndpoint, as_response, resettable
from jira_emulator.rest.edge import Edge
from jira_emulator.rest.inaccessible import INACCESSIBLE
from jira_emulator.rest.router import OPERATIONS, Answer, Call, Operation
from jira_emulator.scopes import Scope
from jira_emulator.state import Site

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

VIEWS = (
    agile,
    archives,
    archiving,
    attachments,
    changelogs,
    comments,
    components,
    configuration,
    custom_fields,
    dynamic_webhooks,
    field_configuration_schemes,
    field_configurations,
    field_contexts,
    field_defaults,
    field_options,
    field_places,
    filters,
    groups,
    issue_limits,
    issue_picker,
    issue_properties,
    issue_type_schemes,
    issue_type_screen_schemes,
    issue_types,
    issues,
    jql_cleaning,
    jql_queries,
    jql_reference,
    link_types,
    links,
    metadata,
    notifying,
    permission_checks,
    permission_schemes,
    project_categories,
    project_checks,
    project_life,
    project_roles,
    projects,
    properties,
    remote_links,
    screen_schemes,
    screens,
    search,
    security,
    settings,
    statuses,
    tasks,
    thumbnails,
    user_pickers,
    user_properties,
    user_query,
    user_search,
    users,
    version_lists,
    versions,
    watching,
    webhooks,
    workflows,
    worklog_changes,
    worklog_properties,
    worklogs,
)


def register(app: Flask, site: Site, emulator: "Emulator") -> None:
    """Serve the REST API of this site."""
    edge, operations = SERVED[site.flavour.name]
    desk = Desk(site, emulator, edge)
    blueprint = Blueprint("rest", __name__)
    for operation in operations():
        _route(blueprint, desk, operation)
    blueprint.before_app_request(partial(unknown_endpoint, edge))
    app.register_blueprint(blueprint)
    app.wsgi_app = resettable(app.wsgi_app)  # type: ignore[method-assign]


def _route(blueprint: Blueprint, desk: Desk, operation: Operation) -> None:
    def view(**path: str) -> Response:
        return desk.serve(operation, path)

    blueprint.add_url_rule(
        operation.root + operation.path,
        endpoint=operation.endpoint,
        view_func=view,
        methods=[operation.method],
        provide_automatic_options=False,
    )


def closed_operations() -> list[Operation]:
    """What Jira has but no add-on may call; for anybody else the emulator does not have it."""
    served = {(one.method, one.path) for one in OPERATIONS}
    return [
        Operation(method, path, Scope.INACCESSIBLE, partial(_closed))
        for path, methods in INACCESSIBLE.items()
        for method in methods
        if (method, path) not in served
    ]


def _closed(call: Call, **path: Any) -> Answer:
    raise NoSuchEndpoint


def cloud_operations() -> list[Operation]:
    return [*OPERATIONS, *closed_operations()]


SERVED: dict[str, tuple[Edge, Callable[[], list[Operation]]]] = {
    CLOUD.name: (CLOUD_EDGE, cloud_operations),
    DATA_CENTER.name: (DATA_CENTER_EDGE, data_center_operations),
}


def unknown_endpoint(edge: Edge) -> Response | None:
    """Answer an unknown REST path as Jira does; leave everything else to the rest of the site."""
    refused = request.routing_exception
    if not request.path.startswith("/rest/") or not isinstance(refused, HTTPException):
        return None
    if isinstance(refused, NotFound):
        return as_response(Answer(edge.nowhere(404, "Not Found"), 404), edge.headers(ANONYMOUS))
    if isinstance(refused, MethodNotAllowed):
        return as_response(Answer(edge.nowhere(405, "Method Not Allowed"), 405), edge.headers(ANONYMOUS))
    return None
