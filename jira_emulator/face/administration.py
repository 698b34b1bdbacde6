"""Jira administration: the apps that are installed, and their pages in its menu."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from jira_emulator.face.addon_modules import AddonModule, admin_sections
from jira_emulator.face.session import current_user, needs_sign_in
from jira_emulator.host.connect_host import ConnectHost, UnknownAddon, attached_host
from jira_emulator.host.descriptor import DescriptorRefused, modules_of
from jira_emulator.host.lifecycle import LifecycleRefused
from jira_emulator.model import Installation
from jira_emulator.permissions import is_jira_admin
from jira_emulator.state import Site

MANAGE_APPS = "/plugins/servlet/upm"


def add_views(face: Blueprint, site: Site) -> None:
    @face.get("/admin")
    @needs_sign_in
    def administration() -> Response:
        return redirect(MANAGE_APPS)

    @face.get(MANAGE_APPS)
    @needs_sign_in
    def manage_apps() -> str:
        _only_admins(site)
        host = attached_host()
        rows = [_row(host, one) for one in list(site.installations.values())]
        return render_template("manage_apps.html", sections=admin_sections(site, current_user()), rows=rows)

    @face.post(MANAGE_APPS)
    @needs_sign_in
    def install_app() -> Response:
        _only_admins(site)
        address = request.form.get("descriptor_url", "").strip()
        return _attempt(lambda: attached_host().install(address), "installed")

    @face.post(f"{MANAGE_APPS}/<addon_key>/<action>")
    @needs_sign_in
    def change_app(addon_key: str, action: str) -> Response:
        _only_admins(site)
        host = attached_host()
        steps: dict[str, tuple[Callable[[], object], str]] = {
            "upgrade": (lambda: host.upgrade(addon_key), "upgraded"),
            "rotate": (lambda: host.rotate_secret(addon_key), "given a new secret"),
            "enable": (lambda: host.set_enabled(addon_key, True), "switched on"),
            "disable": (lambda: host.set_enabled(addon_key, False), "switched off"),
            "uninstall": (lambda: host.uninstall(addon_key), "uninstalled"),
        }
        if action not in steps:
            abort(404)
        return _attempt(*steps[action])


def _only_admins(site: Site) -> None:
    if not is_jira_admin(site, current_user()):
        abort(403, "Only Jira administrators can open the administration.")


def _attempt(step: Callable[[], object], done: str) -> Response:
    """Do it, and say on the next page how it went."""
    try:
        step()
        flash(f"The app was {done}.", "success")
    except (DescriptorRefused, LifecycleRefused) as problem:
        flash(f"The app was not {done}. {problem}", "error")
    except UnknownAddon as problem:
        flash(f"There is no app {problem} on this site.", "error")
    return redirect(MANAGE_APPS)


def _row(host: ConnectHost, installation: Installation) -> dict[str, object]:
    descriptor = installation.descriptor
    single = {
        kind: AddonModule(installation, module)
        for kind in ("configurePage", "postInstallPage")
        for module in modules_of(descriptor, kind)
    }
    return {
        "installation": installation,
        "name": installation.app_user.display_name,
        "description": descriptor.get("description", ""),
        "vendor": descriptor.get("vendor", {}).get("name", ""),
        "scopes": sorted(installation.scopes),
        "descriptor_url": host.descriptor_urls.get(installation.addon_key, ""),
        "configure": single.get("configurePage"),
        "get_started": single.get("postInstallPage"),
    }
