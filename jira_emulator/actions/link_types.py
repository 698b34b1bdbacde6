"""What kinds of link there are: making, renaming and removing them."""

from collections.abc import Mapping

from jira_emulator.actions.links import unlink_issues
from jira_emulator.errors import JiraError
from jira_emulator.model import LinkType, User
from jira_emulator.permissions import is_jira_admin, signed_in
from jira_emulator.state import Site, id_of, named

NAMES = ("name", "inward", "outward")


def create_link_type(site: Site, actor: User | None, names: Mapping[str, str]) -> LinkType:
    """A new link type from its `name`, `inward` and `outward`."""
    with site.lock:
        _check_admin(site, actor)
        _check_free(site, names["name"], None)
        one = LinkType(site.next_id("linktype"), names["name"], names["inward"], names["outward"])
        site.link_types[one.id] = one
        return one


def edit_link_type(site: Site, actor: User | None, type_id: str, names: Mapping[str, str]) -> LinkType:
    """Change some of a link type's names."""
    with site.lock:
        one = link_type(site, type_id)
        _check_admin(site, actor)
        _check_free(site, names.get("name", one.name), one)
        for name, text in names.items():
            setattr(one, name, text)
        return one


def delete_link_type(site: Site, actor: User | None, type_id: str) -> None:
    """Remove a link type and every link of this type."""
    with site.lock:
        one = link_type(site, type_id)
        _check_admin(site, actor)
        for link in [link for link in site.links.values() if link.type is one]:
            unlink_issues(site, actor, str(link.id))
        del site.link_types[one.id]


def link_type(site: Site, type_id: str) -> LinkType:
    """The link type. Raises 404, or 400 for what is no id."""
    number = id_of(type_id)
    if number is None:
        raise JiraError(400, [f"The issue link type id '{type_id}' is not a number."])
    found = site.link_types.get(number)
    if found is None:
        raise JiraError(404, [f"No issue link type with id '{type_id}' found."])
    return found


def _check_admin(site: Site, actor: User | None) -> None:
    """The document answers 404, not 403, when Administer Jira is missing."""
    if not is_jira_admin(site, signed_in(actor)):
        raise JiraError(404, ["You do not have permission to administer issue link types."])


def _check_free(site: Site, name: str, besides: LinkType | None) -> None:
    if named(site.link_types, name) not in (None, besides):
        raise JiraError(404, [f"An issue link type with the name '{name}' already exists."])
