"""Letting a permission, role, group, option, priority or field of a site vanish, and bringing it back."""

from collections.abc import Mapping
from typing import Any, TypeVar, assert_never

from jira_emulator.lost import (
    LostField,
    LostGroup,
    LostOption,
    LostPermission,
    LostPriority,
    LostRole,
    OnScreen,
    Vanished,
)
from jira_emulator.model import Field, Project, Screen, User
from jira_emulator.permissions import PERMISSIONS
from jira_emulator.state import Site, named

Key = TypeVar("Key")
Thing = TypeVar("Thing")


class NotThere(Exception):
    """What should vanish, or come back, is not there; the message is a sentence."""


def vanish(site: Site, asked: Mapping[str, str]) -> int:
    """Let what was asked for vanish; the number brings it back. Raises `NotThere`.

    `asked` is one of: {permission, who, project?}, {role, who, project}, {group, who}, {field, option}, {field},
    {priority}. `who` is an account id, an e-mail or the key of an add-on.
    """
    with site.lock:
        lost = _found(site, asked)
        _take_away(site, lost)
        number = site.next_id("vanished", 1)
        site.vanished[number] = lost
        return number


def bring_back(site: Site, number: int) -> None:
    """Undo one. Raises `NotThere`."""
    with site.lock:
        if number not in site.vanished:
            raise NotThere(f"Nothing with the number {number} has vanished.")
        _put_back(site, site.vanished.pop(number))


def bring_all_back(site: Site) -> None:
    """Undo all, the last one first."""
    with site.lock:
        for number in sorted(site.vanished, reverse=True):
            bring_back(site, number)


def described(lost: Vanished) -> dict[str, str | None]:
    """What vanished, in the words in which it was asked for."""
    match lost:
        case LostPermission(user, permission, project):
            return {"permission": permission, "who": user.account_id, "project": project.key if project else None}
        case LostRole(user, role, project):
            return {"role": role, "who": user.account_id, "project": project.key}
        case LostGroup(user, group):
            return {"group": group, "who": user.account_id}
        case LostOption(field, option, _):
            return {"field": field.id, "option": option.value}
        case LostPriority(priority, _):
            return {"priority": priority.name}
        case LostField(field, _, _):
            return {"field": field.id}
        case _:
            assert_never(lost)


def _found(site: Site, asked: Mapping[str, str]) -> Vanished:
    match sorted(set(asked) - {"who", "project"}):
        case ["permission"]:
            return _permission(site, asked)
        case ["role"]:
            return _role(site, asked)
        case ["group"]:
            user, group = _user(site, asked), asked["group"]
            if group not in user.groups:
                raise NotThere(f"{user.account_id} is not in the group {group!r}.")
            return LostGroup(user, group)
        case ["field", "option"]:
            return _option(site, asked)
        case ["field"]:
            return _field(site, asked)
        case ["priority"]:
            return _priority(site, asked)
        case _:
            raise NotThere("Ask for a permission, a role, a group, an option of a field, a field or a priority.")


def _permission(site: Site, asked: Mapping[str, str]) -> LostPermission:
    if asked["permission"] not in PERMISSIONS:
        raise NotThere(f"There is no permission {asked['permission']!r}.")
    project = _project(site, asked) if "project" in asked else None
    return LostPermission(_user(site, asked), asked["permission"], project)


def _role(site: Site, asked: Mapping[str, str]) -> LostRole:
    user, project = _user(site, asked), _project(site, asked)
    if user.account_id not in project.roles.get(asked["role"], ()):
        raise NotThere(f"{user.account_id} does not play the role {asked['role']!r} in {project.key}.")
    return LostRole(user, asked["role"], project)


def _option(site: Site, asked: Mapping[str, str]) -> LostOption:
    field = _known_field(site, asked)
    for position, option in enumerate(field.options):
        if option.value == asked["option"]:
            return LostOption(field, option, position)
    raise NotThere(f"{field.name} has no option {asked['option']!r}.")


def _priority(site: Site, asked: Mapping[str, str]) -> LostPriority:
    priority = named(site.priorities, asked["priority"])
    if priority is None:
        raise NotThere(f"There is no priority {asked['priority']!r}.")
    return LostPriority(priority, list(site.priorities).index(priority.id))


def _field(site: Site, asked: Mapping[str, str]) -> LostField:
    field = _known_field(site, asked)
    screens = [_on_screen(one, field) for one in site.screens.values() if field.id in one.field_ids]
    position = list(site.fields).index(field.id) if field.is_custom else None
    return LostField(field, position, tuple(screens))


def _on_screen(screen: Screen, field: Field) -> OnScreen:
    return OnScreen(screen, screen.field_ids.index(field.id), field.id in screen.required)


def _known_field(site: Site, asked: Mapping[str, str]) -> Field:
    field = site.field(asked["field"])
    if field is None:
        raise NotThere(f"There is no field {asked['field']!r}.")
    return field


def _user(site: Site, asked: Mapping[str, str]) -> User:
    who = asked.get("who", "")
    installation = site.installations.get(who)
    user = installation.app_user if installation is not None else site.users.get(who) or site.user_by_email(who)
    if user is None or not who:
        raise NotThere(f"There is nobody {who!r}.")
    return user


def _project(site: Site, asked: Mapping[str, str]) -> Project:
    project = site.project(asked.get("project", ""))
    if project is None:
        raise NotThere(f"There is no project {asked.get('project', '')!r}.")
    return project


def _take_away(site: Site, lost: Vanished) -> None:
    match lost:
        case LostPermission():
            site.withdrawn.add(_withdrawal(lost))
        case LostRole(user, role, project):
            project.roles[role].discard(user.account_id)
        case LostGroup(user, group):
            user.groups.discard(group)
        case LostOption(field, option, _):
            field.options.remove(option)
        case LostPriority(priority, _):
            site.priorities = {key: one for key, one in site.priorities.items() if one is not priority}
        case LostField(field, position, screens):
            for one in screens:
                one.screen.field_ids.remove(field.id)
                one.screen.required.discard(field.id)
            if position is not None:
                site.fields = {key: one for key, one in site.fields.items() if one is not field}
        case _:
            assert_never(lost)


def _put_back(site: Site, lost: Vanished) -> None:
    match lost:
        case LostPermission():
            site.withdrawn.discard(_withdrawal(lost))
        case LostRole(user, role, project):
            project.roles.setdefault(role, set()).add(user.account_id)
        case LostGroup(user, group):
            user.groups.add(group)
        case LostOption(field, option, position):
            field.options.insert(position, option)
        case LostPriority(priority, position):
            site.priorities = with_item(site.priorities, position, priority.id, priority)
        case LostField(field, position, screens):
            if position is not None:
                site.fields = with_item(site.fields, position, field.id, field)
            for one in screens:
                one.screen.field_ids.insert(one.position, field.id)
                one.screen.required |= {field.id} if one.required else set()
        case _:
            assert_never(lost)


def _withdrawal(lost: LostPermission) -> tuple[str, str, int | None]:
    return (lost.user.account_id, lost.permission, None if lost.project is None else lost.project.id)


def with_item(before: Mapping[Key, Thing], position: int, key: Key, thing: Thing) -> dict[Key, Thing]:
    """The mapping with one more item at this place of its order."""
    items: list[tuple[Any, Any]] = list(before.items())
    items.insert(position, (key, thing))
    return dict(items)
