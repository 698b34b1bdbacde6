"""Open incidents and kept conflicts of one synchronization."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.connect import guard
from app.sync.troubleshoot import troubleshoot
from app.web.replies import reply
from app.web.visits import visit

blueprint = Blueprint("troubleshoot", __name__, url_prefix="/synchronizations")


@blueprint.get("/<public_id>/troubleshoot")
@guard.page_call
def show(public_id: str) -> Response:
    findings = troubleshoot(visit(), public_id)
    return reply(
        render_template("troubleshoot/page.html", findings=findings, synchronization=findings.standing.synchronization)
    )
