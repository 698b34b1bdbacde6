"""What a project of a Jira Cloud site offers to be mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.engine.contract import FieldKind
from app.jira.people import CloudPeople
from app.sync.schema import FieldSchema, Option, ProjectSchema, ProjectSummary

API = "/rest/api/3"
PROJECTS_A_PAGE = 50
CREATEMETA_A_PAGE = 200

SYSTEM_KINDS = {
    "summary": FieldKind.LINE,
    "description": FieldKind.RICH_TEXT,
    "priority": FieldKind.OPTION,
    "labels": FieldKind.LABELS,
}
"""The system fields that travel, by Jira's name for them (`schema.system`)."""


class CloudProjects(CloudPeople):
    """Projects and their metadata."""

    def project(self, id_or_key: str) -> ProjectSummary:
        return summary_of(self._session.get(f"{API}/project/{id_or_key}"))

    def projects(self, query: str = "") -> Sequence[ProjectSummary]:
        params = {"maxResults": str(PROJECTS_A_PAGE), "orderBy": "name"} | ({"query": query} if query else {})
        return [summary_of(project) for project in self._session.get(f"{API}/project/search", **params)["values"]]

    def project_schema(self, project_id: str) -> ProjectSchema:
        """Two calls, and one per issue type (createmeta by project and type)."""
        issue_types = [entry for entry in self._issue_types(project_id) if not entry.get("subtask")]
        return ProjectSchema(
            project=self.project(project_id),
            issue_types=tuple(Option(str(entry["id"]), entry["name"]) for entry in issue_types),
            fields=merged_fields(
                {str(entry["id"]): self._fields(project_id, str(entry["id"])) for entry in issue_types}
            ),
            statuses=statuses_of(self._session.get(f"{API}/project/{project_id}/statuses")),
        )

    def _issue_types(self, project_id: str) -> Iterator[Mapping[str, Any]]:
        return self._createmeta(f"{API}/issue/createmeta/{project_id}/issuetypes", "issueTypes")

    def _fields(self, project_id: str, issue_type_id: str) -> list[Mapping[str, Any]]:
        return list(self._createmeta(f"{API}/issue/createmeta/{project_id}/issuetypes/{issue_type_id}", "fields"))

    def _createmeta(self, path: str, name: str) -> Iterator[Mapping[str, Any]]:
        start = 0
        while True:
            page = self._session.get(path, startAt=str(start), maxResults=str(CREATEMETA_A_PAGE))
            yield from page[name]
            start += len(page[name])
            if not page[name] or start >= page["total"]:
                return


def summary_of(body: Mapping[str, Any]) -> ProjectSummary:
    return ProjectSummary(str(body["id"]), body["key"], body["name"])


def merged_fields(by_type: Mapping[str, Iterable[Mapping[str, Any]]]) -> tuple[FieldSchema, ...]:
    """One entry per field over all issue types, in the order of `SYSTEM_KINDS`; options are united."""
    known: dict[str, FieldSchema] = {}
    for issue_type_id, fields in by_type.items():
        for body in fields:
            field = field_of(body, issue_type_id)
            if field is not None:
                known[field.id] = united(known.get(field.id), field)
    return tuple(known[name] for name in SYSTEM_KINDS if name in known)


def field_of(body: Mapping[str, Any], issue_type_id: str) -> FieldSchema | None:
    """None for a field of a kind that does not travel."""
    kind = SYSTEM_KINDS.get(body.get("schema", {}).get("system", ""))
    if kind is None:
        return None
    allowed = body.get("allowedValues") or () if kind is FieldKind.OPTION else ()
    return FieldSchema(
        id=body["fieldId"],
        name=body["name"],
        kind=kind,
        options=tuple(Option(str(value["id"]), value["name"]) for value in allowed),
        required_for=(issue_type_id,) if body.get("required") else (),
    )


def united(known: FieldSchema | None, field: FieldSchema) -> FieldSchema:
    if known is None:
        return field
    more = tuple(option for option in field.options if option not in known.options)
    return FieldSchema(known.id, known.name, known.kind, known.options + more, known.required_for + field.required_for)


def statuses_of(body: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    """GET /project/{id}/statuses lists them per issue type."""
    by_id = {str(status["id"]): status["name"] for entry in body for status in entry["statuses"]}
    return tuple(Option(status_id, name) for status_id, name in by_id.items())
