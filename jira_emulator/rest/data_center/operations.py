"""Which operations a Data Center site serves: its own, and those that its document shares with Cloud's."""

import dataclasses
from collections.abc import Callable

from jira_emulator.rest.router import OPERATIONS, Operation, View
from jira_emulator.scopes import Scope

API_ROOT = "/rest/api/<any('2','latest'):api>"
OWN: list[Operation] = []

# Operations whose document says the same as Cloud's, as far as the flavour's beans do not differ.
SHARED = frozenset(
    line.strip()
    for line in """
        GET /attachment/meta
        GET /attachment/<attachment>
        DELETE /attachment/<attachment>
        GET /comment/<comment>/properties
        GET /comment/<comment>/properties/<key>
        PUT /comment/<comment>/properties/<key>
        DELETE /comment/<comment>/properties/<key>
        POST /component
        GET /component/<component>
        PUT /component/<component>
        DELETE /component/<component>
        GET /component/<component>/relatedIssueCounts
        GET /customFieldOption/<option_id>
        GET /field
        POST /issue
        POST /issue/bulk
        GET /issue/<issue>
        DELETE /issue/<issue>
        POST /issue/<issue>/attachments
        GET /issue/<issue>/comment
        POST /issue/<issue>/comment
        GET /issue/<issue>/comment/<comment>
        PUT /issue/<issue>/comment/<comment>
        DELETE /issue/<issue>/comment/<comment>
        GET /issue/<issue>/properties
        GET /issue/<issue>/properties/<key>
        PUT /issue/<issue>/properties/<key>
        DELETE /issue/<issue>/properties/<key>
        GET /issue/<issue>/remotelink
        DELETE /issue/<issue>/remotelink
        GET /issue/<issue>/remotelink/<link>
        PUT /issue/<issue>/remotelink/<link>
        DELETE /issue/<issue>/remotelink/<link>
        GET /issue/<issue>/transitions
        POST /issue/<issue>/transitions
        GET /issue/<issue>/votes
        DELETE /issue/<issue>/votes
        GET /issue/<issue>/watchers
        GET /issue/<issue>/worklog
        POST /issue/<issue>/worklog
        GET /issue/<issue>/worklog/<worklog>
        PUT /issue/<issue>/worklog/<worklog>
        DELETE /issue/<issue>/worklog/<worklog>
        POST /issueLink
        GET /issueLink/<link>
        DELETE /issueLink/<link>
        GET /issueLinkType
        GET /issuetype
        GET /issuetype/<type_id>
        GET /priority
        GET /priority/<priority>
        GET /project/<project>/components
        GET /project/type
        GET /project/type/<key>
        GET /projectCategory
        GET /projectCategory/<category>
        GET /project/<project>/properties
        GET /project/<project>/properties/<key>
        PUT /project/<project>/properties/<key>
        DELETE /project/<project>/properties/<key>
        GET /project/<project>/role
        GET /project/<project>/statuses
        GET /project/<project>/versions
        GET /resolution
        GET /status
        GET /status/<id_or_name>
        GET /statuscategory
        POST /version
        GET /version/<version>
        PUT /version/<version>
        DELETE /version/<version>
        GET /version/<version>/relatedIssueCounts
        GET /version/<version>/unresolvedIssueCount
        PUT /version/<version>/mergeto/<target>
        POST /version/<version>/move
        POST /version/<version>/removeAndSwap
    """.splitlines()
    if line.strip()
)


def own(method: str, path: str, *roots: str) -> Callable[[View], View]:
    """Register a view as an operation of Data Center sites, under its REST API or under other roots."""

    def registered(view: View) -> View:
        for root in roots or (API_ROOT,):
            OWN.append(Operation(method, path, Scope.NONE, view, root=root))
        return view

    return registered


def data_center_operations() -> list[Operation]:
    """Everything that a Data Center site serves."""
    shared = [dataclasses.replace(one, root=API_ROOT) for one in OPERATIONS if one.name in SHARED]
    return [*OWN, *shared]
