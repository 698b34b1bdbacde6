"""The control API's part for what vanishes from a site: permissions, roles, groups, options, priorities, fields."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import BadRequest, NotFound

from jira_emulator.control_input import body_of
from jira_emulator.state import Site
from jira_emulator.vanishing import NotThere, bring_all_back, bring_back, described, vanish

if TYPE_CHECKING:
    from jira_emulator.server import Emulator

Answer = Response | tuple[Response, int]


def vanishing_control(emulator: "Emulator") -> Blueprint:
    """What vanishes from a site:

    GET    /_control/sites/NAME/vanished            what is gone, each with the id that brings it back
    POST   /_control/sites/NAME/vanished            one of {permission, who, project?}, {role, who, project},
                                                    {group, who}, {field, option}, {field}, {priority}
    DELETE /_control/sites/NAME/vanished[/ID]       bring one back, or all

    `who` is an account id, an e-mail or the key of an add-on; a permission without a project is lost everywhere.
    """
    control = Blueprint("vanishing_control", __name__, url_prefix="/_control/sites/<name>/vanished")

    @control.get("")
    def listed(name: str) -> Answer:
        return _listed(_site(emulator, name))

    @control.post("")
    def lose(name: str) -> Answer:
        site = _site(emulator, name)
        asked = body_of(("permission", "role", "group", "field", "option", "priority", "who", "project"))
        if not all(isinstance(one, str) for one in asked.values()):
            raise BadRequest("All values are texts.")
        try:
            number = vanish(site, asked)
        except NotThere as problem:
            raise NotFound(str(problem)) from None
        return jsonify({"id": number} | described(site.vanished[number])), 201

    @control.delete("")
    def all_back(name: str) -> Answer:
        site = _site(emulator, name)
        bring_all_back(site)
        return _listed(site)

    @control.delete("/<int:number>")
    def back(name: str, number: int) -> Answer:
        site = _site(emulator, name)
        try:
            bring_back(site, number)
        except NotThere as problem:
            raise NotFound(str(problem)) from None
        return _listed(site)

    return control


def _listed(site: Site) -> Response:
    return jsonify([{"id": number} | described(lost) for number, lost in site.vanished.items()])


def _site(emulator: "Emulator", name: str) -> Site:
    if name not in emulator.sites:
        raise NotFound(f"There is no site {name!r}.")
    return emulator.sites[name].site
