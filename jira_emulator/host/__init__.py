"""The Connect host: installs add-ons, tells them about their life, and shows their frames on Jira's pages."""

from typing import TYPE_CHECKING

from flask import Flask

from jira_emulator.state import Site

if TYPE_CHECKING:
    from jira_emulator.server import Emulator


def register(app: Flask, site: Site, emulator: "Emulator") -> None:
    """Make the site a Connect host, and give it its pages.

    The parts are imported here because the authentication of REST calls, which they need, uses this package's hash.
    """
    from jira_emulator import face
    from jira_emulator.host import addon_properties, assets
    from jira_emulator.host.connect_host import EXTENSION, ConnectHost

    host = ConnectHost(site)
    app.extensions[EXTENSION] = host
    app.register_blueprint(assets.blueprint(host))
    app.register_blueprint(addon_properties.blueprint(site))
    face.register(app, site, emulator)
