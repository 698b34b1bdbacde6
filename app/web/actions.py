"""Start, stop, edit, delete, accept and decline: each asks in a dialog where there is something to ask."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request

from app.connect import guard
from app.errors import Invalid
from app.sync import accept as accepting
from app.sync.actions import Action, check
from app.sync.bulk import Outcome, start_all, stop_all
from app.sync.delete import delete
from app.sync.edit import edit
from app.sync.standing import Standing, find
from app.sync.start import Scope, start
from app.sync.stop import stop
from app.web.overview import choice, listed, row
from app.web.replies import Flag, form_again, reply
from app.web.visits import visit
from app.web.words import counted

blueprint = Blueprint("actions", __name__, url_prefix="/synchronizations")

DIALOG = "#dialog-content"


@blueprint.get("/<public_id>/start")
@guard.page_call
def ask_start(public_id: str) -> Response:
    return reply(dialog("actions/start.html", checked(Action.START, public_id)))


@blueprint.post("/<public_id>/start")
@guard.page_call
def do_start(public_id: str) -> Response:
    scope = choice(Scope, request.form.get("scope", "")) or Scope.FROM_NOW_ON
    started = start(visit(), public_id, scope)
    body = "Existing issues are being carried over." if scope is Scope.ALL_THAT_MATCH else ""
    return changed(started, Flag(f"“{started.synchronization.name}” is running", body))


@blueprint.post("/<public_id>/stop")
@guard.page_call
def do_stop(public_id: str) -> Response:
    stopped = stop(visit(), public_id)
    return changed(
        stopped, Flag(f"“{stopped.synchronization.name}” is stopped", "What changes meanwhile is remembered.")
    )


@blueprint.get("/<public_id>/edit")
@guard.page_call
def ask_edit(public_id: str) -> Response:
    standing = checked(Action.EDIT, public_id)
    return reply(dialog("actions/edit.html", standing, form=vars(standing.synchronization), problems=()))


@blueprint.post("/<public_id>/edit")
@guard.page_call
def do_edit(public_id: str) -> Response:
    name, description = request.form.get("name", "").strip(), request.form.get("description", "").strip()
    try:
        edited = edit(visit(), public_id, name=name, description=description)
    except Invalid as invalid:
        standing = find(visit(), public_id)
        return form_again(dialog("actions/edit.html", standing, form=request.form, problems=invalid.problems), DIALOG)
    return changed(edited, Flag("Saved"))


@blueprint.get("/<public_id>/delete")
@guard.page_call
def ask_delete(public_id: str) -> Response:
    return reply(dialog("actions/delete.html", checked(Action.DELETE, public_id)))


@blueprint.post("/<public_id>/delete")
@guard.page_call
def do_delete(public_id: str) -> Response:
    delete(visit(), public_id)
    return reply(listed(), flag=Flag("The synchronization was deleted", "Issues stay as they are."), close=True)


@blueprint.get("/<public_id>/accept")
@guard.page_call
def ask_accept(public_id: str) -> Response:
    outlook = accepting.outlook(visit(), public_id)
    return reply(dialog("actions/accept.html", outlook.standing, outlook=outlook))


@blueprint.post("/<public_id>/accept")
@guard.page_call
def do_accept(public_id: str) -> Response:
    accepted = accepting.accept(visit(), public_id)
    flag = Flag(
        f"“{accepted.synchronization.name}” was accepted", "Look at its mapping under Configure, then start it."
    )
    return reply(listed(), flag=flag, close=True, focus=f"sync-{public_id}")


@blueprint.get("/<public_id>/decline")
@guard.page_call
def ask_decline(public_id: str) -> Response:
    return reply(dialog("actions/decline.html", checked(Action.DECLINE, public_id)))


@blueprint.post("/<public_id>/decline")
@guard.page_call
def do_decline(public_id: str) -> Response:
    accepting.decline(visit(), public_id)
    return reply(listed(), flag=Flag("The request was declined"), close=True)


@blueprint.post("/bulk/start")
@guard.page_call
def bulk_start() -> Response:
    return bulk(lambda ids: start_all(visit(), ids), "started")


@blueprint.post("/bulk/stop")
@guard.page_call
def bulk_stop() -> Response:
    return bulk(lambda ids: stop_all(visit(), ids), "stopped")


def bulk(change: Callable[[list[str]], Outcome], done: str) -> Response:
    chosen = request.form.getlist("chosen")
    if not chosen:
        return reply(listed(), flag=Flag("Nothing is selected", "Tick the synchronizations first.", "info"))
    outcome = change(chosen)
    sentences = " ".join(sorted({sentence for _, sentence in outcome.refused}))
    title = f"{counted(len(outcome.done), 'synchronization')} {done}"
    if not outcome.refused:
        return reply(listed(), flag=Flag(title))
    return reply(listed(), flag=Flag(title, f"{len(outcome.refused)} left as they were: {sentences}", "warning"))


def checked(action: Action, public_id: str) -> Standing:
    standing = find(visit(), public_id)
    check(action, standing)
    return standing


def changed(standing: Standing, flag: Flag) -> Response:
    """The row as it is now, and the way back to where the person was."""
    public_id = standing.synchronization.public_id
    return reply(row(public_id), flag=flag, close=True, focus=f"menu-{public_id}")


def dialog(template: str, standing: Standing, **more: object) -> str:
    return render_template(template, standing=standing, synchronization=standing.synchronization, **more)
