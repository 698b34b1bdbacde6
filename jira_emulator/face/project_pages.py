"""The list of projects, and a project's settings with the add-ons' pages in their menu."""

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from jira_emulator.face.addon_modules import AddonModule, visible_modules
from jira_emulator.face.session import current_user, needs_sign_in
from jira_emulator.host.frames import Place
from jira_emulator.model import Project, User
from jira_emulator.permissions import allowed, is_jira_admin, visible_project
from jira_emulator.state import Site


def add_views(face: Blueprint, site: Site) -> None:
    @face.get("/")
    def start() -> Response:
        return redirect("/projects")

    @face.get("/projects")
    @needs_sign_in
    def projects() -> str:
        user = current_user()
        return render_template(
            "projects.html", projects=[(one, administers(site, user, one)) for one in seen(site, user)]
        )

    @face.get("/plugins/servlet/project-config/<key>")
    @needs_sign_in
    def project_settings(key: str) -> str:
        user = current_user()
        project = visible_project(site, user, key)
        if not administers(site, user, project):
            abort(403, f"Only administrators of the project {project.key} can open its settings.")
        return render_template("project_settings.html", project=project, entries=settings_menu(site, user, project))


def seen(site: Site, user: User) -> list[Project]:
    """The projects that the user may browse, by name."""
    projects = [one for one in list(site.projects.values()) if allowed(site, user, "BROWSE_PROJECTS", one)]
    return sorted(projects, key=lambda project: project.name.lower())


def administers(site: Site, user: User, project: Project) -> bool:
    """Whether the project's settings open for the user."""
    return is_jira_admin(site, user) or allowed(site, user, "ADMINISTER_PROJECTS", project)


def settings_menu(site: Site, user: User, project: Project) -> list[tuple[AddonModule, str]]:
    """The add-ons' entries of the project's settings menu with their addresses."""
    modules = visible_modules(site, user, Place(project), "jiraProjectAdminTabPanels")
    query = urlencode({"project.key": project.key, "project.id": project.id})
    return [(one, f"{one.address}?{query}") for one in modules]
