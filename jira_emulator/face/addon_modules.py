"""Which modules of which add-ons appear in a place of the site, and the frames that show them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from jira_emulator.face.viewer import PageViewer
from jira_emulator.host.conditions import all_hold
from jira_emulator.host.descriptor import Module, modules_of
from jira_emulator.host.frames import Frame, Place, channel, frame, jira_context
from jira_emulator.model import Installation, User
from jira_emulator.state import Site

FRAME_LIFETIME_SECONDS = 24 * 3600
RIGHT_PANELS = "atl.jira.view.issue.right.context"
LEFT_PANELS = "atl.jira.view.issue.left.context"
ADMIN_MENU = "admin_plugins_menu"
PAGE_KINDS = (
    "jiraProjectAdminTabPanels",
    "adminPages",
    "jiraProjectPages",
    "generalPages",
    "configurePage",
    "postInstallPage",
    "dialogs",
)

FramePassport = dict[str, str | int | None]


@dataclass(frozen=True)
class AddonModule:
    """A module together with the add-on that brings it."""

    installation: Installation
    module: Module

    @property
    def address(self) -> str:
        return f"/plugins/servlet/ac/{self.installation.addon_key}/{self.module.key}"


@dataclass(frozen=True)
class MenuSection:
    """A heading of the administration's menu with the pages below it."""

    title: str
    entries: tuple[AddonModule, ...]


@dataclass(frozen=True)
class ShownFrame:
    """A frame as the template writes it. `passport` lets the host's script ask for tokens in the frame's name."""

    frame: Frame
    channel: str
    context: dict[str, object]
    passport: str
    account_id: str
    time_zone: str
    target: str


def visible_modules(site: Site, user: User, place: Place, *kinds: str) -> Iterator[AddonModule]:
    """The modules of these kinds whose conditions hold here, of every add-on that is switched on."""
    for installation in list(site.installations.values()):
        if not installation.enabled:
            continue
        viewer = PageViewer(site, user, place, installation)
        for module in modules_of(installation.descriptor, *kinds):
            if all_hold(module.conditions, viewer):
                yield AddonModule(installation, module)


def page_module(site: Site, addon_key: str, module_key: str) -> AddonModule | None:
    """The page with this key, whatever its conditions say: they only hide links."""
    installation = site.installations.get(addon_key)
    if installation is None or not installation.enabled:
        return None
    pages = modules_of(installation.descriptor, *PAGE_KINDS)
    return next((AddonModule(installation, page) for page in pages if page.key == module_key), None)


def any_module(site: Site, addon_key: str, module_key: str) -> AddonModule | None:
    """The module with this key, of whatever kind."""
    installation = site.installations.get(addon_key)
    if installation is None or not installation.enabled:
        return None
    modules = modules_of(installation.descriptor)
    return next((AddonModule(installation, one) for one in modules if one.key == module_key and one.url), None)


def admin_sections(site: Site, user: User) -> list[MenuSection]:
    """The add-ons' part of the administration menu: their own sections, then the pages that sit elsewhere."""
    pages = list(visible_modules(site, user, Place(), "adminPages"))
    pages = [page for page in pages if page.module.location != "none"]
    headings = [one for one in visible_modules(site, user, Place(), "webSections") if one.module.location == ADMIN_MENU]
    sections = [_section_of(heading, pages) for heading in headings]
    placed = {entry for section in sections for entry in _keys(section.entries)}
    others = tuple(page for page in pages if _key(page) not in placed)
    if others:
        sections.append(MenuSection("Other apps", others))
    return [section for section in sections if section.entries]


def _section_of(heading: AddonModule, pages: Iterable[AddonModule]) -> MenuSection:
    location = f"{ADMIN_MENU}/{heading.module.key}"
    own = heading.installation.addon_key
    entries = [page for page in pages if page.module.location == location and page.installation.addon_key == own]
    return MenuSection(heading.module.name, tuple(entries))


def _key(one: AddonModule) -> tuple[str, str]:
    return one.installation.addon_key, one.module.key


def _keys(entries: Iterable[AddonModule]) -> set[tuple[str, str]]:
    return {_key(entry) for entry in entries}


def issue_panels(site: Site, user: User, place: Place) -> tuple[list[AddonModule], list[AddonModule]]:
    """The panels of an issue: those of the body, those of the right-hand column."""
    body = list(visible_modules(site, user, place, "jiraIssueContents"))
    aside = list(visible_modules(site, user, place, "jiraIssueContexts", "jiraIssueGlances"))
    for panel in visible_modules(site, user, place, "webPanels"):
        if panel.module.location == RIGHT_PANELS:
            aside.append(panel)
        elif panel.module.location == LEFT_PANELS:
            body.append(panel)
    return body, aside


def shown_frame(
    site: Site, user: User, one: AddonModule, place: Place, custom: Mapping[str, str] | None = None
) -> ShownFrame:
    """The frame that shows the module to this user in this place."""
    return ShownFrame(
        frame=frame(site, one.installation, one.module, place, user, custom),
        channel=channel(one.installation, one.module),
        context=dict(jira_context(place)),
        passport=_serializer().dumps(_passport(user, one, place)),
        account_id=user.account_id,
        time_zone=user.time_zone,
        target="issueview" if place.issue else "addonmodule",
    )


def _passport(user: User, one: AddonModule, place: Place) -> FramePassport:
    return {
        "account": user.account_id,
        "addon": one.installation.addon_key,
        "module": one.module.key,
        "project": place.project.id if place.project else None,
        "issue": place.issue.id if place.issue else None,
    }


def read_passport(text: str) -> FramePassport | None:
    """What the passport says, or None when it is forged or a day old."""
    try:
        passport = _serializer().loads(text, max_age=FRAME_LIFETIME_SECONDS)
    except BadSignature:
        return None
    return passport if isinstance(passport, dict) else None


def _serializer() -> URLSafeTimedSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeTimedSerializer(key, salt="frame")
