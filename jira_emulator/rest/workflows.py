"""Workflows and the schemes that give them to projects, for reading (Jira Cloud REST v3, "Workflows", "Workflow
schemes").

A project of the emulator has one workflow for all its issue types, so each workflow has one scheme, with its id.
"""

from typing import Any, assert_never

from jira_emulator import beans
from jira_emulator.errors import JiraError
from jira_emulator.model import Condition, NeedsPermission, OnlyAssignee, Project, Transition, Workflow
from jira_emulator.rest.access import jira_admin, runs_jira
from jira_emulator.rest.listing import asked_ids, holds
from jira_emulator.rest.router import Answer, Call, operation, page_bean
from jira_emulator.scopes import Scope
from jira_emulator.state import id_of


def _users(call: Call, one: Workflow) -> list[Project]:
    """The projects that use the workflow."""
    return [each for each in call.site.projects.values() if each.workflow is one]


@operation("GET", "/workflow/search", Scope.ADMIN)
def search_workflows(call: Call) -> Answer:
    jira_admin(call)
    names, query, active = (
        call.args.getlist("workflowName"),
        call.args.get("queryString", ""),
        call.args.get("isActive"),
    )
    rows = [
        _bean(call, one)
        for one in call.site.workflows.values()
        if (not names or one.name in names) and holds(query, one.name)
        if active is None or bool(_users(call, one)) is (active.lower() == "true")
    ]
    return Answer(page_bean(call, "workflow/search", rows))


def _bean(call: Call, one: Workflow) -> dict[str, Any]:
    bean: dict[str, Any] = {"id": {"name": one.name}, "description": ""}
    expand = call.words("expand")
    if {"transitions", "transitions.rules", "transitions.properties"} & set(expand):
        rules = call.api if "transitions.rules" in expand else None
        bean["transitions"] = [_initial(one), *(_transition(step, rules) for step in one.transitions)]
    if "statuses" in expand:
        bean["statuses"] = [{"id": str(each.id), "name": each.name} for each in one.statuses()]
    if "default" in expand:
        bean["isDefault"] = False
    if "schemes" in expand:
        bean["schemes"] = [{"id": str(one.id), "name": _scheme_name(one)}]
    if "projects" in expand:
        bean["projects"] = [beans.project(call.shape, each) for each in _users(call, one)]
    return bean


def _initial(one: Workflow) -> dict[str, Any]:
    """The step that creates an issue."""
    bean = {"id": "1", "name": "Create", "description": "", "from": [], "to": str(one.initial.id)}
    return bean | {"type": "initial"}


def _transition(step: Transition, rules_of_api: str | None) -> dict[str, Any]:
    bean: dict[str, Any] = {
        "id": str(step.id),
        "name": step.name,
        "description": "",
        "from": [str(one.id) for one in step.sources],
        "to": str(step.to.id),
        "type": "global" if step.is_global else "directed",
    }
    if step.screen is not None:
        bean["screen"] = {"id": str(step.screen.id), "name": step.screen.name}
    return bean | ({} if rules_of_api is None else {"rules": _rules(step, rules_of_api)})


def _rules(step: Transition, api: str) -> dict[str, Any]:
    """Conditions, validators and post functions; the document of v2 knows no conditions."""
    rules: dict[str, Any] = {"validators": [], "postFunctions": [{"type": "UpdateIssueStatusFunction"}]}
    if step.required_field_ids:
        fields = {"fields": sorted(step.required_field_ids), "ignoreContext": True}
        rules["validators"].append({"type": "FieldRequiredValidator", "configuration": fields})
    if step.condition is not None and api == "3":
        rules["conditionsTree"] = _condition(step.condition)
    return rules


def _condition(one: Condition) -> dict[str, Any]:
    match one:
        case OnlyAssignee():
            return {"nodeType": "simple", "type": "AllowOnlyAssignee"}
        case NeedsPermission(permission):
            configuration = {"permissionKey": permission}
            return {"nodeType": "simple", "type": "PermissionCondition", "configuration": configuration}
        case _:
            assert_never(one)


@operation("GET", "/workflow", Scope.ADMIN)
def get_workflows(call: Call) -> Answer:
    """Every workflow, or the named one (as an object, not in an array)."""
    if call.actor is None or not runs_jira(call):
        raise JiraError(401, ["Only Jira administrators can access workflows."])
    rows = [
        {"name": one.name, "description": "", "steps": len(one.statuses()), "default": False}
        for one in call.site.workflows.values()
    ]
    wanted = call.args.get("workflowName")
    if wanted is None:
        return Answer(rows)
    return Answer(next((one for one in rows if one["name"] == wanted), []))


def _scheme_name(one: Workflow) -> str:
    return f"{one.name} scheme"


def _scheme_bean(call: Call, one: Workflow) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": _scheme_name(one),
        "description": "",
        "defaultWorkflow": one.name,
        "issueTypeMappings": {},
        "draft": False,
        "self": call.shape.link(f"workflowscheme/{one.id}"),
    }


@operation("GET", "/workflowscheme", Scope.ADMIN)
def get_schemes(call: Call) -> Answer:
    jira_admin(call)
    rows = [_scheme_bean(call, one) for one in call.site.workflows.values()]
    return Answer(page_bean(call, "workflowscheme", rows))


@operation("GET", "/workflowscheme/<scheme>", Scope.ADMIN)
def get_scheme(call: Call, scheme: str) -> Answer:
    jira_admin(call)
    found = call.site.workflows.get(id_of(scheme) or 0)
    if found is None:
        raise JiraError(404, ["The workflow scheme was not found."])
    return Answer(_scheme_bean(call, found))


@operation("GET", "/workflowscheme/project", Scope.ADMIN)
def get_scheme_projects(call: Call) -> Answer:
    jira_admin(call)
    ids = asked_ids(call, "projectId")
    if not ids:
        raise JiraError(400, errors={"projectId": "The ID of a project has to be provided."})
    rows = [
        {"workflowScheme": _scheme_bean(call, one), "projectIds": projects}
        for one in call.site.workflows.values()
        if (projects := [str(each.id) for each in _users(call, one) if each.id in ids])
    ]
    return Answer({"values": rows})
