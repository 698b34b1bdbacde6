"""Filters (Jira Cloud REST v3, "Filters"): creating answers 200, and what is missing is a 400."""

from collections.abc import Callable, Mapping
from typing import Any

from jira_emulator.actions.filters import (
    check_filter,
    create_filter,
    delete_filter,
    own_filter,
    sees,
    visible_filter,
)
from jira_emulator.errors import INVALID_PAYLOAD, JiraError, UnreadableRequest
from jira_emulator.filters import Filter
from jira_emulator.permissions import is_jira_admin, signed_in
from jira_emulator.rest.filter_bean import filter_bean, listed_filter, read_shares
from jira_emulator.rest.router import NO_CONTENT, Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of

MOST_IDS = 200
ORDERS: dict[str, Callable[[Filter, str], Any]] = {
    "id": lambda one, me: one.id,
    "name": lambda one, me: one.name.lower(),
    "description": lambda one, me: one.description.lower(),
    "owner": lambda one, me: one.owner.display_name.lower(),
    "favourite_count": lambda one, me: len(one.favourite_of),
    "is_favourite": lambda one, me: me in one.favourite_of,
    "is_shared": lambda one, me: bool(one.shares),
}


@operation("POST", "/filter", Scope.WRITE)
def add_filter(call: Call) -> Answer:
    owner, body = signed_in(call.actor), call.json_object()
    one = Filter(
        call.site.next_id("filter"),
        _text(body, "name", ""),
        _text(body, "jql", ""),
        owner,
        _text(body, "description", ""),
        shares=read_shares(call, body, "sharePermissions"),
        editors=read_shares(call, body, "editPermissions"),
    )
    if body.get("favourite") is True:
        one.favourite_of.add(owner.account_id)
    return Answer(filter_bean(call.shape, create_filter(call.site, owner, one)))


def _text(body: Mapping[str, Any], name: str, otherwise: str) -> str:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise UnreadableRequest(400, [INVALID_PAYLOAD])
    return otherwise if value is None else value


@operation("GET", "/filter/<filter_id>", Scope.READ)
def get_filter(call: Call, filter_id: str) -> Answer:
    return Answer(filter_bean(call.shape, visible_filter(call.site, call.actor, filter_id)))


@operation("PUT", "/filter/<filter_id>", Scope.WRITE)
def edit_filter(call: Call, filter_id: str) -> Answer:
    """What is left out stays as it was."""
    body = call.json_object()
    with call.site.lock:
        one = own_filter(call.site, call.actor, filter_id)
        name, jql = _text(body, "name", one.name), _text(body, "jql", one.jql)
        description = _text(body, "description", one.description)
        check_filter(call.site, one.owner, name, jql, one)
        if "sharePermissions" in body:
            one.shares = read_shares(call, body, "sharePermissions")
        if "editPermissions" in body:
            one.editors = read_shares(call, body, "editPermissions")
        one.name, one.jql, one.description = name, jql, description
    return Answer(filter_bean(call.shape, one))


@operation("DELETE", "/filter/<filter_id>", Scope.DELETE)
def remove_filter(call: Call, filter_id: str) -> Answer:
    delete_filter(call.site, call.actor, filter_id)
    return NO_CONTENT


@operation("GET", "/filter/search", Scope.READ)
def search_filters(call: Call) -> Answer:
    """The filters that the caller sees and that fit every parameter."""
    ids = call.words("id")
    order = call.args.get("orderBy", "name")
    key = ORDERS.get(order.lstrip("+- "))
    if key is None or len(ids) > MOST_IDS or not all(id_of(one) for one in ids):
        raise JiraError(400, ["The parameters 'orderBy' or 'id' are not valid."])
    me = call.actor.account_id if call.actor else ""
    found = [one for one in _visible(call) if _fits(call, one) and (not ids or str(one.id) in ids)]
    found.sort(key=lambda one: (key(one, me), one.id), reverse=order.startswith("-"))
    rows = [listed_filter(call.shape, one, call.words("expand")) for one in found]
    return Answer(page_bean(call, "filter/search", rows))


def _visible(call: Call) -> list[Filter]:
    every = call.flag("overrideSharePermissions") and is_jira_admin(call.site, call.actor)
    return [one for one in list(call.site.filters.values()) if every or sees(call.site, call.actor, one)]


def _fits(call: Call, one: Filter) -> bool:
    words = call.args.get("filterName", "").lower().split()
    if not all(word in one.name.lower() for word in words):
        return False
    if call.args.get("accountId") not in (None, "", one.owner.account_id):
        return False
    project = call.args.get("projectId")
    if project and all(share.project is None or str(share.project.id) != project for share in one.shares):
        return False
    group = call.args.get("groupname") or call.args.get("groupId")
    return not group or any(group in (share.group, call.site.groups.get(share.group)) for share in one.shares)


@operation("GET", "/filter/my", Scope.READ)
def my_filters(call: Call) -> Answer:
    me = signed_in(call.actor)
    with_favourites = call.flag("includeFavourites")
    return Answer(
        [
            filter_bean(call.shape, one)
            for one in _visible(call)
            if one.owner is me or (with_favourites and me.account_id in one.favourite_of)
        ]
    )


@operation("GET", "/filter/favourite", Scope.READ)
def favourite_filters(call: Call) -> Answer:
    me = call.actor.account_id if call.actor else ""
    return Answer([filter_bean(call.shape, one) for one in _visible(call) if me in one.favourite_of])


@operation("PUT", "/filter/<filter_id>/favourite", Scope.WRITE)
def favour_filter(call: Call, filter_id: str) -> Answer:
    return _favoured(call, filter_id, True)


@operation("DELETE", "/filter/<filter_id>/favourite", Scope.DELETE)
def unfavour_filter(call: Call, filter_id: str) -> Answer:
    return _favoured(call, filter_id, False)


def _favoured(call: Call, filter_id: str, is_favourite: bool) -> Answer:
    me = signed_in(call.actor)
    with call.site.lock:
        one = visible_filter(call.site, me, filter_id)
        one.favourite_of.discard(me.account_id)
        if is_favourite:
            one.favourite_of.add(me.account_id)
    return Answer(filter_bean(call.shape, one))


@operation("PUT", "/filter/<filter_id>/owner", Scope.WRITE)
def give_filter_away(call: Call, filter_id: str) -> Answer:
    account_id = call.strict_object({"accountId"}).get("accountId")
    with call.site.lock:
        one = call.site.filters.get(id_of(filter_id) or -1)
        heir = call.site.users.get(account_id) if isinstance(account_id, str) else None
        if one is None or heir is None:
            raise JiraError(404, ["The filter or its new owner does not exist."])
        if one.owner is not call.actor and not is_jira_admin(call.site, call.actor):
            raise JiraError(403, ["You do not have permission to change the owner of this filter."])
        check_filter(call.site, heir, one.name, one.jql, one)
        one.owner = heir
    return NO_CONTENT
