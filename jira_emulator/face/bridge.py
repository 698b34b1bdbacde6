"""What the host page's script asks its own site for in an add-on's name: tokens, frames and REST calls."""

from typing import Any

from flask import Blueprint, abort, current_app, g, jsonify, render_template, request
from werkzeug.wrappers import Response

from jira_emulator.face.addon_modules import AddonModule, any_module, read_passport, shown_frame
from jira_emulator.face.session import current_user
from jira_emulator.host.ap_request import ForwardedCall, forwarded
from jira_emulator.host.frames import Place, jira_context
from jira_emulator.host.tokens import context_token
from jira_emulator.permissions import visible_issue, visible_project
from jira_emulator.state import Site


def add_views(face: Blueprint, site: Site) -> None:
    @face.post("/_connect/token")
    def token() -> Response:
        one, place = _shown(site)
        return jsonify(token=context_token(one.installation, current_user().account_id, jira_context(place)))

    @face.post("/_connect/frame")
    def frame() -> Response:
        opener, place = _shown(site)
        wanted = any_module(site, opener.installation.addon_key, str(_asked().get("module")))
        if wanted is None:
            abort(404, "The app has no such module.")
        shown = shown_frame(site, current_user(), wanted, place)
        return jsonify(title=wanted.module.name, html=render_template("frame.html", shown=shown))

    @face.post("/_connect/request")
    def ap_request() -> Response:
        one, _ = _shown(site)
        call = ForwardedCall.read(_asked())
        return jsonify(forwarded(current_app, site, current_user(), one.installation, call))


def _asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else {}


def _shown(site: Site) -> tuple[AddonModule, Place]:
    """The module and place of the frame that asks; 401, 403 or 404 unless it is this user's own frame.

    What the user may no longer see gives no token either.
    """
    if g.user is None:
        abort(401)
    passport = read_passport(str(_asked().get("frame", "")))
    if passport is None or passport["account"] != current_user().account_id:
        abort(403, "This frame was not shown to you.")
    one = any_module(site, str(passport["addon"]), str(passport["module"]))
    if one is None:
        abort(404, "The app is no longer there.")
    return one, _place(site, passport["project"], passport["issue"])


def _place(site: Site, project_id: object, issue_id: object) -> Place:
    if issue_id is not None:
        issue = visible_issue(site, current_user(), str(issue_id))
        return Place(issue.project, issue)
    if project_id is not None:
        return Place(visible_project(site, current_user(), str(project_id)))
    return Place()
