"""Loading real issues: one JSON object a line, `{"id", "key", "fields"}`, in the shape of REST v2.

Server-style users (`name`, `key`) become accounts; priorities, types, statuses, resolutions, versions, components and
link types that the site does not have are created. Texts stay wiki markup until somebody asks for a document.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jira_emulator.agile.loading import LoadedSprints
from jira_emulator.catalogue import add_issue_type, add_link_type, add_status
from jira_emulator.flavours import Newcomer
from jira_emulator.model import (
    Attachment,
    Comment,
    Component,
    Issue,
    IssueLink,
    IssueType,
    Priority,
    Project,
    Resolution,
    Status,
    Transition,
    User,
    Version,
    Workflow,
)
from jira_emulator.permissions import USER_GROUP
from jira_emulator.seed import account_id_of
from jira_emulator.state import Site, named
from jira_emulator.text import RichText

LONGEST_SUMMARY = 255


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was loaded."""

    issues: int
    comments: int
    links: int


class UnusableFile(ValueError):
    """A file can't be loaded; says which line is to blame, and why."""


def load_file(site: Site, project: Project, path: Path, *, flat: bool = False) -> Loaded:
    """Load a JSONL file (gzip when its name ends in .gz) into a project. The issues get keys of the project and new
    ids; nobody is told. `flat` makes sub-tasks ordinary issues of a type with the same name. Raises UnusableFile,
    OSError."""
    with site.lock:
        loading = _Loading(site, project, flat)
        each_row(path, loading.add)
        return loading.finish()


def load_schema(site: Site, project: Project, path: Path, *, flat: bool = False) -> None:
    """Give a project the types, priorities and statuses that the issues of a file need, without the issues."""
    with site.lock:
        each_row(path, _Loading(site, project, flat).make_room)


def each_row(path: Path, take: Callable[[dict[str, Any]], None]) -> None:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, start=1):
                take_line(path, number, line, take)
        except (UnicodeDecodeError, EOFError) as problem:
            raise UnusableFile(f"{path} is not a file of issues: {problem}") from problem


def take_line(path: Path, number: int, line: str, take: Callable[[dict[str, Any]], None]) -> None:
    if not line.strip():
        return
    try:
        take(json.loads(line))
    except json.JSONDecodeError as problem:
        raise UnusableFile(f"{path} is not a file of issues: line {number} is not JSON ({problem})") from problem
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        sentence = f"line {number} is no issue in REST v2 shape ({problem!r})"
        raise UnusableFile(f"{path} is not a file of issues: {sentence}") from problem


def _instant(text: str | None) -> datetime | None:
    """`2015-06-15T12:56:16.000+0000`."""
    if not text:
        return None
    return datetime.fromisoformat(text).astimezone(UTC)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _text(wiki: str | None) -> RichText | None:
    return RichText(wiki=wiki) if wiki else None


class _Loading:
    """One run of loading: what was met so far, by the names and ids of the file."""

    def __init__(self, site: Site, project: Project, flat: bool) -> None:
        self._site = site
        self._flat = flat
        self._project = project
        self._users: dict[str, User] = {}
        self._known: dict[tuple[str, str], Any] = {}
        self._issues: dict[str, int] = {}  # file id -> id
        self._parents: dict[int, str] = {}
        self._links: dict[str, tuple[dict[str, Any], str, str]] = {}
        self._comments = 0
        self._agile = LoadedSprints(site, project)

    def make_room(self, row: dict[str, Any]) -> None:
        """Know what this issue refers to, and leave the issue itself."""
        fields = row["fields"]
        self._issue_type(fields["issuetype"])
        self._status(fields["status"])
        self._priority(fields.get("priority"))
        self._resolution(fields.get("resolution"))

    def add(self, row: dict[str, Any]) -> None:
        """Load one issue; what it refers to follows in `finish`."""
        site, project, fields = self._site, self._project, row["fields"]
        project.last_issue_number += 1
        issue = Issue(
            id=site.next_id("issue"),
            key=f"{project.key}-{project.last_issue_number}",
            project=project,
            issue_type=self._issue_type(fields["issuetype"]),
            status=self._status(fields["status"]),
            summary=" ".join(fields["summary"].split())[:LONGEST_SUMMARY],
            **self._times(fields),
            **self._people(fields),
            **self._details(fields),
            comments=tuple(self._each_comment(fields)),
            attachments=tuple(self._each_attachment(fields)),
            custom=self._agile.custom(fields),
        )
        site.store(issue)
        self._remember(row, issue)

    def finish(self) -> Loaded:
        """Tie parents and links between issues that are both there."""
        for issue_id, file_id in self._parents.items():
            parent_id = self._issues.get(file_id)
            issue = self._site.issues[issue_id]
            if parent_id is not None and self._fits(issue, self._site.issues[parent_id]):
                self._site.store(replace(issue, parent_id=parent_id))
        links = list(self._each_link())
        for link in links:
            self._site.link(link)
        return Loaded(len(self._issues), self._comments, len(links))

    def _fits(self, issue: Issue, parent: Issue) -> bool:
        return issue.issue_type.subtask or parent.issue_type.hierarchy_level == issue.issue_type.hierarchy_level + 1

    def _remember(self, row: dict[str, Any], issue: Issue) -> None:
        self._issues[str(row["id"])] = issue.id
        fields = row["fields"]
        if fields.get("parent") and not self._flat:
            self._parents[issue.id] = str(fields["parent"]["id"])
        elif fields.get("epic") and issue.issue_type.hierarchy_level == 0:
            self._parents[issue.id] = str(fields["epic"]["id"])
        for link in fields.get("issuelinks") or ():
            here = str(row["id"])
            if "outwardIssue" in link:
                ends = (here, str(link["outwardIssue"]["id"]))
            else:
                ends = (str(link["inwardIssue"]["id"]), here)
            self._links[str(link["id"])] = (link["type"], *ends)

    def _each_link(self) -> Iterator[IssueLink]:
        for kind, source, destination in self._links.values():
            if source in self._issues and destination in self._issues:
                link_type = named(self._site.link_types, kind["name"])
                if link_type is None:
                    link_type = add_link_type(self._site, kind["name"], kind["inward"], kind["outward"])
                ends = self._issues[source], self._issues[destination]
                yield IssueLink(self._site.next_id("issuelink"), link_type, *ends)

    def _times(self, fields: dict[str, Any]) -> dict[str, Any]:
        created = _instant(fields["created"])
        resolved = _instant(fields.get("resolutiondate"))
        return {
            "created": created,
            "updated": _instant(fields.get("updated")) or created,
            "resolution_date": resolved,
            "status_category_changed": resolved or created,
            "due_date": _day(fields.get("duedate")),
        }

    def _people(self, fields: dict[str, Any]) -> dict[str, Any]:
        creator = self._user(fields.get("creator"))
        return {
            "creator": creator,
            "reporter": self._user(fields.get("reporter")),
            "assignee": self._user(fields.get("assignee")),
            "watchers": (creator,) if creator else (),
        }

    def _details(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {
            "priority": self._priority(fields.get("priority")),
            "resolution": self._resolution(fields.get("resolution")),
            "description": _text(fields.get("description")),
            "environment": _text(fields.get("environment")),
            "labels": tuple(sorted(set(fields.get("labels") or ()))),
            "components": tuple(self._component(one) for one in fields.get("components") or ()),
            "versions": tuple(self._version(one) for one in fields.get("versions") or ()),
            "fix_versions": tuple(self._version(one) for one in fields.get("fixVersions") or ()),
        }

    def _each_comment(self, fields: dict[str, Any]) -> Iterator[Comment]:
        for one in (fields.get("comment") or {}).get("comments", ()):
            self._comments += 1
            created = _instant(one["created"])
            assert created is not None
            yield Comment(
                id=self._site.next_id("comment"),
                author=self._user(one.get("author")),
                update_author=self._user(one.get("updateAuthor")),
                body=RichText(wiki=one.get("body") or ""),
                created=created,
                updated=_instant(one.get("updated")) or created,
            )

    def _each_attachment(self, fields: dict[str, Any]) -> Iterator[Attachment]:
        for one in fields.get("attachment") or ():
            created = _instant(one["created"])
            assert created is not None
            yield Attachment(
                id=self._site.next_id("attachment"),
                filename=one["filename"],
                author=self._user(one.get("author")),
                created=created,
                size=one["size"],
                mime_type=one.get("mimeType") or "application/octet-stream",
            )

    def _user(self, row: dict[str, Any] | None) -> User | None:
        """The account of a Server-style user; no address, no token, and no rights but its name."""
        if row is None:
            return None
        name = row.get("name") or row.get("key") or row["accountId"]
        user = self._users.get(name)
        if user is None:
            account_id = row.get("accountId") or account_id_of(f"server-user:{name}")
            user = self._site.users.get(account_id) or self._new_user(account_id, name, row)
            self._users[name] = user
        return user

    def _new_user(self, account_id: str, name: str, row: dict[str, Any]) -> User:
        newcomer = Newcomer(
            account_id=account_id,
            display_name=row.get("displayName") or name,
            time_zone=row.get("timeZone") or "Etc/UTC",
            server_name=name,
            server_key=row.get("key"),
            server_email=row.get("emailAddress") or "",
        )
        user = self._site.flavour.people.enrol(self._site, newcomer)
        user.active = row.get("active", True)
        user.groups.add(USER_GROUP)
        return user

    def _issue_type(self, row: dict[str, Any]) -> IssueType:
        found: IssueType | None = self._known.get(("type", row["name"]))
        if found is None:
            subtask = bool(row.get("subtask")) and not self._flat
            found = self._type_named(row["name"], subtask)
            if found is None:
                description = row.get("description", "")
                level = -1 if subtask else 0
                found = add_issue_type(self._site, row["name"], description, subtask, level)
            if found not in self._project.issue_types:
                self._project.issue_types.append(found)
            self._known["type", row["name"]] = found
        return found

    def _type_named(self, name: str, subtask: bool) -> IssueType | None:
        known = self._site.issue_types.values()
        return next((one for one in known if one.name.lower() == name.lower() and one.subtask == subtask), None)

    def _status(self, row: dict[str, Any]) -> Status:
        found: Status | None = self._known.get(("status", row["name"]))
        if found is None:
            category = (row.get("statusCategory") or {}).get("id", 2)
            found = named(self._site.statuses, row["name"])
            found = found or add_status(self._site, row["name"], category, row.get("description", ""))
            self._known["status", row["name"]] = found
            self._make_reachable(found)
        return found

    def _make_reachable(self, status: Status) -> None:
        """Let the project's issues get into this status from anywhere, if its workflow does not know it."""
        before = self._project.workflow
        if status in before.statuses():
            return
        step = Transition(self._site.next_id("transition", 1001), status.name, status)
        name = f"{self._project.key} workflow"
        workflow = Workflow(self._site.next_id("workflow", 1), name, before.initial, [*before.transitions, step])
        self._site.workflows[workflow.id] = workflow
        self._project.workflow = workflow

    def _priority(self, row: dict[str, Any] | None) -> Priority | None:
        """An issue without one gets the project's default, as by an import: its own project had the field hidden."""
        if row is None:
            return self._project.default_priority
        found = named(self._site.priorities, row["name"])
        if found is None:
            found = Priority(self._site.next_id("priority"), row["name"], row.get("description", ""))
            self._site.priorities[found.id] = found
        return found

    def _resolution(self, row: dict[str, Any] | None) -> Resolution | None:
        if row is None:
            return None
        found = named(self._site.resolutions, row["name"])
        if found is None:
            found = Resolution(self._site.next_id("resolution"), row["name"], row.get("description", ""))
            self._site.resolutions[found.id] = found
        return found

    def _component(self, row: dict[str, Any]) -> Component:
        found: Component | None = self._known.get(("component", row["name"]))
        if found is None:
            wanted = row["name"]
            found = next((one for one in self._project.components if one.name == wanted), None)
            if found is None:
                description = row.get("description", "")
                new_id = self._site.next_id("component")
                found = Component(new_id, wanted, self._project.id, description)
                self._project.components.append(found)
            self._known["component", wanted] = found
        return found

    def _version(self, row: dict[str, Any]) -> Version:
        found: Version | None = self._known.get(("version", row["name"]))
        if found is None:
            wanted = row["name"]
            found = next((one for one in self._project.versions if one.name == wanted), None)
            found = found or self._new_version(row)
            self._known["version", wanted] = found
        return found

    def _new_version(self, row: dict[str, Any]) -> Version:
        version = Version(
            self._site.next_id("version"),
            row["name"],
            self._project.id,
            row.get("description", ""),
            bool(row.get("released")),
            bool(row.get("archived")),
            release_date=_day(row.get("releaseDate")),
        )
        self._project.versions.append(version)
        return version
