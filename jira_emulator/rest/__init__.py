"""The REST API of a site, `/rest/api/2` and `/rest/api/3`."""

from typing import TYPE_CHECKING

from flask import Blueprint, Flask

from jira_emulator.state import Site

if TYPE_CHECKING:
    from jira_emulator.server import Emulator


def register(app: Flask, site: Site, emulator: "Emulator") -> None:
    """Serve the REST API of this site."""
    app.register_blueprint(Blueprint("rest", __name__))
