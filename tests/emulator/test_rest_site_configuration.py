"""Issue types, their schemes, statuses, screens and workflows: read by clients, changed by administrators."""

from collections.abc import Callable
from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.catalogue import add_custom_field
from jira_emulator.model import Installation
from jira_emulator.server import Emulator
from jira_emulator.state import Site
from tests.emulator.conftest import Caller, Receiver


def type_id(site: Site, name: str) -> str:
    return str(next(one.id for one in site.issue_types.values() if one.name == name))


@pytest.fixture
def told(installation: Installation) -> None:
    """The add-on hears of issue types."""
    hooks = [{"event": f"issuetype_{name}", "url": "/hooks"} for name in ("created", "updated", "deleted")]
    installation.descriptor["modules"]["webhooks"] += hooks


@pytest.mark.usefixtures("told")
def test_issue_type_is_made_renamed_and_replaced(
    admin: Caller, member: Caller, site: Site, receiver: Receiver, emulator: Emulator
) -> None:
    project = next(iter(site.projects.values()))
    made = admin.post("issuetype", {"name": "Incident", "description": "x"})
    project.issue_types.append(site.issue_types[int(made["id"])])
    key = member.create(issue_type="Incident")

    assert admin.call("PUT", f"issuetype/{made['id']}", {"name": "Outage"}).json()["name"] == "Outage"
    assert admin.call("DELETE", f"issuetype/{made['id']}").status_code == 404
    sub_task, task = type_id(site, "Sub-task"), type_id(site, "Task")
    assert admin.call("DELETE", f"issuetype/{made['id']}?alternativeIssueTypeId={sub_task}").status_code == 409
    assert admin.call("DELETE", f"issuetype/{made['id']}?alternativeIssueTypeId={task}").status_code == 204

    assert member.fields(key)["issuetype"]["name"] == "Task"
    assert emulator.settle()
    told = [one for one in receiver.events() if one.startswith("issuetype")]
    assert sorted(told) == ["issuetype_created", "issuetype_deleted", "issuetype_updated"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "task"}, 409),
        ({"name": "x" * 61}, 400),
        ({}, 400),
        ({"name": "x", "hierarchyLevel": 7}, 400),
        ({"name": "x", "colour": 1}, 400),
    ],
)
def test_refused_issue_type(admin: Caller, body: dict[str, Any], status: int) -> None:
    assert admin.call("POST", "issuetype", body).status_code == status


def test_types_of_a_level_and_their_alternatives(admin: Caller, member: Caller, site: Site) -> None:
    sub_task = admin.post("issuetype", {"name": "Step", "type": "subtask"})
    assert (sub_task["subtask"], sub_task["hierarchyLevel"]) == (True, -1)

    found = member.get(f"issuetype/project?projectId={next(iter(site.projects))}&level=1")
    assert [one["name"] for one in found] == ["Epic"]
    alternatives = member.get(f"issuetype/{type_id(site, 'Bug')}/alternatives")
    assert {one["name"] for one in alternatives} == {"Story", "Task"}
    assert member.call("GET", "issuetype/424242").status_code == 404
    assert member.call("POST", "issuetype", {"name": "x"}).status_code == 403


def test_scheme_decides_which_types_a_project_has(admin: Caller, member: Caller, site: Site) -> None:
    project_id, bug, task = str(next(iter(site.projects))), type_id(site, "Bug"), type_id(site, "Task")
    made = admin.post("issuetypescheme", {"name": "Only bugs", "issueTypeIds": [bug], "defaultIssueTypeId": bug})
    scheme = made["issueTypeSchemeId"]
    assign = {"issueTypeSchemeId": scheme, "projectId": project_id}
    key = member.create(issue_type="Task")

    assert admin.call("PUT", "issuetypescheme/project", assign).status_code == 400
    admin.call("DELETE", f"issue/{key}")
    assert admin.call("PUT", "issuetypescheme/project", assign).status_code == 204
    assert [one["name"] for one in member.get("issue/createmeta/SHOP/issuetypes")["issueTypes"]] == ["Bug"]
    (used,) = admin.get(f"issuetypescheme/project?projectId={project_id}")["values"]
    assert used["issueTypeScheme"]["defaultIssueTypeId"] == bug
    assert admin.call("PUT", f"issuetypescheme/{scheme}/issuetype", {"issueTypeIds": [task]}).status_code == 204
    member.create(issue_type="Task")
    assert admin.call("DELETE", f"issuetypescheme/{scheme}/issuetype/{task}").status_code == 400
    assert admin.call("DELETE", f"issuetypescheme/{scheme}/issuetype/{bug}").status_code == 204
    assert admin.get(f"issuetypescheme/mapping?issueTypeSchemeId={scheme}")["total"] == 1
    assert admin.call("DELETE", f"issuetypescheme/{scheme}").status_code == 400
    assert admin.call("POST", "issuetypescheme", {"name": "only BUGS", "issueTypeIds": [bug]}).status_code == 409
    assert admin.call("PUT", f"issuetypescheme/{scheme}", {"name": "Renamed"}).status_code == 204
    assert admin.get("issuetypescheme?queryString=rena")["total"] == 1


def test_statuses_are_searched_and_made_by_people_only(admin: Caller, member: Caller, addon: Caller) -> None:
    found = admin.get("statuses/search?searchString=in&statusCategory=IN_PROGRESS")
    assert [one["name"] for one in found["values"]] == ["In Progress", "In Review"]
    row = {"name": "Blocked", "statusCategory": "IN_PROGRESS"}
    (made,) = admin.post("statuses", {"scope": {"type": "GLOBAL"}, "statuses": [row]})

    assert member.get(f"status/{made['id']}")["statusCategory"]["key"] == "indeterminate"
    edit = {"statuses": [made | {"name": "Stuck", "statusCategory": "TODO"}]}
    assert admin.call("PUT", "statuses", edit).status_code == 204
    assert [one["name"] for one in admin.get(f"statuses?id={made['id']}")] == ["Stuck"]
    assert admin.get("statuses/byNames?name=stuck")[0]["statusCategory"] == "TODO"
    assert admin.call("POST", "statuses", {"scope": {"type": "GLOBAL"}, "statuses": [row, row]}).status_code == 400
    assert member.call("GET", "statuses/search").status_code == 401
    assert addon.call("GET", "statuses/search").status_code == 403
    assert member.get("statuscategory/new")["name"] == "To Do"


def test_field_can_be_written_once_it_is_on_the_screen(
    admin: Caller, member: Caller, site: Site, caller: Callable[[str], Caller]
) -> None:
    field = add_custom_field(site, "Extra", "string", "textfield").id
    screen = next(one["id"] for one in admin.get("screens?queryString=default")["values"])
    tab = admin.get(f"screens/{screen}/tabs")[0]["id"]
    path = f"screens/{screen}/tabs/{tab}/fields"
    key = member.create()

    assert admin.call("DELETE", f"{path}/{field}").status_code == 204
    assert member.edit(key, **{field: "x"}).status_code == 400
    assert field in [one["id"] for one in admin.get(f"screens/{screen}/availableFields")]
    assert admin.post(path, {"fieldId": field})["name"] == "Extra"
    assert member.edit(key, **{field: "x"}).status_code == 204
    assert admin.call("POST", path, {"fieldId": field}).status_code == 400
    assert admin.call("POST", path, {"fieldId": "nothing"}).status_code == 404
    assert admin.call("POST", f"{path}/{field}/move", {"position": "First"}).status_code == 204
    shown = caller("project_admin").get(f"screens/{screen}/tabs/{tab}/fields?projectKey=SHOP")
    assert shown[0]["id"] == field
    assert member.call("GET", f"screens/{screen}/tabs").status_code == 403


def test_screen_is_made_and_deleted_when_nothing_uses_it(admin: Caller, site: Site) -> None:
    made = admin.post("screens", {"name": "Mine"})

    assert admin.call("PUT", f"screens/{made['id']}", {"description": "x"}).json()["description"] == "x"
    assert admin.call("POST", "screens", {"name": "mine"}).status_code == 400
    assert admin.call("DELETE", f"screens/{made['id']}").status_code == 204
    assert admin.call("DELETE", f"screens/{next(iter(site.screens))}").status_code == 400


def test_workflow_is_readable_with_its_rules(admin: Caller, member: Caller, addon: Caller, site: Site) -> None:
    (flow,) = admin.get("workflow/search?expand=transitions.rules,statuses,projects,schemes")["values"]
    steps = {one["name"]: one for one in flow["transitions"]}

    assert (steps["Create"]["type"], steps["Done"]["type"]) == ("initial", "directed")
    assert steps["Approve"]["rules"]["conditionsTree"]["configuration"] == {"permissionKey": "CLOSE_ISSUES"}
    assert [one["name"] for one in flow["statuses"]] == ["To Do", "In Progress", "In Review", "Done"]
    project_id = next(iter(site.projects))
    (used,) = admin.get(f"workflowscheme/project?projectId={project_id}")["values"]
    assert used["workflowScheme"]["defaultWorkflow"] == flow["id"]["name"]
    assert admin.get(f"workflowscheme/{used['workflowScheme']['id']}")["draft"] is False
    assert admin.get("workflow")[0]["name"] == "Software workflow"
    assert member.call("GET", "workflow/search").status_code == 403
    assert member.call("GET", "workflow").status_code == 401
    assert addon.call("GET", "workflow/search").status_code == 403


def test_settings_are_read(admin: Caller, member: Caller, addon: Caller) -> None:
    assert member.get("configuration")["timeTrackingConfiguration"]["workingHoursPerDay"] == 8
    assert admin.get("configuration/timetracking")["key"] == "JIRA"
    assert [one["key"] for one in admin.get("application-properties?key=jira.title")] == ["jira.title"]
    assert admin.call("GET", "application-properties?key=none").status_code == 404
    assert admin.get("events")[0] == {"id": 1, "name": "Issue Created"}
    assert admin.get("settings/columns")[1] == {"label": "Key", "value": "issuekey"}
    assert addon.call("GET", "settings/columns").status_code == 403
    assert member.call("GET", "events").status_code == 403
    (first, *_) = member.get("resolution")
    assert member.get(f"resolution/{first['id']}")["name"] == first["name"]
    assert member.get(f"resolution/search?id={first['id']}")["total"] == 1


def test_every_project_has_a_scheme_of_its_own(admin: Caller, site: Site) -> None:
    other = seed.add_project(site, "OTHER", "Other")
    found = admin.get(f"issuetypescheme/project?projectId={other.id}&projectId={next(iter(site.projects))}")

    assert found["total"] == 2
