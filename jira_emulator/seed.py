"""The people, projects and issues of a site that nobody has used yet."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jira_emulator import actions
from jira_emulator.agile.fields import add_agile_fields
from jira_emulator.catalogue import add_custom_field, add_type_scheme, permission_scheme, stock
from jira_emulator.fields.writing import FieldInput
from jira_emulator.flavours import Newcomer
from jira_emulator.model import Component, Option, Project, Screen, User, Version
from jira_emulator.permissions import ADDON_GROUP, ADMIN_GROUP, USER_GROUP
from jira_emulator.schemes import Grant, SecurityLevel, SecurityScheme
from jira_emulator.seed_issues import FIRST_ISSUES, SECOND_ISSUES, SeedIssue
from jira_emulator.state import Site, named
from jira_emulator.text import RichText


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has an account on every site."""

    part: str  # "admin" | "project_admin" | "member" | "stranger"
    name: str
    email: str
    time_zone: str


PEOPLE = (
    Person("admin", "Ada Brandt", "ada@example.com", "Europe/Berlin"),
    Person("project_admin", "Priya Nair", "priya@example.com", "Asia/Kolkata"),
    Person("member", "Milo Okafor", "milo@example.com", "Europe/London"),
    Person("stranger", "Sam Stranger", "sam@example.com", "America/New_York"),
)


def account_id_of(email: str) -> str:
    """The account id of a person: the same on every site, as Atlassian's are."""
    return hashlib.sha256(email.lower().encode()).hexdigest()[:24]


def furnish(site: Site, seed: int = 0) -> Site:
    """Give an empty site people, groups and everything that Jira comes with; no project yet.

    A site that is furnished already stays as it is.
    """
    with site.lock:
        if site.statuses:
            return site
        for group in (ADMIN_GROUP, USER_GROUP, *((ADDON_GROUP,) if site.flavour.has_addons else ())):
            site.groups[group] = str(uuid.UUID(int=site.random.getrandbits(128), version=4))
        for one in PEOPLE:
            add_person(site, one, seed)
        person(site, "admin").groups.add(ADMIN_GROUP)
        stock(site)
        permission_scheme(site)
        _add_custom_fields(site)
        add_agile_fields(site)
    return site


def add_person(site: Site, one: Person, seed: int = 0) -> User:
    """An account for a person; its token (and password) is the same for the same seed."""
    newcomer = Newcomer(
        account_id=account_id_of(one.email),
        display_name=one.name,
        email=one.email,
        secret=hashlib.sha256(f"{seed}:{one.email}".encode()).hexdigest(),
        time_zone=one.time_zone,
    )
    user = site.flavour.people.enrol(site, newcomer)
    user.groups.add(USER_GROUP)
    return user


def person(site: Site, part: str) -> User:
    """Who plays this part: "admin", "project_admin", "member" or "stranger"."""
    email = next(one.email for one in PEOPLE if one.part == part)
    return site.users[account_id_of(email)]


def _add_custom_fields(site: Site) -> None:
    severity = add_custom_field(site, "Severity", "option", "select")
    severity.options.extend(
        Option(site.next_id("option"), value) for value in ("Cosmetic", "Minor", "Major", "Critical")
    )
    add_custom_field(site, "Story Points", "number", "float")
    add_custom_field(site, "Acceptance Criteria", "string", "textarea")
    add_custom_field(site, "Customer", "string", "textfield")


def add_project(site: Site, key: str, name: str, admins: Iterable[User] = (), members: Iterable[User] = ()) -> Project:
    """A company-managed software project; by default the Jira and the project admin run it and the member
    works.
    """
    runs = list(admins) or [person(site, "admin"), person(site, "project_admin")]
    works = list(members) or [person(site, "member")]
    with site.lock:
        project = new_project(site, key, name, runs, works)
        site.projects[project.id] = project
        return project


def new_project(site: Site, key: str, name: str, runs: Iterable[User], works: Iterable[User]) -> Project:
    """A project that the site does not know yet; the first of those who run it leads it."""
    with site.lock:
        admins = list(runs)
        medium = named(site.priorities, "Medium")
        assert medium is not None
        return Project(
            id=site.next_id("project"),
            key=key,
            name=name,
            lead=admins[0],
            issue_types=add_type_scheme(site, f"{key}: issue types", list(site.issue_types.values())).issue_types,
            workflow=next(iter(site.workflows.values())),
            create_screen=_default_screen(site),
            edit_screen=_default_screen(site),
            permission_scheme=next(iter(site.permission_schemes.values())),
            default_priority=medium,
            uuid=str(uuid.UUID(int=site.random.getrandbits(128), version=4)),
            roles={
                "Administrators": {one.account_id for one in admins},
                "Member": {one.account_id for one in works},
            },
        )


def _default_screen(site: Site) -> Screen:
    screen = named(site.screens, "Default Screen")
    assert screen is not None
    return screen


def add_component(site: Site, project: Project, name: str, description: str = "") -> Component:
    one = Component(site.next_id("component"), name, project.id, description)
    project.components.append(one)
    return one


def add_version(site: Site, project: Project, name: str, released: bool = False) -> Version:
    one = Version(site.next_id("version"), name, project.id, released=released)
    project.versions.append(one)
    return one


def add_security(site: Site, project: Project, levels: Mapping[str, Iterable[Grant]]) -> SecurityScheme:
    """A security scheme of its own for a project: levels by name, each with those who see its issues."""
    scheme = SecurityScheme(site.next_id("securityscheme"), f"{project.key} security")
    for name, members in levels.items():
        numbered = {site.next_id("securitymember"): one for one in members}
        scheme.levels.append(SecurityLevel(site.next_id("securitylevel"), name, members=numbered))
    site.security_schemes[scheme.id] = scheme
    project.security_scheme = scheme
    return scheme


def demo(first: Site, second: Site) -> None:
    """Two furnished sites with a believable project each, a partner project without issues, and a side
    project.
    """
    storefront = add_project(first, "SHOP", "Storefront")
    for name in ("Checkout", "Catalogue", "Accounts"):
        add_component(first, storefront, name)
    for name, released in (("2.3", True), ("2.4", False)):
        add_version(first, storefront, name, released)
    _fill(first, storefront, FIRST_ISSUES)
    admin, lead = person(first, "admin"), person(first, "project_admin")
    add_project(first, "OPS", "Operations", admins=[lead], members=[admin, person(first, "member")])
    platform = add_project(second, "PLAT", "Platform")
    _fill(second, add_project(second, "DESK", "Service Desk"), SECOND_ISSUES)
    for name in ("Payments", "Search", "Identity"):
        add_component(second, platform, name)


def _fill(site: Site, project: Project, issues: Iterable[SeedIssue]) -> None:
    for one in issues:
        reporter = person(site, one.reporter)
        fields = {
            "project": {"key": project.key},
            "issuetype": {"name": one.issue_type},
            "summary": one.summary,
            "description": one.description,
            "priority": {"name": one.priority},
            "labels": list(one.labels),
        }
        issue = actions.create_issue(site, reporter, FieldInput(fields))
        for who, text in one.comments:
            actions.add_comment(site, person(site, who), issue.id, RichText(wiki=text))
        for step in one.transitions:
            actions.transition_issue(site, person(site, "admin"), issue.id, step)
