"""From a form of the issue pages to the fields that REST would be sent.

Texts are edited as wiki markup. Every input comes with what it showed when the page was loaded (`before_...`), and
only what the person changed is sent: nobody undoes another's edit by saving a page that is a minute old.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jira_emulator.fields.writing import FieldInput
from jira_emulator.model import Issue, Project, Transition, User
from jira_emulator.permissions import allowed
from jira_emulator.state import Site

Form = Mapping[str, str]


def _line(site: Site, typed: str) -> str:
    return typed


def _text(site: Site, typed: str) -> str | None:
    return typed or None


def _labels(site: Site, typed: str) -> list[str]:
    return typed.split()


def _by_id(site: Site, typed: str) -> dict[str, str] | None:
    return {"id": typed} if typed else None


def _person(site: Site, typed: str) -> dict[str, str] | None:
    """The user with the chosen account id, as requests to this site name users."""
    user = site.users.get(typed)
    return site.flavour.people.reference(user) if user else None


READERS: dict[str, Callable[[Site, str], Any]] = {
    "summary": _line,
    "description": _text,
    "priority": _by_id,
    "labels": _labels,
    "assignee": _person,
}


def typed(form: Form, name: str) -> str:
    """What was typed, with the line ends that Jira keeps."""
    return form.get(name, "").replace("\r\n", "\n").strip()


def shown_values(issue: Issue | None) -> dict[str, str]:
    """What the inputs show for this issue; for none, what an empty form shows."""
    if issue is None:
        return dict.fromkeys(READERS, "")
    return {
        "summary": issue.summary,
        "description": issue.description.as_wiki().replace("\r\n", "\n").strip() if issue.description else "",
        "priority": str(issue.priority.id) if issue.priority else "",
        "labels": " ".join(issue.labels),
        "assignee": issue.assignee.account_id if issue.assignee else "",
    }


def typed_values(form: Form) -> dict[str, str]:
    """What the inputs show again after a refusal."""
    return {name: typed(form, name) for name in READERS}


def edited_fields(site: Site, form: Form) -> FieldInput:
    """The fields that the person changed."""
    changed = [name for name in READERS if name in form and typed(form, name) != typed(form, f"before_{name}")]
    return FieldInput(fields={name: READERS[name](site, typed(form, name)) for name in changed})


def new_issue_fields(site: Site, form: Form, project: Project) -> FieldInput:
    """The fields of a new issue; what was left empty is not sent."""
    fields: dict[str, Any] = {
        "project": {"id": str(project.id)},
        "issuetype": {"id": typed(form, "issuetype")},
    }
    fields["summary"] = typed(form, "summary")
    given = [name for name in READERS if name != "summary" and typed(form, name)]
    return FieldInput(fields=fields | {name: READERS[name](site, typed(form, name)) for name in given})


def transition_fields(form: Form) -> FieldInput | None:
    """What the transition's screen asked for."""
    resolution = typed(form, "resolution")
    return FieldInput(fields={"resolution": {"id": resolution}}) if resolution else None


def asks_resolution(transition: Transition) -> bool:
    """Whether the transition's screen has the field Resolution."""
    return transition.screen is not None and "resolution" in transition.screen.field_ids


def assignable(site: Site, project: Project) -> list[User]:
    """Who may be given issues of the project, by name."""
    users = [one for one in list(site.users.values()) if one.active and not one.is_app]
    able = [one for one in users if allowed(site, one, "ASSIGNABLE_USER", project)]
    return sorted(able, key=lambda user: user.display_name.lower())
