"""The gate that REST calls of a site pass: 429 with Jira's headers, or the answer with what is left."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from jira_emulator.auth import Identity
from jira_emulator.errors import JiraError
from jira_emulator.limits.limiter import Attempt, Limiter
from jira_emulator.rest.router import Answer, Operation
from jira_emulator.state import Site

REFUSED = "Rate limit exceeded."


def gated(
    limiter: Limiter,
    site: Site,
    identity: Identity,
    operation: Operation,
    path: Mapping[str, str],
    run: Callable[[], Answer],
) -> Answer:
    """The answer of `run`, if the limits let the call through. A call that Jira refuses has its base cost."""
    if not limiter.enabled:
        return run()
    attempt = _attempt(site, identity, operation, path)
    refusal = limiter.admit(attempt)
    if refusal is not None:
        headers = limiter.refusal_headers(attempt, refusal)
        return Answer({"errorMessages": [REFUSED], "errors": {}}, 429, headers)
    try:
        answer = run()
    except JiraError as problem:
        return Answer(problem.body(), problem.status, limiter.charge(attempt, None))
    return replace(answer, headers={**answer.headers, **limiter.charge(attempt, answer.body)})


def _attempt(site: Site, identity: Identity, operation: Operation, path: Mapping[str, str]) -> Attempt:
    issue = site.issue(path["issue"]) if "issue" in path else None
    return Attempt(
        tenant=site.name,
        addon_key=identity.installation.addon_key if identity.installation is not None else None,
        method=operation.method,
        path=operation.path,
        issue_id=None if issue is None else issue.id,
    )
