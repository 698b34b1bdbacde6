"""Finding issues, by words or by JQL, and creating new ones."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from jira_emulator.actions import create_issue
from jira_emulator.errors import JiraError, not_visible
from jira_emulator.face import forms
from jira_emulator.face.project_pages import seen
from jira_emulator.face.search import find_issues
from jira_emulator.face.session import current_user, needs_sign_in
from jira_emulator.model import Project
from jira_emulator.permissions import allowed
from jira_emulator.state import Site

PAGE_SIZE = 50
EVERYTHING = "ORDER BY updated DESC"


def add_views(face: Blueprint, site: Site) -> None:
    @face.get("/issues/")
    @needs_sign_in
    def issues() -> str:
        text, jql = request.args.get("text", "").strip(), request.args.get("jql", "").strip()
        try:
            found = find_issues(site, current_user(), with_words(jql or EVERYTHING, text))
        except JiraError as refusal:
            problem = " ".join([*refusal.messages, *refusal.errors.values()])
            return render_template("issues.html", heading="Issues", text=text, jql=jql, problem=problem)
        start = max(request.args.get("start", 0, type=int), 0)
        page = found[start : start + PAGE_SIZE]
        return render_template(
            "issues.html",
            heading="Issues",
            text=text,
            jql=jql,
            issues=page,
            total=len(found),
            first=start + 1,
            last=start + len(page),
            previous=_address(text, jql, start - PAGE_SIZE) if start else "",
            next=_address(text, jql, start + PAGE_SIZE) if start + PAGE_SIZE < len(found) else "",
        )

    @face.get("/issues/create")
    @needs_sign_in
    def create_form() -> str:
        return _create_page(site, request.args.get("project", ""), forms.shown_values(None))

    @face.post("/issues/create")
    @needs_sign_in
    def create() -> Response | tuple[str, int]:
        project_id = forms.typed(request.form, "project")
        try:
            project = site.project(project_id) or _no_project()
            issue = create_issue(site, current_user(), forms.new_issue_fields(site, request.form, project))
        except JiraError as refusal:
            return _create_page(site, project_id, forms.typed_values(request.form), refusal), refusal.status
        return redirect(f"/browse/{issue.key}")


def _no_project() -> Project:
    raise not_visible()


def with_words(jql: str, text: str) -> str:
    """The query narrowed to issues with these words."""
    if not text:
        return jql
    words = text.replace("\\", "\\\\").replace('"', '\\"')
    where, order_by, order = _split_order(jql)
    clause = f'text ~ "{words}"'
    return f"{f'({where}) AND ' if where else ''}{clause}{order_by}{order}"


def _split_order(jql: str) -> tuple[str, str, str]:
    position = jql.upper().rfind("ORDER BY")
    if position < 0:
        return jql.strip(), "", ""
    return jql[:position].strip(), " ", jql[position:]


def _address(text: str, jql: str, start: int) -> str:
    return "/issues/?" + urlencode({"text": text, "jql": jql, "start": max(start, 0)})


def _create_page(site: Site, project_id: str, values: dict[str, str], refusal: JiraError | None = None) -> str:
    user = current_user()
    projects = [one for one in seen(site, user) if allowed(site, user, "CREATE_ISSUES", one)]
    chosen = next((one for one in projects if project_id in (str(one.id), one.key)), None)
    chosen = chosen or (projects[0] if projects else None)
    return render_template(
        "issue_create.html",
        projects=projects,
        chosen=chosen,
        issue_type=request.form.get("issuetype", ""),
        values=values,
        before={},
        priorities=list(site.priorities.values()),
        people=forms.assignable(site, chosen) if chosen else [],
        errors=refusal.errors if refusal else {},
        messages=refusal.messages if refusal else (),
    )
