"""The Connect host: installs add-ons, tells them about their life, and shows their frames on Jira's pages.

A site whose flavour has no add-ons gets its pages only.
"""

from typing import TYPE_CHECKING

from flask import Flask

from jira_emulator.state import Site

if TYPE_CHECKING:
    from jira_emulator.server import Emulator


def register(app: Flask, site: Site, emulator: "Emulator") -> None:
    """Give the site its pages, and make it a Connect host if it can have add-ons.

    The parts are imported here because the authentication of REST calls, which they need, uses this package's hash.
    """
    from jira_emulator import face
    from jira_emulator.host import addon_properties, assets
    from jira_emulator.host.connect_host import EXTENSION, ConnectHost

    app.register_blueprint(assets.page_assets())
    if site.flavour.has_addons:
        host = ConnectHost(site)
        app.extensions[EXTENSION] = host
        app.register_blueprint(assets.host_assets(host))
        app.register_blueprint(addon_properties.blueprint(site))
    face.register(app, site, emulator)
