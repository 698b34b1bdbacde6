"""Making, changing, sharing and removing filters."""

from collections.abc import Iterable

from jira_emulator.errors import JiraError
from jira_emulator.filters import Filter, Share
from jira_emulator.jql import JqlError, parse
from jira_emulator.model import User
from jira_emulator.permissions import allowed, is_jira_admin, signed_in
from jira_emulator.searching import Context
from jira_emulator.state import Site, id_of

LONGEST_NAME = 255


def create_filter(site: Site, actor: User | None, one: Filter) -> Filter:
    """Keep a filter. Raises 400 for a name that its owner uses, or a query that can't be run."""
    signed_in(actor)
    with site.lock:
        check_filter(site, one.owner, one.name, one.jql)
        site.filters[one.id] = one
        return one


def check_filter(site: Site, owner: User, name: str, jql: str, besides: Filter | None = None) -> None:
    """Raises 400 for a name that is empty, too long or taken by the same owner, and for a bad query."""
    if not name.strip() or len(name) > LONGEST_NAME:
        raise JiraError(400, errors={"filterName": f"The filter name must have 1 to {LONGEST_NAME} characters."})
    taken = [one for one in site.filters.values() if one.owner is owner and one.name.lower() == name.lower()]
    if any(one is not besides for one in taken):
        raise JiraError(400, errors={"filterName": "Filter with same name already exists."})
    try:
        parse(jql).compile(Context(site, owner))
    except JqlError as refusal:
        raise JiraError(400, refusal.messages) from None


def visible_filter(site: Site, actor: User | None, filter_id: str) -> Filter:
    """The filter, if it is the actor's or shared with the actor. Raises the document's 400."""
    found = site.filters.get(id_of(filter_id) or -1)
    if found is None or not sees(site, actor, found):
        raise JiraError(400, [f"The selected filter with ID '{filter_id}' does not exist."])
    return found


def own_filter(site: Site, actor: User | None, filter_id: str) -> Filter:
    """A visible filter that the actor may change. Raises 400."""
    found = visible_filter(site, signed_in(actor), filter_id)
    if found.owner is not actor and not _shared(site, actor, found.editors):
        raise JiraError(400, ["You do not have permission to edit this filter."])
    return found


def delete_filter(site: Site, actor: User | None, filter_id: str) -> None:
    """Remove a filter: for its owner and for Jira's administrators."""
    with site.lock:
        user = signed_in(actor)
        found = site.filters.get(id_of(filter_id) or -1)
        if found is None or not (sees(site, user, found) or is_jira_admin(site, user)):
            raise JiraError(400, [f"The selected filter with ID '{filter_id}' does not exist."])
        if found.owner is not user and not is_jira_admin(site, user):
            raise JiraError(401, ["You do not have permission to delete this filter."])
        del site.filters[found.id]


def sees(site: Site, actor: User | None, one: Filter) -> bool:
    """Whether a filter exists for this user."""
    return one.owner is actor or _shared(site, actor, [*one.shares, *one.editors])


def _shared(site: Site, actor: User | None, shares: Iterable[Share]) -> bool:
    return any(_reaches(site, actor, one) for one in shares)


def _reaches(site: Site, actor: User | None, share: Share) -> bool:
    match share.kind:
        case "global":
            return True
        case "authenticated":
            return actor is not None
        case "group":
            return actor is not None and share.group in actor.groups
        case "user":
            return actor is not None and share.user is actor
        case "projectRole":
            assert share.project is not None
            assert share.role is not None
            return actor is not None and actor.account_id in share.project.roles.get(share.role.name, ())
        case _:
            return allowed(site, actor, "BROWSE_PROJECTS", share.project)
