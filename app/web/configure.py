"""The mapping as an editable table."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app.connect import guard
from app.engine.contract import Side
from app.errors import Invalid, Problem
from app.sync.configure import Editing, Saved, open_configuration, save
from app.sync.mapping_table import Row, Table, options_of
from app.web.mapping_form import read_table, with_blank_row
from app.web.overview import listed
from app.web.replies import Flag, form_again, reply
from app.web.visits import visit

blueprint = Blueprint("configure", __name__, url_prefix="/synchronizations")

PAGE = "#page"


@blueprint.get("/<public_id>/configuration")
@guard.page_call
def show(public_id: str) -> Response:
    editing = open_configuration(visit(), public_id)
    return reply(page(editing, editing.table, editing.version))


@blueprint.post("/<public_id>/configuration")
@guard.page_call
def change(public_id: str) -> Response:
    """Saves, or adds an empty row and keeps everything else as it was typed."""
    editing = open_configuration(visit(), public_id)
    entered, version = read_table(request.form, editing.table), request.form.get("version", "")
    section = request.form.get("add")
    if section is not None:
        return reply(page(editing, with_blank_row(entered, section), version))
    try:
        saved = save(visit(), editing, entered, version)
    except Invalid as invalid:
        return form_again(page(editing, entered, version, invalid.problems), PAGE)
    return reply(listed(), flag=flag_of(saved), focus=f"menu-{public_id}")


def page(editing: Editing, table: Table, version: str, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "configure/page.html",
        editing=editing,
        table=table,
        version=version,
        problems=problems,
        synchronization=editing.standing.synchronization,
        sides=list(Side),
        options_of=options_of,
        elsewhere=elsewhere(problems, table),
    )


def elsewhere(problems: tuple[Problem, ...], table: Table) -> tuple[Problem, ...]:
    """Problems that no form field shows."""
    shown = set(places(table))
    return tuple(problem for problem in problems if problem.place not in shown)


def places(table: Table) -> list[str]:
    sections: list[tuple[str, tuple[Row, ...]]] = [
        ("type", table.issue_types),
        ("field", tuple(entry.row for entry in table.fields)),
        ("status", table.statuses),
        *((f"option-{number}", entry.options) for number, entry in enumerate(table.fields)),
    ]
    return [f"{name}-{number}-{side}" for name, rows in sections for number in range(len(rows)) for side in Side]


def flag_of(saved: Saved) -> Flag:
    if saved.waiting_for:
        missing = ", ".join(gap.alias for gap in saved.waiting_for)
        return Flag(
            f"Configuration {saved.number} was saved",
            f"It takes effect once the partner has mapped: {missing}.",
            "info",
        )
    return Flag(f"Configuration {saved.number} is in effect", "Issues change only when somebody changes them.")
