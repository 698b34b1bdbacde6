"""How the REST API of a flavour is reached: whom it believes, and how it says no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request

from jira_emulator.auth import Identity
from jira_emulator.errors import JiraError
from jira_emulator.state import Site


@dataclass(frozen=True, slots=True)
class Edge:
    """The outside of one flavour's REST API.

    `identify` raises 401 for credentials that are wrong. `refusal` puts a refusal of the shared actions, whose words
    are Cloud's, into the flavour's own; the operation is given by its name. `nowhere` is the body for a path or method
    that is not there, given as a status and its title.
    """

    api: str  # the version where the path names none
    identify: Callable[[Site, Request], Identity]
    headers: Callable[[Identity], Mapping[str, str]]
    refusal: Callable[[str, JiraError], JiraError]
    nowhere: Callable[[int, str], dict[str, Any]]
