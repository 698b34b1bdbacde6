"""The outside of Jira Cloud's REST API."""

import secrets
import uuid

from flask import Request

from jira_emulator.auth import Identity, identify
from jira_emulator.errors import JiraError
from jira_emulator.rest.dispatch import problem
from jira_emulator.rest.edge import Edge
from jira_emulator.state import Site


def _identify(site: Site, request: Request) -> Identity:
    query = request.query_string.decode("utf-8", "replace")
    return identify(site, request.headers.get("Authorization"), request.method, request.path, query)


def _headers(identity: Identity) -> dict[str, str]:
    """The headers of every answer (recorded answers)."""
    trace = uuid.uuid4()
    headers = {
        "Timing-Allow-Origin": "*",
        "X-Arequestid": secrets.token_hex(16),
        "Cache-Control": "no-cache, no-store, no-transform",
        "X-Content-Type-Options": "nosniff",
        "X-Xss-Protection": "1; mode=block",
        "Atl-Traceid": trace.hex,
        "Atl-Request-Id": str(trace),
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
        "Server-Timing": "atl-edge;dur=1,atl-edge-internal;dur=1,atl-edge-upstream;dur=1",
    }
    return headers if identity.user is None else headers | {"X-AAccountId": identity.user.account_id}


def _as_it_is(operation: str, refusal: JiraError) -> JiraError:
    return refusal


CLOUD_EDGE = Edge("3", _identify, _headers, _as_it_is, problem)
