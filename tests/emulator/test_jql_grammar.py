"""JQL texts → queries, and Jira's words for what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jira_emulator.jql import JqlError, parse

OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"


def message(text: str) -> str:
    with pytest.raises(JqlError) as refused:
        parse(text)
    (only,) = refused.value.messages
    return only


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "invalid query",
            f"Error in the JQL Query: Expecting operator but got 'query'. The valid operators are {OPERATORS}. "
            "(line 1, character 9)",
        ),
        (
            "project = and",
            "Error in the JQL Query: Expecting either a value, list or function but got 'and'. "
            "You must surround 'and' in quotation marks to use it as a value. (line 1, character 11)",
        ),
        ("a = b c", "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'c'. (line 1, character 7)"),
        ("a = ", "Error in the JQL Query: Expecting either a value, list or function before the end of the query."),
        ("(a = b", "Error in the JQL Query: Expecting ')' before the end of the query."),
        ("a = 'x", "Error in the JQL Query: The quoted string 'x' has not been completed. (line 1, character 5)"),
        (
            "a = b@c",
            "Error in the JQL Query: The character '@' is a reserved JQL character. "
            "You must enclose it in a string or use the escape '\\u0040' instead. (line 1, character 6)",
        ),
        (
            "a = select",
            "Error in the JQL Query: 'select' is a reserved JQL word. You must surround it in quotation marks "
            "to use it in a query. (line 1, character 5)",
        ),
    ],
)
def test_malformed_queries_are_refused_in_jiras_words(text: str, words: str) -> None:
    assert message(text) == words


@pytest.mark.parametrize("text", ["(" * 5_000 + "a=b" + ")" * 5_000, "not " * 5_000 + "a=b", "!" * 5_000 + "a=b"])
def test_absurd_nesting_is_refused_not_crashed_into(text: str) -> None:
    assert message(text) == "Error in the JQL Query: The query is nested too deeply."


def test_brackets_in_quotes_are_no_nesting() -> None:
    assert parse(f'summary ~ "{"(" * 500}{"!" * 5000}{" not" * 500}"').is_bounded


PIECES = [*"ab=!<>~()[]'\",.&|\\ \n1-@{", "and ", "or ", "not ", " in ", " is ", "order by "]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_every_text_is_a_query_or_refused(text: str) -> None:
    assert problems(text) != []


def problems(text: str) -> list[str] | None:
    try:
        parse(text)
    except JqlError as refused:
        return refused.messages
    return None


def test_only_a_restriction_bounds_a_query() -> None:
    assert parse("project = A").is_bounded
    assert not parse("order by key").is_bounded
    assert not parse("").is_bounded


def test_case_of_keywords_does_not_matter() -> None:
    assert parse("a = b AND c IN (d) Or NOT e Is Not Empty ORDER by f DESC").structure() == (
        parse("a = b and c in (d) or not e is not EMPTY order BY f desc").structure()
    )


def test_and_binds_tighter_than_or() -> None:
    assert parse("a = 1 or b = 2 and c = 3").structure() == parse("a = 1 or (b = 2 and c = 3)").structure()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"a b"', "a b"),
        ("'it\\'s'", "it's"),
        ('"tab\\tline\\n\\u00e9 \\\\"', "tab\tline\né \\"),
        ("one\\ word", "one word"),
        ("557058:ab-12", "557058:ab-12"),
        ("-30m", "-30m"),
        ("1.0", "1.0"),
    ],
)
def test_values_are_read_with_their_escapes(written: str, value: str) -> None:
    structure = parse(f"a = {written}").structure()
    assert structure["where"]["operand"]["value"] == value  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "restriction"),
    [
        ("project = A", {"a"}),
        ("project in (A, 'b c') and x = y", {"a", "b c"}),
        ("project = A or project = B", {"a", "b"}),
        ("project = A or x = y", None),
        ("project != A", None),
        ("not project = A", None),
        ("project in (A, foo())", None),
        ("issuekey = A-1 and project = A", {"a"}),
        ("order by project", None),
    ],
)
def test_a_restriction_is_what_every_match_must_equal(text: str, restriction: set[str] | None) -> None:
    assert parse(text).restriction("project") == restriction


def test_aliases_restrict_the_field_that_they_mean() -> None:
    assert parse("issuekey in (A-1, A-2)").restriction("key") == frozenset({"a-1", "a-2"})
    assert parse("resolution = Unresolved").restriction("resolution") is None


def test_the_structure_is_jiras_bean() -> None:
    query = parse("issue.property[my.key].a.b = 1 AND status in (Open, EMPTY, f(x)) ORDER BY created DESC, key")
    assert query.structure() == {
        "where": {
            "operator": "and",
            "clauses": [
                {
                    "field": {
                        "name": "issue.property[my.key].a.b",
                        "property": [{"entity": "issue", "key": "my.key", "path": "a.b"}],
                    },
                    "operator": "=",
                    "operand": {"value": "1", "encodedValue": "1"},
                },
                {
                    "field": {"name": "status", "encodedName": "status"},
                    "operator": "in",
                    "operand": {
                        "values": [
                            {"value": "Open", "encodedValue": "Open"},
                            {"keyword": "empty"},
                            {"function": "f", "arguments": ["x"], "encodedOperand": "f(x)"},
                        ]
                    },
                },
            ],
        },
        "orderBy": {
            "fields": [
                {"field": {"name": "created", "encodedName": "created"}, "direction": "desc"},
                {"field": {"name": "key", "encodedName": "key"}},
            ]
        },
    }
