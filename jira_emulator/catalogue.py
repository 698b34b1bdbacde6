"""What every Jira site comes with: fields, types, statuses, priorities, resolutions, link types, the
workflow.
"""

from jira_emulator.model import (
    Field,
    FieldContext,
    FieldSchema,
    IssueType,
    IssueTypeScheme,
    IssueTypeScreenScheme,
    LinkType,
    NeedsPermission,
    Priority,
    ProjectRole,
    Resolution,
    Screen,
    ScreenScheme,
    Status,
    StatusCategory,
    Transition,
    Workflow,
)
from jira_emulator.permissions import ADDON_GROUP, PERMISSIONS
from jira_emulator.schemes import FieldConfiguration, Grant, GrantKind, PermissionScheme
from jira_emulator.state import Site, named

SET = ("set",)
SETS = ("add", "set", "remove")

# id, name, type, items, verbs, navigable, orderable
SYSTEM_FIELDS: tuple[tuple[str, str, str, str | None, tuple[str, ...], bool, bool], ...] = (
    ("summary", "Summary", "string", None, SET, True, True),
    ("issuetype", "Issue Type", "issuetype", None, SET, True, True),
    ("project", "Project", "project", None, SET, True, False),
    ("status", "Status", "status", None, (), True, False),
    ("statuscategorychangedate", "Status Category Changed", "datetime", None, (), True, False),
    ("priority", "Priority", "priority", None, SET, True, True),
    ("resolution", "Resolution", "resolution", None, SET, True, True),
    ("resolutiondate", "Resolved", "datetime", None, (), True, False),
    ("description", "Description", "string", None, SET, True, True),
    ("environment", "Environment", "string", None, SET, True, True),
    ("labels", "Labels", "array", "string", SETS, True, True),
    ("components", "Components", "array", "component", SETS, True, True),
    ("versions", "Affects versions", "array", "version", SETS, True, True),
    ("fixVersions", "Fix versions", "array", "version", SETS, True, True),
    ("assignee", "Assignee", "user", None, SET, True, True),
    ("reporter", "Reporter", "user", None, SET, True, True),
    ("security", "Security Level", "securitylevel", None, SET, True, True),
    ("creator", "Creator", "user", None, (), True, False),
    ("created", "Created", "datetime", None, (), True, False),
    ("updated", "Updated", "datetime", None, (), True, False),
    ("duedate", "Due date", "date", None, SET, True, True),
    ("timetracking", "Time tracking", "timetracking", None, ("set", "edit"), False, True),
    ("timeoriginalestimate", "Original estimate", "number", None, (), True, False),
    ("timeestimate", "Remaining Estimate", "number", None, (), True, False),
    ("timespent", "Time Spent", "number", None, (), True, False),
    ("parent", "Parent", "issuelink", None, SET, True, False),
    ("subtasks", "Sub-tasks", "array", "issuelinks", (), True, False),
    ("issuelinks", "Linked Issues", "array", "issuelinks", ("add", "copy"), True, True),
    ("attachment", "Attachment", "array", "attachment", ("set", "copy"), True, True),
    ("comment", "Comment", "comments-page", None, ("add", "edit", "remove"), False, True),
    ("worklog", "Log Work", "array", "worklog", ("add",), False, True),
    ("watches", "Watchers", "watches", None, (), True, False),
    ("votes", "Votes", "votes", None, (), True, False),
)
SCREEN_FIELDS = [
    "summary",
    "issuetype",
    "parent",
    "priority",
    "labels",
    "description",
    "environment",
    "components",
    "versions",
    "fixVersions",
    "assignee",
    "reporter",
    "security",
    "duedate",
    "timetracking",
    "issuelinks",
    "attachment",
    "comment",
    "worklog",
]
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes"
MEMBER_PERMISSIONS = frozenset(PERMISSIONS) - {
    "ADMINISTER_PROJECTS",
    "EDIT_ALL_COMMENTS",
    "DELETE_ALL_COMMENTS",
    "DELETE_ALL_ATTACHMENTS",
    "DELETE_ALL_WORKLOGS",
    "EDIT_ALL_WORKLOGS",
    "DELETE_ISSUES",
    "MODIFY_REPORTER",
    "MANAGE_WATCHERS",
    "CLOSE_ISSUES",
}


def stock(site: Site) -> None:
    """Put into an empty site what a new Jira site has."""
    _add_statuses(site)
    _add_types(site)
    add_type_scheme(site, "Default Issue Type Scheme", list(site.issue_types.values())).is_default = True
    _add_fields(site)
    _add_roles(site)
    screen = Screen(site.next_id("screen", 1), "Default Screen", list(SCREEN_FIELDS), {"summary"})
    site.screens[screen.id] = screen
    schemes = ScreenScheme(site.next_id("screenscheme", 1), "Default Screen Scheme", {"default": screen})
    site.screen_schemes[schemes.id] = schemes
    by_type = IssueTypeScreenScheme(1, "Default Issue Type Screen Scheme", {None: schemes})
    site.issue_type_screen_schemes[site.next_id("issuetypescreenscheme", 1)] = by_type
    rules = FieldConfiguration(site.next_id("fieldconfiguration"), "Default Field Configuration", is_default=True)
    rules.description, rules.required = "The default field configuration", {"summary", "issuetype"}
    site.field_configurations[rules.id] = rules
    workflow = software_workflow(site)
    site.workflows[workflow.id] = workflow


def _add_statuses(site: Site) -> None:
    for row in ((2, "new", "To Do", "blue-gray"), (4, "indeterminate", "In Progress", "yellow")):
        site.status_categories[row[0]] = StatusCategory(*row)
    site.status_categories[3] = StatusCategory(3, "done", "Done", "green")
    site.status_categories[1] = StatusCategory(1, "undefined", "No Category", "medium-gray")
    for name, category in (("To Do", 2), ("In Progress", 4), ("In Review", 4), ("Done", 3)):
        add_status(site, name, category)


def add_status(site: Site, name: str, category_id: int, description: str = "") -> Status:
    one = Status(site.next_id("status"), name, site.status_categories[category_id], description)
    site.statuses[one.id] = one
    return one


def _add_types(site: Site) -> None:
    for name, description, subtask, level in (
        ("Epic", "A big user story that needs to be broken down.", False, 1),
        ("Story", "Functionality or a feature expressed as a user goal.", False, 0),
        ("Task", "A small, distinct piece of work.", False, 0),
        ("Bug", "A problem or error.", False, 0),
        ("Sub-task", "A small piece of work that is part of a larger task.", True, -1),
    ):
        add_issue_type(site, name, description, subtask, level)
    for number, (name, color) in enumerate(
        (
            ("Highest", "#d04437"),
            ("High", "#f15C75"),
            ("Medium", "#f79232"),
            ("Low", "#707070"),
            ("Lowest", "#999999"),
        ),
        1,
    ):
        site.priorities[number] = Priority(number, name, f"{name} priority.", color)
        site.reserve_id("priority", 9999 + number)
    for name in ("Done", "Won't Do", "Duplicate", "Cannot Reproduce"):
        one = Resolution(site.next_id("resolution"), name)
        site.resolutions[one.id] = one
    for row in (
        ("Blocks", "is blocked by", "blocks"),
        ("Cloners", "is cloned by", "clones"),
        ("Duplicate", "is duplicated by", "duplicates"),
        ("Relates", "relates to", "relates to"),
    ):
        add_link_type(site, *row)


def add_issue_type(site: Site, name: str, description: str, subtask: bool, level: int) -> IssueType:
    one = IssueType(site.next_id("issuetype"), name, description, subtask, level)
    site.issue_types[one.id] = one
    return one


def add_type_scheme(site: Site, name: str, issue_types: list[IssueType]) -> IssueTypeScheme:
    one = IssueTypeScheme(site.next_id("issuetypescheme"), name, issue_types)
    site.issue_type_schemes[one.id] = one
    return one


def add_link_type(site: Site, name: str, inward: str, outward: str) -> LinkType:
    one = LinkType(site.next_id("linktype"), name, inward, outward)
    site.link_types[one.id] = one
    return one


def _add_fields(site: Site) -> None:
    for field_id, name, kind, items, verbs, navigable, orderable in SYSTEM_FIELDS:
        schema = FieldSchema(kind, items, system=field_id)
        site.fields[field_id] = Field(field_id, name, schema, verbs, navigable, orderable)
    site.fields["issuekey"] = Field("issuekey", "Key", None, (), True, False)


def add_custom_field(
    site: Site, name: str, kind: str, type_key: str, items: str | None = None, verbs: tuple[str, ...] = SET
) -> Field:
    """A custom field, on every screen. `type_key` is the last part of Atlassian's type ("textarea",
    "select").
    """
    one = new_custom_field(site, name, kind, type_key, items, verbs)
    for screen in site.screens.values():
        screen.field_ids.append(one.id)
    return one


def new_custom_field(
    site: Site, name: str, kind: str, type_key: str, items: str | None = None, verbs: tuple[str, ...] = SET
) -> Field:
    """A custom field that exists in every project, and on no screen yet."""
    number = site.next_id("customfield", 10020)
    schema = FieldSchema(kind, items, custom=f"{CUSTOM}:{type_key}", custom_id=number)
    context = FieldContext(site.next_id("fieldcontext", 10100), f"Default Configuration Scheme for {name}")
    one = Field(f"customfield_{number}", name, schema, verbs, contexts=[context])
    site.fields[one.id] = one
    return one


def _add_roles(site: Site) -> None:
    for name in ("Administrators", "Member"):
        one = ProjectRole(site.next_id("role", 10002), name)
        site.project_roles[one.id] = one


def permission_scheme(site: Site) -> PermissionScheme:
    """Members work; administrators and add-ons do all (what an add-on may call is limited by its scopes)."""
    holders = {
        Grant(GrantKind.PROJECT_ROLE, "Administrators"): frozenset(PERMISSIONS),
        Grant(GrantKind.PROJECT_ROLE, "Member"): MEMBER_PERMISSIONS,
        Grant(GrantKind.GROUP, ADDON_GROUP): frozenset(PERMISSIONS),
    }
    grants: dict[str, set[Grant]] = {}
    for holder, keys in holders.items():
        for key in keys:
            grants.setdefault(key, set()).add(holder)
    one = PermissionScheme(site.next_id("permissionscheme"), "Default software scheme", grants)
    site.permission_schemes[one.id] = one
    return one


def software_workflow(site: Site) -> Workflow:
    """To Do, In Progress, In Review, Done; only who may resolve approves, and approving sets the
    resolution.
    """
    to_do, doing, review, done = (_status(site, name) for name in ("To Do", "In Progress", "In Review", "Done"))
    resolve_screen = Screen(site.next_id("screen", 1), "Resolve Issue Screen", ["resolution", "comment"])
    site.screens[resolve_screen.id] = resolve_screen
    resolved = named(site.resolutions, "Done")
    steps = [
        Transition(11, "Start progress", doing, (to_do,)),
        Transition(21, "Stop progress", to_do, (doing,)),
        Transition(31, "Request review", review, (doing,)),
        Transition(41, "Request changes", doing, (review,)),
        Transition(
            51,
            "Approve",
            done,
            (review,),
            NeedsPermission("CLOSE_ISSUES"),
            resolve_screen,
            sets_resolution=resolved,
        ),
        Transition(61, "Done", done, (to_do, doing), screen=resolve_screen, sets_resolution=resolved),
        Transition(71, "Reopen", to_do, (done,), clears_resolution=True),
    ]
    return Workflow(site.next_id("workflow", 1), "Software workflow", to_do, steps)


def _status(site: Site, name: str) -> Status:
    one = named(site.statuses, name)
    assert one is not None
    return one
