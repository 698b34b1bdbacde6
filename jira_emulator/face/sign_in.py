"""Choosing who to be."""

from flask import Blueprint, abort, g, redirect, render_template, request
from werkzeug.wrappers import Response

from jira_emulator.face import session
from jira_emulator.model import User
from jira_emulator.permissions import allowed, is_jira_admin
from jira_emulator.state import Site


def add_views(face: Blueprint, site: Site) -> None:
    @face.get("/login")
    def login() -> str:
        people = [(user, _role(site, user)) for user in session.people(site)]
        return render_template("login.html", people=people, next=request.args.get("next", "/"))

    @face.post("/login")
    def choose() -> Response:
        user = site.users.get(request.form.get("account_id", ""))
        if user is None or user not in session.people(site):
            abort(404, "There is no such user on this site.")
        session.sign_in(user)
        return redirect(session.local_path(request.form.get("next", "/")))

    @face.post("/logout")
    def logout() -> Response:
        session.sign_out()
        g.user = None
        return redirect("/login")


def _role(site: Site, user: User) -> str:
    """What the user may do here, in a few words."""
    if is_jira_admin(site, user):
        return "Jira administrator"
    projects = list(site.projects.values())
    administered = [one.key for one in projects if allowed(site, user, "ADMINISTER_PROJECTS", one)]
    if administered:
        return "Project administrator of " + ", ".join(administered)
    seen = [one.key for one in projects if allowed(site, user, "BROWSE_PROJECTS", one)]
    return "Member of " + ", ".join(seen) if seen else "No access to any project"
