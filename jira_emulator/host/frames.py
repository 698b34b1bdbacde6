"""The address of an add-on's frame: context variables filled in, Jira's own parameters added, all of it signed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from jira_emulator.host.descriptor import Module
from jira_emulator.host.tokens import request_token
from jira_emulator.model import Installation, Issue, Project, User
from jira_emulator.state import Site

AP_VERSION = "1001.0.0-SNAPSHOT"
VARIABLE = re.compile(r"\{([a-z]+\.[A-Za-z0-9_.-]+)\}")


@dataclass(frozen=True)
class Place:
    """Where on the site a frame is shown."""

    project: Project | None = None
    issue: Issue | None = None


@dataclass(frozen=True)
class Frame:
    """What the page needs to show a frame and to trust what it says."""

    addon_key: str
    module_key: str
    title: str
    url: str
    origin: str
    name: str  # window.name: how the frame finds its host, also after it has gone to another page


def context_variables(place: Place) -> dict[str, str]:
    """What `{project.key}` and the like stand for in this place."""
    variables: dict[str, str] = {}
    if place.project is not None:
        variables |= {"project.key": place.project.key, "project.id": str(place.project.id)}
    if place.issue is not None:
        variables |= {
            "issue.key": place.issue.key,
            "issue.id": str(place.issue.id),
            "issuetype.id": str(place.issue.issue_type.id),
        }
    return variables


def jira_context(place: Place) -> dict[str, Any]:
    """The `context.jira` claim of a context token: where the page was opened."""
    context: dict[str, Any] = {}
    if place.project is not None:
        context["project"] = {"key": place.project.key, "id": str(place.project.id)}
    if place.issue is not None:
        issue = place.issue
        context["issue"] = {
            "key": issue.key,
            "id": str(issue.id),
            "issuetype": {"id": str(issue.issue_type.id)},
        }
    return context


def filled_in(template: str, variables: Mapping[str, str]) -> str:
    """The address with each variable replaced, percent-encoded; one without a value here becomes empty."""
    return VARIABLE.sub(lambda found: quote(variables.get(found[1], ""), safe=""), template)


def frame_url(
    site: Site,
    installation: Installation,
    module: Module,
    place: Place,
    viewer: User | None,
    custom: Mapping[str, str] | None = None,
) -> str:
    """The signed address of the module in this place. `custom` are the values of `{ac.name}` variables.

    A `cacheable` page gets no context and no token.
    """
    variables = context_variables(place) | {f"ac.{name}": value for name, value in (custom or {}).items()}
    cacheable = module.definition.get("cacheable") is True
    own = filled_in(module.url, {} if cacheable else variables)
    address = installation.base_url + "/" + own.lstrip("/")
    if cacheable:
        return address
    unsigned = _with_query(address, _host_parameters(site, installation, module))
    account_id = viewer.account_id if viewer else None
    return _with_query(unsigned, {"jwt": request_token(installation, "GET", unsigned, account_id)})


def frame(
    site: Site,
    installation: Installation,
    module: Module,
    place: Place,
    viewer: User | None,
    custom: Mapping[str, str] | None = None,
) -> Frame:
    """The frame to put on the page."""
    parts = urlsplit(installation.base_url)
    hello = {"origin": site.base_url, "channel": channel(installation, module)}
    return Frame(
        addon_key=installation.addon_key,
        module_key=module.key,
        title=module.name,
        url=frame_url(site, installation, module, place, viewer, custom),
        origin=f"{parts.scheme}://{parts.netloc}",
        name=json.dumps(hello),
    )


def channel(installation: Installation, module: Module) -> str:
    """The `xdm_c` of the frame: one per add-on and module."""
    return f"channel-{installation.addon_key}__{module.key}"


def _host_parameters(site: Site, installation: Installation, module: Module) -> dict[str, str]:
    parameters = {"xdm_e": site.base_url, "xdm_c": channel(installation, module), "cp": ""}
    if installation.descriptor.get("enableLicensing") is True:
        parameters["lic"] = "active"
    return parameters | {"cv": AP_VERSION}


def _with_query(address: str, parameters: Mapping[str, str]) -> str:
    written = "&".join(f"{name}={quote(value, safe='~')}" for name, value in parameters.items())
    return f"{address}{'&' if '?' in address else '?'}{written}"
