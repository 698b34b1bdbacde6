"""The panel on an issue."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.connect import guard
from app.sync.issue_panel import counterparts
from app.web.replies import reply
from app.web.visits import visit

blueprint = Blueprint("issue", __name__)


@blueprint.get("/pages/issue")
@guard.opened_page
def panel() -> str:
    return render_template("issue/page.html", counterparts=counterparts(visit()))


@blueprint.get("/issue-panel")
@guard.page_call
def refreshed() -> Response:
    return reply(render_template("issue/panel.html", counterparts=counterparts(visit())))
