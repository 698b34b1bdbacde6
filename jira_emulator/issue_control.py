"""The control API's part for issues: what people do on Jira's pages, and REST does not let apps do."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from jira_emulator.actions.moving import move_issue
from jira_emulator.errors import JiraError
from jira_emulator.seed import person

if TYPE_CHECKING:
    from jira_emulator.server import Emulator


def issue_control(emulator: "Emulator") -> Blueprint:
    """The issues of a site:

    POST   /_control/sites/NAME/issues/KEY/move      {project}: by the Jira admin, with the sub-tasks

    A move that Jira would refuse is answered 409 with the reason.
    """
    control = Blueprint("issue_control", __name__, url_prefix="/_control/sites/<name>/issues/<issue>")

    @control.post("/move")
    def move(name: str, issue: str) -> Response | tuple[Response, int]:
        if name not in emulator.sites:
            raise NotFound(f"There is no site {name!r}.")
        site = emulator.sites[name].site
        try:
            moved = move_issue(site, person(site, "admin"), issue, _project())
        except JiraError as refusal:
            return jsonify(error=" ".join(refusal.messages)), 409
        return jsonify(id=str(moved.id), key=moved.key)

    return control


def _project() -> str:
    body: Any = request.get_json()
    if not isinstance(body, dict) or set(body) != {"project"} or not isinstance(body["project"], str):
        raise BadRequest("The project must be given by its key, and nothing else.")
    return str(body["project"])
