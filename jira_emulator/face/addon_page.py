"""An add-on's own page at `/plugins/servlet/ac/{addonKey}/{moduleKey}`, open to everybody who is signed in."""

from flask import Blueprint, abort, render_template, request

from jira_emulator.face.addon_modules import AddonModule, admin_sections, page_module, shown_frame
from jira_emulator.face.project_pages import settings_menu
from jira_emulator.face.session import current_user, needs_sign_in
from jira_emulator.host.frames import Place
from jira_emulator.model import User
from jira_emulator.permissions import visible_issue, visible_project
from jira_emulator.state import Site

CUSTOM = "ac."


def add_views(face: Blueprint, site: Site) -> None:
    @face.get("/plugins/servlet/ac/<addon_key>/<module_key>")
    @needs_sign_in
    def addon_page(addon_key: str, module_key: str) -> str:
        page = page_module(site, addon_key, module_key)
        if page is None:
            abort(404, f"No installed app has a page {module_key} under the key {addon_key}.")
        return _render(site, current_user(), page, asked_place(site, current_user()))


def asked_place(site: Site, user: User) -> Place:
    """The project and issue that the query names. Raises Jira's 404 for what the user may not see."""
    issue_named = request.args.get("issue.key") or request.args.get("issue.id")
    if issue_named:
        issue = visible_issue(site, user, issue_named)
        return Place(issue.project, issue)
    project_named = request.args.get("project.key") or request.args.get("project.id")
    return Place(visible_project(site, user, project_named)) if project_named else Place()


def _render(site: Site, user: User, page: AddonModule, place: Place) -> str:
    custom = {name[len(CUSTOM) :]: value for name, value in request.args.items() if name.startswith(CUSTOM)}
    shown = shown_frame(site, user, page, place, custom)
    match page.module.kind:
        case "jiraProjectAdminTabPanels" if place.project is not None:
            entries = settings_menu(site, user, place.project)
            return render_template(
                "project_settings.html", project=place.project, entries=entries, page=page, shown=shown
            )
        case "adminPages" | "configurePage" | "postInstallPage":
            return render_template("administration.html", sections=admin_sections(site, user), page=page, shown=shown)
        case _:
            return render_template("addon_page.html", page=page, shown=shown)
