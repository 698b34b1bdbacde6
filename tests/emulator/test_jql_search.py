"""Queries over issues: what is found, in which order, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

import pytest

from jira_emulator.jql import FieldKind, JqlError, JqlField, JqlValue, Term, parse

NOW = datetime(2026, 3, 18, 15, 30, 20, tzinfo=UTC)
PRIORITIES = {"low": 1.0, "medium": 2.0, "high": 3.0}
POINTS = JqlField("customfield_10010", FieldKind.NUMBER, shown="Story Points")
KNOWN = {"a", "b", "ann", "bob", "open", "done", "low", "medium", "high", "a-1", "a-2", "a-3", "b-1", "project b", "2"}


@dataclass
class Issue:
    fields: dict[str, Sequence[JqlValue]]
    properties: dict[str, object] = field(default_factory=dict)

    def values(self, name: str) -> Sequence[JqlValue]:
        return self.fields.get(name, ())

    def issue_property(self, key: str) -> object | None:
        return self.properties.get(key)

    @property
    def key(self) -> str:
        (term,) = self.fields["key"]
        assert isinstance(term, Term)
        return term.names[0]


@dataclass
class Site:
    now: datetime = NOW
    current_user: str | None = "ann"

    def custom_fields(self, name: str) -> Sequence[JqlField]:
        return [POINTS] if name in ("cf[10010]", "story points") else []

    def exists(self, asked: JqlField, value: str) -> bool:
        return value.lower() in KNOWN

    def rank(self, asked: JqlField, value: str) -> float | None:
        return PRIORITIES.get(value.lower())

    def call(self, function: str, asked: JqlField, arguments: tuple[str, ...]) -> Sequence[str] | None:
        return ["Bob", "Ann"] if function == "membersof" and arguments == ("staff",) else None


def issue(project: str, number: int, **fields: JqlValue | Sequence[JqlValue] | dict[str, object]) -> Issue:
    properties = fields.pop("properties", {})
    assert isinstance(properties, dict)
    values = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    key = Term((f"{project}-{number}", str(number)), (project, number))
    return Issue({"key": [key], "project": [Term((project, f"Project {project}"))], **values}, properties)  # type: ignore[dict-item]


def priority(name: str) -> Term:
    return Term((name,), PRIORITIES[name.lower()])


ISSUES = [
    issue("A", 1, summary="App crashes on start", labels=["ios", "Urgent"], priority=priority("High"),
          assignee=Term(("5b1", "ann")), updated=NOW - timedelta(minutes=10), customfield_10010=5,
          properties={"sync": {"marker": "m-1", "count": 3, "tags": ["x", "y"], "at": "2026-03-01"}}),
    issue("A", 2, summary="Crash while saving", description="the app dies", priority=priority("Low"),
          assignee=Term(("5b2", "bob")), updated=NOW - timedelta(days=2), due=datetime(2026, 3, 20, tzinfo=UTC)),
    issue("A", 3, summary="Typo", labels=["docs"], updated=NOW - timedelta(days=40), timespent=7200),
    issue("B", 1, summary="Other", assignee=Term(("5b1", "ann")), resolution=Term(("Done",)),
          updated=NOW - timedelta(hours=16), priority=priority("Medium")),
]  # fmt: skip


def found(text: str, **site: object) -> list[str]:
    return [match.key for match in parse(text).select(ISSUES, Site(**site))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("project = a", "A-1 A-2 A-3"),
        ('project = "Project B" or key = A-1', "A-1 B-1"),
        ("labels = IOS", "A-1"),
        ("labels != ios", "A-3"),
        ("not labels = ios", "A-3"),
        ("labels is empty", "A-2 B-1"),
        ("labels in (docs, empty)", "A-2 A-3 B-1"),
        ("labels not in (docs)", "A-1"),
        ("labels is not null", "A-1 A-3"),
        ("assignee = currentUser()", "A-1 B-1"),
        ("assignee in membersOf(staff)", "A-1 A-2 B-1"),
        ("assignee != bob", "A-1 B-1"),
        ("assignee is empty", "A-3"),
        ("not (assignee = bob or project = b)", "A-1"),
        ("resolution = Unresolved", "A-1 A-2 A-3"),
        ("resolution != unresolved", "B-1"),
        ("priority > low", "A-1 B-1"),
        ("priority <= Medium", "A-2 B-1"),
        ("key >= A-2", "A-2 A-3"),
        ("id = 2", "A-2"),
        ("cf[10010] >= 5", "A-1"),
        ('"Story Points" < 5', ""),
        ("timespent = 2h", "A-3"),
        ("summary ~ crash", "A-2"),
        ('summary ~ "crash*"', "A-1 A-2"),
        ('summary ~ "start app"', "A-1"),
        ('summary ~ "\\"app crashes\\""', "A-1"),
        ('summary ~ "\\"crashes app\\""', ""),
        ("text ~ app", "A-1 A-2"),
        ("summary !~ typo", "A-1 A-2 B-1"),
        ("description is not empty", "A-2"),
        ("updated >= -30m", "A-1"),
        ("updated > startOfDay()", "A-1"),
        ("updated > startOfDay(-1d) and updated < startOfDay()", "B-1"),
        ("updated < endOfMonth(-1)", "A-3"),
        ("updated > startOfWeek(-1w)", "A-1 A-2 B-1"),
        ("updated < '-1w 2d'", "A-3"),
        ("due = 2026-03-20", "A-2"),
        ("due > '2026/03/19 23:59'", "A-2"),
        ("issue.property[sync].marker = M-1", "A-1"),
        ("issue.property[sync].count > 2", "A-1"),
        ("issue.property[sync].tags = y", "A-1"),
        ("issue.property[sync].at < '2026-03-02'", "A-1"),
        ("issue.property[sync].marker is empty", "A-2 A-3 B-1"),
        ("project = A order by updated", "A-3 A-2 A-1"),
        ("order by project desc, key desc", "B-1 A-3 A-2 A-1"),
        ("order by priority desc", "A-3 A-1 B-1 A-2"),
        ("order by due", "A-2 A-1 A-3 B-1"),
        ("order by cf[10010]", "A-1 A-2 A-3 B-1"),
    ],
)
def test_the_right_issues_are_found_in_the_right_order(text: str, keys: str) -> None:
    assert found(text) == keys.split()


def test_a_day_begins_at_the_callers_midnight() -> None:
    east = timezone(timedelta(hours=10))
    assert found("updated > startOfDay()", now=NOW.astimezone(east)) == ["A-1"]
    west = timezone(timedelta(hours=-16))
    assert found("updated > startOfDay()", now=NOW.astimezone(west)) == ["A-1", "B-1"]


def test_nobody_is_the_current_user_of_an_anonymous_search() -> None:
    assert found("assignee = currentUser()", current_user=None) == []


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("colour = red", ["Field 'colour' does not exist or you do not have permission to view it."]),
        ("project = NOPE", ["The value 'NOPE' does not exist for the field 'project'."]),
        ("project = 99", ["A value with ID '99' does not exist for the field 'project'."]),
        ("key = A-99", ["An issue with key 'A-99' does not exist for field 'key'."]),
        ("labels > 3", ["The operator '>' is not supported by the 'labels' field."]),
        ("summary = x", ["The operator '=' is not supported by the 'summary' field."]),
        ("assignee = who()", ["Unable to find JQL function 'who()'."]),
        ("assignee = currentUser(x)", ["Function 'currentUser' expected '0' arguments but received '1'."]),
        ("order by comment", ["Not able to sort using field 'comment'."]),
        (
            "updated > soon",
            [
                "Date value 'soon' for field 'updated' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
                "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
            ],
        ),
        (
            "colour = red and project = NOPE",
            [
                "Field 'colour' does not exist or you do not have permission to view it.",
                "The value 'NOPE' does not exist for the field 'project'.",
            ],
        ),
        ("labels in x", ["Operator 'in' does not support non-list value for field 'labels'."]),
        ("labels = (x, y)", ["Operator '=' does not support list value for field 'labels'."]),
        (
            "summary ~ '*x'",
            ["The text query '*x' for field 'summary' is not allowed to start with character '*'."],
        ),
    ],
)
def test_what_the_site_does_not_know_is_refused_in_jiras_words(text: str, messages: list[str]) -> None:
    with pytest.raises(JqlError) as refused:
        parse(text).select(ISSUES, Site())
    assert refused.value.messages == messages


@pytest.mark.parametrize("text", ["colour = red", "project = NOPE", "assignee = who()", "project != NOPE"])
def test_without_strictness_an_unknown_clause_finds_nothing(text: str) -> None:
    assert parse(text).select(ISSUES, Site(), strict=False) == []


def test_a_wildcard_search_does_not_explode() -> None:
    """Backtracking stars would cost the length to the power of their number."""
    assert seconds_of_wildcards(16_000) < 50 * seconds_of_wildcards(4_000) + 0.05


def seconds_of_wildcards(length: int) -> float:
    long = issue("A", 9, summary="a" * length)
    start = time.process_time()
    assert parse('summary ~ "a*a*a*a*a*a*b"').select([long], Site()) == []
    return time.process_time() - start


def test_a_search_over_ten_thousand_issues_costs_less_than_a_single_parse_of_them() -> None:
    """The bound is the same filter written by hand, with room for the calls through the view."""
    many = [issue("A", number, updated=NOW - timedelta(minutes=number)) for number in range(10_000)]
    predicate = parse("project = A AND updated >= -30m").compile(Site())
    start = time.process_time()
    matches = [view for view in many if predicate(view)]
    by_query = time.process_time() - start
    assert len(matches) == 31
    start = time.process_time()
    bare = [
        view
        for view in many
        if any(
            "a" in (name.lower() for name in term.names) for term in view.values("project") if isinstance(term, Term)
        )
        and any(
            moment >= NOW - timedelta(minutes=30) for moment in view.values("updated") if isinstance(moment, datetime)
        )
    ]
    by_hand = time.process_time() - start
    assert bare == matches
    assert by_query < 10 * by_hand + 0.01
