"""What every template can use: the user, the words for times, texts as HTML, the menus."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, g, render_template, request
from markupsafe import Markup

from jira_emulator.face.session import csrf_token
from jira_emulator.model import User
from jira_emulator.permissions import is_jira_admin
from jira_emulator.richtext import adf_to_html
from jira_emulator.state import Site
from jira_emulator.text import RichText

COLOR_MODES = frozenset({"light", "dark"})
TITLES = {
    400: "That did not work",
    401: "Please sign in",
    403: "You can't open this page",
    404: "There is nothing here",
}


def add_template_words(face: Blueprint, site: Site) -> None:
    """Give the templates their names and filters."""

    @face.app_context_processor
    def words() -> dict[str, object]:
        user = g.get("user")
        return {
            "site": site,
            "user": user,
            "is_admin": is_jira_admin(site, user),
            "csrf_token": csrf_token,
            "color_mode": chosen_color_mode(),
        }

    face.add_app_template_filter(as_html, "as_html")
    face.add_app_template_filter(as_moment, "moment")
    face.add_app_template_filter(display_name, "display_name")
    face.add_app_template_filter(initials, "initials")
    face.add_app_template_filter(hue, "hue")


def chosen_color_mode() -> str:
    """Light or dark as chosen in this browser; empty when the system's setting decides."""
    mode = request.cookies.get("color-mode", "")
    return mode if mode in COLOR_MODES else ""


def as_html(text: RichText | None) -> Markup:
    """The text as HTML. The conversion escapes what people wrote."""
    return Markup("") if text is None else Markup(adf_to_html(text.as_adf()))


def as_moment(moment: datetime | None) -> str:
    """A time as people read it, in UTC."""
    return "" if moment is None else moment.astimezone(UTC).strftime("%d %b %Y, %H:%M:%S")


def display_name(user: User | None) -> str:
    return "Anonymous" if user is None else user.display_name


def initials(user: User | None) -> str:
    """Up to two letters for the round picture."""
    words = display_name(user).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def hue(user: User | None) -> int:
    """The picture's colour: an angle on the colour wheel, the same for the same person."""
    return sum(ord(letter) * 7 for letter in (user.account_id if user else "")) % 360


def show_refusal(status: int, sentences: Sequence[str]) -> tuple[str, int]:
    """A page that says what went wrong."""
    title = TITLES.get(status, "That did not work")
    return render_template("refusal.html", title=title, sentences=[one for one in sentences if one]), status
