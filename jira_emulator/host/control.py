"""The control API's part for add-ons: install and remove them, and restore a site from a backup, without a browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from jira_emulator.host.connect_host import ConnectHost, UnknownAddon, host_of
from jira_emulator.host.descriptor import DescriptorRefused
from jira_emulator.host.lifecycle import LifecycleRefused
from jira_emulator.model import Installation

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

Answer = Response | tuple[Response, int]


def addon_control(emulator: "Emulator") -> Blueprint:
    """The add-ons of a site:

    GET    /_control/sites/NAME/addons                what is installed
    POST   /_control/sites/NAME/addons                {descriptorUrl}: install, or upgrade what is there
    DELETE /_control/sites/NAME/addons/KEY            uninstall
    POST   /_control/sites/NAME/addons/KEY/ACTION     upgrade, rotate, enable or disable
    POST   /_control/sites/NAME/reimport              a new client key, as after a restored backup

    An installation that fails is answered 409 with the reason.
    """
    control = Blueprint("addon_control", __name__, url_prefix="/_control/sites/<name>")

    @control.get("/addons")
    def installed(name: str) -> Answer:
        return jsonify([_shown(one) for one in list(_host(emulator, name).site.installations.values())])

    @control.post("/addons")
    def install(name: str) -> Answer:
        host, address = _host(emulator, name), _descriptor_url()
        return _attempt(lambda: _shown(host.install(address)), 201)

    @control.delete("/addons/<key>")
    def uninstall(name: str, key: str) -> Answer:
        return _attempt(lambda: {"uninstalled": bool(_host(emulator, name).uninstall(key))})

    @control.post("/addons/<key>/<action>")
    def change(name: str, key: str, action: str) -> Answer:
        host = _host(emulator, name)
        steps: dict[str, Callable[[], object]] = {
            "upgrade": lambda: host.upgrade(key),
            "rotate": lambda: host.rotate_secret(key),
            "enable": lambda: host.set_enabled(key, True),
            "disable": lambda: host.set_enabled(key, False),
        }
        if action not in steps:
            raise NotFound(f"There is no action {action!r}.")
        return _attempt(lambda: (steps[action](), _shown(host.installation(key)))[1])

    @control.post("/reimport")
    def reimport(name: str) -> Answer:
        return _attempt(lambda: [_shown(one) for one in _host(emulator, name).reimport()])

    return control


def _host(emulator: "Emulator", name: str) -> ConnectHost:
    if name not in emulator.sites:
        raise NotFound(f"There is no site {name!r}.")
    flavour = emulator.sites[name].site.flavour
    if not flavour.has_addons:
        raise NotFound(f"{flavour.title} takes no add-ons.")
    return host_of(emulator.sites[name])


def _descriptor_url() -> str:
    asked = request.get_json()
    address = asked.get("descriptorUrl") if isinstance(asked, dict) else None
    if not isinstance(address, str):
        raise BadRequest("descriptorUrl is required.")
    return address


def _attempt(step: Callable[[], Any], status: int = 200) -> Answer:
    try:
        return jsonify(step()), status
    except UnknownAddon as problem:
        raise NotFound(f"There is no add-on {problem}.") from None
    except (DescriptorRefused, LifecycleRefused) as problem:
        return jsonify(problem=str(problem)), 409


def _shown(one: Installation) -> dict[str, object]:
    """The installation without its secret."""
    return {
        "key": one.addon_key,
        "clientKey": one.client_key,
        "baseUrl": one.base_url,
        "accountId": one.app_user.account_id,
        "enabled": one.enabled,
    }
