"""The arithmetic of limits holds for every row of calls."""

from hypothesis import given
from hypothesis import strategies as st

from jira_emulator.limits.buckets import HOUR_SECONDS, HourlyQuota, SlidingWindow, whole_seconds
from jira_emulator.limits.cost import objects_in, points

START = 1_800_000_000.0
steps = st.lists(st.floats(0, 5, allow_nan=False), max_size=120)


def let_through(window: SlidingWindow, waits: list[float]) -> list[float]:
    """When calls came through, made one after another with these pauses."""
    now, times = START, []
    for wait in waits:
        now += wait
        if window.wait_seconds(now) == 0:
            window.note(now)
            times.append(now)
    return times


@given(most=st.integers(0, 8), seconds=st.floats(0.5, 10), waits=steps)
def test_no_window_ever_holds_more_than_its_size(most: int, seconds: float, waits: list[float]) -> None:
    times = let_through(SlidingWindow(most, seconds), waits)

    for begin in times:
        assert sum(begin <= one < begin + seconds for one in times) <= most


@given(most=st.integers(1, 8), seconds=st.floats(0.5, 10), waits=steps)
def test_who_waits_as_told_comes_through(most: int, seconds: float, waits: list[float]) -> None:
    window = SlidingWindow(most, seconds)
    now = (let_through(window, waits) or [START])[-1]

    later = now + whole_seconds(window.wait_seconds(now))
    assert window.wait_seconds(later) == 0
    assert window.remaining(later) >= 1


@given(most=st.integers(1, 8), seconds=st.floats(0.5, 10), waits=steps)
def test_call_is_refused_only_when_the_window_is_full(most: int, seconds: float, waits: list[float]) -> None:
    window = SlidingWindow(most, seconds)
    let_through(window, waits)
    now = START + sum(waits)

    assert (window.wait_seconds(now) > 0) == (window.remaining(now) == 0)
    assert window.is_idle(now + seconds + 1)


@given(
    quota=st.integers(0, 500),
    calls=st.lists(st.tuples(st.floats(0, 900, allow_nan=False), st.integers(1, 40)), max_size=60),
)
def test_quota_never_spends_more_than_one_call_too_much_an_hour(quota: int, calls: list[tuple[float, int]]) -> None:
    bucket, now, spent = HourlyQuota(quota), START, dict[int, int]()
    last: dict[int, int] = {}
    for wait, cost in calls:
        now += wait
        hour = int(now) // HOUR_SECONDS
        assert bucket.remaining(now) == max(quota - spent.get(hour, 0), 0)
        if bucket.remaining(now):
            bucket.charge(now, cost)
            spent[hour], last[hour] = spent.get(hour, 0) + cost, cost

    for hour, total in spent.items():
        assert total - last[hour] < quota


@given(quota=st.integers(1, 500), cost=st.integers(0, 600), now=st.floats(0, 4e9, allow_nan=False))
def test_quota_is_whole_again_at_the_top_of_the_hour(quota: int, cost: int, now: float) -> None:
    bucket = HourlyQuota(quota)
    bucket.charge(now, cost)
    reset = bucket.reset_at(now)

    assert 0 < reset - now <= HOUR_SECONDS
    assert reset % HOUR_SECONDS == 0
    assert bucket.is_near(now) == (max(quota - cost, 0) < quota * 0.2)
    assert bucket.remaining(reset) == quota
    assert bucket.remaining(now) == quota  # a clock that goes back takes nothing away, and gives nothing twice


def test_costs_are_those_of_the_guide() -> None:
    issue = {"id": "1", "fields": {"comment": {"comments": [{}, {}]}}}

    assert points("GET", "/issue/<issue>", issue) == 2
    assert points("GET", "/issue/<issue>/comment", {"comments": [{}] * 7, "total": 9}) == 8
    assert points("POST", "/search/jql", {"issues": [issue] * 50, "isLast": True}) == 51
    assert points("GET", "/user/search", [{}, {}, {}]) == 7
    assert points("GET", "/myself", {"accountId": "a"}) == 3
    assert points("GET", "/priority", [{}] * 5) == 6
    for method in ("POST", "PUT", "DELETE"):
        assert points(method, "/issue/<issue>", issue) == 1
    assert points("GET", "/issue/<issue>", None) == 1


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_anything_has_a_number_of_objects(body: object) -> None:
    assert objects_in(body) >= 0
