"""What a site publishes for everybody: the style and script of its pages, and for add-ons the frame's script and the
install keys.
"""

from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

from jira_emulator.host.connect_host import ConnectHost

STATIC = Path(__file__).parent.parent / "static"


def page_assets() -> Blueprint:
    """`/_static/...`."""
    assets = Blueprint("page_assets", __name__)

    @assets.get("/_static/<name>")
    def static_file(name: str) -> Response:
        return _uncached(name)

    return assets


def host_assets(host: ConnectHost) -> Blueprint:
    """`/_connect/all.js` and `/_install-keys/{kid}`."""
    assets = Blueprint("host_assets", __name__)

    @assets.get("/_connect/all.js")
    def all_js() -> Response:
        return _uncached("all.js")

    @assets.get("/_install-keys/<kid>")
    def install_key(kid: str) -> Response:
        if kid != host.install_key.kid:
            abort(404, "There is no key with this id.")
        return Response(host.install_key.public_pem, mimetype="text/plain")

    return assets


def _uncached(name: str) -> Response:
    """Revalidated each time: whoever changes the emulator sees the change at once."""
    return send_from_directory(STATIC, name, max_age=0)
