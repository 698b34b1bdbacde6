"""The pages of a site: what a person with a browser sees of the emulated Jira."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from jira_emulator.errors import JiraError
from jira_emulator.face import (
    addon_page,
    administration,
    bridge,
    issue_list,
    issue_page,
    project_pages,
    recent,
    sign_in,
)
from jira_emulator.face.rendering import add_template_words, show_refusal
from jira_emulator.face.session import configure_session, load_user, refuse_forged_requests
from jira_emulator.state import Site

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

TEMPLATES = Path(__file__).parent.parent / "templates"
PARTS = (sign_in, project_pages, issue_list, issue_page)
ADDON_PARTS = (administration, addon_page, bridge)


def register(app: Flask, site: Site, emulator: "Emulator") -> None:
    """Serve the site's pages."""
    configure_session(app, site)
    face = Blueprint("face", __name__, template_folder=str(TEMPLATES))
    for part in (*PARTS, *(ADDON_PARTS if site.flavour.has_addons else ())):
        part.add_views(face, site)
    recent.add_views(face, site, emulator)
    _add_guards(face, site)
    _add_refusals(face, site)
    add_template_words(face, site)
    app.register_blueprint(face)


def _add_guards(face: Blueprint, site: Site) -> None:
    @face.before_request
    def prepare() -> Response | None:
        elsewhere = _own_address(site)
        if elsewhere is not None:
            return redirect(elsewhere)
        g.user = load_user(site)
        refuse_forged_requests()
        return None

    @face.after_request
    def harden(response: Response) -> Response:
        if response.location is not None:
            response.location = _in_context(response.location)
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        return response


def _add_refusals(face: Blueprint, site: Site) -> None:
    @face.errorhandler(JiraError)
    def refused(refusal: JiraError) -> tuple[str, int]:
        return show_refusal(refusal.status, [*refusal.messages, *refusal.errors.values()])

    @face.errorhandler(HTTPException)
    def failed(problem: HTTPException) -> tuple[str, int] | HTTPException:
        if problem.response is not None:
            return problem
        return show_refusal(problem.code or 500, [problem.description or problem.name])

    @face.app_errorhandler(404)
    def nothing_there(problem: HTTPException) -> tuple[str, int] | HTTPException:
        if request.path.startswith(("/rest/", "/_")):
            return problem
        g.user = load_user(site)
        return show_refusal(404, ["No page has this address."])


def _own_address(site: Site) -> str | None:
    """Where the same page is under the site's own address, when the browser uses another name for this machine.

    The frames compare the host's origin with the site's address, so one name is enough and two would break.
    """
    if request.method != "GET" or request.url_root.rstrip("/") == site.base_url:
        return None
    return site.base_url + request.full_path.rstrip("?")


def _in_context(location: str) -> str:
    """Where a view sends the browser, under the site's context path: views name the pages without it."""
    if not location.startswith("/") or location.startswith(f"{request.script_root}/"):
        return location
    return request.script_root + location
