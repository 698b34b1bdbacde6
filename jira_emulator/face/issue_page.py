"""One issue: read it, edit it, move it on, talk about it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from jira_emulator import actions
from jira_emulator.errors import JiraError
from jira_emulator.face import forms
from jira_emulator.face.addon_modules import issue_panels, shown_frame
from jira_emulator.face.issue_view import issue_words
from jira_emulator.face.session import current_user, needs_sign_in
from jira_emulator.host.frames import Place
from jira_emulator.model import Issue
from jira_emulator.permissions import visible_issue
from jira_emulator.state import Site
from jira_emulator.text import RichText


def add_views(face: Blueprint, site: Site) -> None:
    _add_reading(face, site)
    _add_editing(face, site)
    _add_comments(face, site)


def _add_reading(face: Blueprint, site: Site) -> None:
    @face.get("/browse/<key>")
    @needs_sign_in
    def browse(key: str) -> Response | str:
        project = site.project(key)
        if project is not None and not key.isdecimal():
            return redirect(url_for("face.issues", jql=f'project = "{project.key}" ORDER BY created DESC'))
        issue = visible_issue(site, current_user(), key)
        if issue.key != key.upper():
            return redirect(f"/browse/{issue.key}")
        return _page(site, issue)

    @face.get("/browse/<key>/edit")
    @needs_sign_in
    def edit_form(key: str) -> str:
        issue = visible_issue(site, current_user(), key)
        return _edit_page(site, issue, forms.shown_values(issue))


def _add_editing(face: Blueprint, site: Site) -> None:
    @face.post("/browse/<key>/edit")
    @needs_sign_in
    def edit(key: str) -> Response | str | tuple[str, int]:
        wanted = forms.edited_fields(site, request.form)
        try:
            if wanted.fields:
                actions.edit_issue(site, current_user(), key, wanted)
        except JiraError as refusal:
            issue = visible_issue(site, current_user(), key)
            return _edit_page(site, issue, forms.typed_values(request.form), refusal), refusal.status
        return redirect(f"/browse/{key}")

    @face.post("/browse/<key>/transitions/<transition_id>")
    @needs_sign_in
    def transition(key: str, transition_id: str) -> Response:
        fields = forms.transition_fields(request.form)
        return _attempt(key, lambda: actions.transition_issue(site, current_user(), key, transition_id, fields))

    @face.post("/browse/<key>/delete")
    @needs_sign_in
    def delete(key: str) -> Response:
        project = visible_issue(site, current_user(), key).project
        return _attempt(key, lambda: actions.delete_issue(site, current_user(), key), f"/browse/{project.key}")


def _add_comments(face: Blueprint, site: Site) -> None:
    @face.post("/browse/<key>/comments")
    @needs_sign_in
    def add_comment(key: str) -> Response:
        return _attempt(key, lambda: actions.add_comment(site, current_user(), key, _body()), f"/browse/{key}#comments")

    @face.post("/browse/<key>/comments/<comment_id>")
    @needs_sign_in
    def edit_comment(key: str, comment_id: str) -> Response:
        return _attempt(
            key,
            lambda: actions.edit_comment(
                site, current_user(), key, comment_id, _body(), _kept_visibility(site, key, comment_id)
            ),
            f"/browse/{key}#comment-{comment_id}",
        )

    @face.post("/browse/<key>/comments/<comment_id>/delete")
    @needs_sign_in
    def delete_comment(key: str, comment_id: str) -> Response:
        return _attempt(
            key,
            lambda: actions.delete_comment(site, current_user(), key, comment_id),
            f"/browse/{key}#comments",
        )


def _kept_visibility(site: Site, key: str, comment_id: str) -> dict[str, object]:
    """An edit's `visibility` replaces the former one, so it is sent again."""
    issue = visible_issue(site, current_user(), key)
    for comment in issue.comments:
        if str(comment.id) == comment_id and comment.visibility is not None:
            return {"visibility": {"type": comment.visibility.type, "value": comment.visibility.value}}
    return {}


def _body() -> RichText:
    """The comment that was typed. Raises Jira's refusal of an empty one."""
    text = forms.typed(request.form, "body")
    if not text:
        raise JiraError(400, errors={"comment": "Comment body can not be empty!"})
    return RichText(wiki=text)


def _attempt(key: str, step: Callable[[], object], then: str = "") -> Response:
    """Do it and go on; a refusal is shown on the issue's page."""
    try:
        step()
    except JiraError as refusal:
        for sentence in (*refusal.messages, *refusal.errors.values()):
            flash(sentence, "error")
        return redirect(f"/browse/{key}")
    return redirect(then or f"/browse/{key}")


def _page(site: Site, issue: Issue) -> str:
    user = current_user()
    place = Place(issue.project, issue)
    body, aside = issue_panels(site, user, place)
    return render_template(
        "issue.html",
        body_panels=[(one, shown_frame(site, user, one, place)) for one in body],
        side_panels=[(one, shown_frame(site, user, one, place)) for one in aside],
        **issue_words(site, user, issue),
    )


def _edit_page(site: Site, issue: Issue, values: dict[str, str], refusal: JiraError | None = None) -> str:
    before = forms.shown_values(issue) if refusal is None else None
    return render_template(
        "issue_edit.html",
        issue=issue,
        values=values,
        before=before or {name: forms.typed(request.form, f"before_{name}") for name in values},
        priorities=list(site.priorities.values()),
        people=forms.assignable(site, issue.project),
        errors=refusal.errors if refusal else {},
        messages=refusal.messages if refusal else (),
    )
