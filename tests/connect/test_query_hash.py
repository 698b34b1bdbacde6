"""The query string hash, by the examples of Atlassian's documentation ("Understanding JWT") and by a second
implementation."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connect.query_hash import RequestLine, is_hash_of
from jira_emulator.host.qsh import hash_of_url


@pytest.mark.parametrize(
    ("path", "digest"),
    [
        ("/path", "799be84a7fa35570087163c0cd9af3abff7ac05c2c12ba0bb1d7eebc984b3ac2"),
        ("/path/", "799be84a7fa35570087163c0cd9af3abff7ac05c2c12ba0bb1d7eebc984b3ac2"),
        ("/", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
        ("", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
    ],
)
def test_the_documented_examples(path: str, digest: str) -> None:
    assert RequestLine("get", path).hash() == digest


PARAMETERS = st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=6, unique_by=lambda pair: pair[0])


@given(parameters=PARAMETERS)
def test_a_second_implementation_agrees(parameters: list[tuple[str, str]]) -> None:
    query = urlencode(
        [(name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in parameters]
    )

    assert is_hash_of(hash_of_url("POST", f"/webhooks/x?{query}"), RequestLine("POST", "/webhooks/x", query))


@pytest.mark.parametrize(
    "line",
    [
        RequestLine("GET", "/a//b"),
        RequestLine("GET", "//a"),
        RequestLine("GET", "/a b"),
        RequestLine("GET", "/ä"),
        RequestLine("GET", "/a;b"),
        RequestLine("GET", "/http://["),
        RequestLine("GET", "/a", "projectId=1#&projectId=2"),
        RequestLine("GET", "/a", "x=\t"),
        RequestLine("GET", "/a", "x=ä"),
    ],
)
def test_an_address_that_can_be_read_in_two_ways_has_no_right_hash(line: RequestLine) -> None:
    try:
        digest = line.hash()
    except ValueError:
        digest = "no hash"

    assert not is_hash_of(digest, line)
