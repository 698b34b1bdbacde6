"""Create a synchronization, in two steps: which projects, then a look at what comes of it."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from app.connect import guard
from app.errors import Invalid, Problem
from app.sync.create import Partner, ProjectElsewhere, ProjectHere, Proposal, Wanted, create, propose
from app.sync.project_choice import offered_projects
from app.web.overview import listed
from app.web.replies import Flag, form_again, reply
from app.web.visits import visit

blueprint = Blueprint("wizard", __name__)

Form = MultiDict[str, str]
PAGE = "#page"


@blueprint.get("/synchronizations/new")
@guard.page_call
def first_step() -> Response:
    return reply(partner_step(MultiDict({"where": "here", "form_key": secrets.token_hex(16)})))


@blueprint.post("/synchronizations/new")
@guard.page_call
def change_step() -> Response:
    """Forward to the second step when the first one is in order, and back with everything as it was typed."""
    if "back" in request.form:
        return reply(partner_step(request.form))
    try:
        proposal = propose(visit(), wanted(request.form))
    except Invalid as invalid:
        return form_again(partner_step(request.form, invalid.problems), PAGE)
    return reply(check_step(with_name(request.form, proposal), proposal))


@blueprint.get("/synchronizations/new/projects")
@guard.page_call
def find_projects() -> Response:
    """Those whose name or key fits what is typed: where a Jira has more than a list can hold."""
    choice = offered_projects(visit(), request.args.get("query", ""))
    return reply(render_template("wizard/projects.html", choice=choice, name=request.args.get("name"), chosen=""))


@blueprint.post("/synchronizations")
@guard.page_call
def finish() -> Response:
    entered = wanted(request.form)
    try:
        made = create(visit(), entered)
    except Invalid as invalid:
        return form_again(step_with(invalid), PAGE)
    return reply(
        listed(), flag=created(made.name, request.form.get("is_request") == "yes"), focus=f"sync-{made.public_id}"
    )


def step_with(invalid: Invalid) -> str:
    """The step in which the problems can be mended."""
    if all(problem.place in ("name", "description", "message") for problem in invalid.problems):
        return check_step(request.form, propose(visit(), wanted(request.form)), invalid.problems)
    return partner_step(request.form, invalid.problems)


def partner_step(form: Form, problems: tuple[Problem, ...] = ()) -> str:
    place = visit().caller.place
    return render_template(
        "wizard/partner.html", form=form, problems=problems, place=place, choice=offered_projects(visit(), "")
    )


def check_step(form: Form, proposal: Proposal, problems: tuple[Problem, ...] = ()) -> str:
    return render_template("wizard/check.html", form=form, problems=problems, proposal=proposal)


def created(name: str, is_request: bool) -> Flag:
    if is_request:
        return Flag(f"The request for “{name}” was sent", "You see here when the partner has answered.")
    return Flag(f"“{name}” was created", "Look at its mapping under Configure, then start it.")


def with_name(form: Form, proposal: Proposal) -> Form:
    named = MultiDict(form)
    if not named.get("name", "").strip():
        named["name"] = f"{proposal.first.project_key} ↔ {proposal.second.project_key}"
    return named


def wanted(form: Form) -> Wanted:
    return Wanted(
        form_key=form.get("form_key", ""),
        first_project_id=visit().caller.place.project_id or form.get("first_project", ""),
        partner=partner(form),
        name=form.get("name", "").strip(),
        description=form.get("description", "").strip(),
        message=form.get("message", "").strip(),
    )


def partner(form: Form) -> Partner:
    if form.get("where") == "elsewhere":
        return ProjectElsewhere(form.get("address", ""), form.get("key", ""))
    return ProjectHere(form.get("second_project", ""))
