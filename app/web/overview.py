"""The list of synchronizations: in the settings of a project, and for the whole Jira."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, render_template, request

from app.connect import guard
from app.sync.actions import fitting
from app.sync.explain_status import explain
from app.sync.overview import Line, Order, Selection, line, overview
from app.sync.status import NEED_ANOTHER_CONNECTION, Status
from app.web.replies import reply
from app.web.visits import visit

blueprint = Blueprint("overview", __name__)

OCCURRING = [status for status in Status if status not in NEED_ANOTHER_CONNECTION]
"""What the list can be filtered by."""

Choice = TypeVar("Choice", bound=StrEnum)


@blueprint.get("/pages/project")
@guard.opened_page
def project() -> str:
    return page()


@blueprint.get("/pages/admin")
@guard.opened_page
def admin() -> str:
    return page()


@blueprint.get("/synchronizations")
@guard.page_call
def show_list() -> Response:
    """The whole list, or what a selection leaves of it."""
    return reply(listed())


@blueprint.get("/synchronizations/<public_id>/row")
@guard.page_call
def show_row(public_id: str) -> Response:
    return reply(row(public_id))


def page() -> str:
    return render_template("overview/page.html", **contents(Selection()))


def listed() -> str:
    return render_template("overview/list.html", **contents(selection()))


def contents(wanted: Selection) -> dict[str, object]:
    current = visit()
    return {
        "overview": overview(current, wanted),
        "selection": wanted,
        "is_admin": current.caller.place.project_id is None,
        "orders": list(Order),
        "statuses": OCCURRING,
        "explain": explain,
        "fitting": fitting,
    }


def row(public_id: str) -> str:
    return row_of(line(visit(), public_id))


def row_of(found: Line) -> str:
    is_admin = visit().caller.place.project_id is None
    return render_template("overview/row.html", line=found, is_admin=is_admin, explain=explain, fitting=fitting)


def selection() -> Selection:
    """As the page or the form says; what makes no sense is left out."""
    page_number = request.values.get("page", "1")
    return Selection(
        text=request.values.get("text", "").strip()[:200],
        status=choice(Status, request.values.get("status", "")),
        order=choice(Order, request.values.get("order", "")) or Order.NEWEST,
        page=int(page_number) if page_number.isdecimal() and len(page_number) < 7 else 1,
    )


def choice(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in {member.value for member in kind} else None
