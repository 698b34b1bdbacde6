"""`--state FILE`: a demo goes on where it ended, and a file that can't be used is refused."""

import json
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from jira_emulator import actions, seed
from jira_emulator.actions.attachments import attach
from jira_emulator.actions.remote_links import put_remote_link
from jira_emulator.actions.tasks import completed_task
from jira_emulator.actions.viewing import note_view
from jira_emulator.agile.boards import board_of_project
from jira_emulator.agile.model import EpicDetails
from jira_emulator.agile.ranking import rank_issues
from jira_emulator.agile.sprints import SprintContent, create_sprint, put_in_sprint
from jira_emulator.host.connect_host import host_of
from jira_emulator.model import AccountType, Issue, User
from jira_emulator.remote_links import RemoteLinkContent
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from jira_emulator.storage.codec import NotReadable, Reader, Writer, as_text, kind_of
from jira_emulator.storage.file import StateRefused
from jira_emulator.storage.keeper import Keeper
from jira_emulator.storage.site_parts import Changes, parts_of
from jira_emulator.text import RichText
from jira_emulator.vanishing import vanish
from tests.emulator.conftest import AddonAuth, Caller, Receiver
from tests.emulator.test_cli import emulator as process
from tests.emulator.test_cli import refused
from tests.emulator.test_rest_issues import DOCUMENT
from tests.emulator.tiny_addon import TinyAddon

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
frozen = (
    plain
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.timedeltas(timedelta(-1000), timedelta(1000)).map(lambda one: timedelta(seconds=int(one.total_seconds())))
    | st.sampled_from(AccountType)
)
values = st.recursive(
    frozen,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.just("!thing"), inner)
        | st.sets(st.integers() | st.text())
        | st.frozensets(st.tuples(st.integers(), st.text()))
    ),
    max_leaves=20,
)


@given(values)
def test_values_are_the_same_after_writing_and_reading(value: Any) -> None:
    document = json.loads(as_text(Writer().document(value)))

    again = Reader({}).value(document)
    assert again == value
    assert type(again) is type(value)


def test_things_stay_one_and_the_same() -> None:
    user = User("a-1", "Ada", "ada@example.com", "token", groups={"jira-users"})
    writer = Writer()
    document = writer.document([user, {"again": user}])
    reader = Reader({number: kind_of(type(one)) for number, one in enumerate(writer.things)})
    for number, one in enumerate(writer.things):
        reader.fill(reader.things[number], json.loads(as_text(writer.fields(one))))
    first, second = reader.value(document)

    assert first is second["again"]
    assert (first.account_id, first.groups, first.account_type) == ("a-1", {"jira-users"}, AccountType.ATLASSIAN)


def test_dice_go_on_where_they_were() -> None:
    dice = random.Random(5)
    dice.random()
    again = Reader({}).value(json.loads(as_text(Writer().document(dice))))

    assert again.random() == dice.random()


@pytest.mark.parametrize(
    "document",
    [
        {"!os:system": {}},
        {"!model:JsonObject": {}},
        {"!state:Site": {}},
        {"!storage.keeper:Path": {}},
        {"!server:Emulator": {}},
        {"!enum": ["model:User", "x"]},
        {"!events:Trace": {"addon_key": "a"}},
    ],
)
def test_file_builds_nothing_but_what_is_kept(document: Any) -> None:
    with pytest.raises(NotReadable):
        Reader({}).value(document)


def test_what_can_not_be_kept_is_refused_when_it_is_written() -> None:
    with pytest.raises(TypeError):
        Writer().document([object()])


@contextmanager
def kept(path: Path, fill: Callable[[RunningSite], None] = lambda running: None) -> Iterator[tuple[Emulator, Site]]:
    """An emulator with the site `acme` from the file; `fill` is for a new one."""
    keeper, emulator = Keeper(path), Emulator(seed=7)
    is_new = "acme" not in keeper.known
    running = keeper.add_site(emulator, "acme")
    if is_new:
        fill(running)
    keeper.start(emulator)
    with emulator:
        yield emulator, running.site
    keeper.stop(emulator)


def with_project(running: RunningSite) -> None:
    seed.add_project(running.site, "SHOP", "Shop")


def shop(running: RunningSite) -> None:
    """The demo's projects, and some of everything else."""
    site = running.site
    seed.demo(site, seed.furnish(Site("other", 7), 7))
    milo = seed.person(site, "member")
    issue = next(iter(site.issues.values()))
    actions.set_issue_property(site, milo, str(issue.id), "marker", {"n": [1, None, "ä\ud800"]})
    actions.add_comment(site, milo, issue.id, RichText(adf=DOCUMENT), {"properties": [{"key": "k", "value": 1}]})
    other = list(site.issues.values())[1]
    actions.link_issues(site, milo, next(iter(site.link_types.values())), issue.key, other.key)
    actions.delete_issue(site, seed.person(site, "admin"), list(site.issues)[-1], with_subtasks=True)
    planned(site, issue, other)
    vanish(site, {"priority": "High"})
    vanish(site, {"permission": "ADD_COMMENTS", "who": "milo@example.com", "project": "SHOP"})
    site.clock_skew = timedelta(seconds=-90)


def planned(site: Site, issue: Issue, other: Issue) -> None:
    """A board with its filter, an issue in a sprint and before another one, and what else hangs on it."""
    milo = seed.person(site, "member")
    board = board_of_project(site, issue.project, milo)
    sprint = create_sprint(site, milo, str(board.id), SprintContent("Sprint 1", start=site.now()))
    put_in_sprint(site, milo, [issue], sprint)
    rank_issues(site, milo, [other], before=issue.key)
    site.epics[issue.id] = EpicDetails("Short", done=True)
    put_remote_link(site, milo, issue.key, RemoteLinkContent({"url": "https://example.com", "title": "There"}, "id-1"))
    completed_task(site, milo, "Something long", {"errors": {}})
    note_view(site, milo, issue)


def everything(site: Site) -> str:
    """All that is kept, with things written where they are first met."""
    writer = Writer()
    parts = {name: writer.document(value) for name, value in parts_of(site).items() if name != "base_url"}
    number, things = 0, []
    while number < len(writer.things):
        things.append([kind_of(type(writer.things[number])), writer.fields(writer.things[number])])
        number += 1
    return as_text([parts, things])


def test_site_is_the_same_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with kept(path, shop) as (emulator, site):
        address = emulator.sites["acme"].address
        before, issues = everything(site), list(site.issues.values())
    with kept(path) as (emulator, site):
        assert emulator.sites["acme"].address == address
        assert everything(site) == before
        assert [one.key for one in site.issues.values()] == [one.key for one in issues]
        assert len(list(site.index.visible())) == len(issues)
        milo = seed.person(site, "member")
        caller = Caller(address, requests.Session())
        caller.session.auth = (milo.email, milo.api_token)
        first = caller.get(f"issue/{issues[0].key}?properties=*all")
        assert first["properties"]["marker"]["n"][1] is None
        assert "High" not in [one["name"] for one in caller.get("priority")]
        requests.delete(f"{emulator.control_address}/faults", timeout=5)
        assert [one["name"] for one in caller.get("priority")][1] == "High"
        created = caller.post(
            "issue", {"fields": {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "new"}}
        )
        assert int(created["id"]) > max(one.id for one in issues)
        caller.session.close()


def test_deleted_issue_stays_deleted_and_an_edit_stays_made(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with kept(path, shop) as (_, site):
        admin, (first, second, *_) = seed.person(site, "admin"), list(site.issues.values())
        actions.delete_issue(site, admin, second.id, with_subtasks=True)
        attach(site, admin, first.key, [("a.txt", b"\x00\xff")])
    with kept(path) as (_, site):
        assert second.id not in site.issues
        (attachment,) = site.issues[first.id].attachments
        assert site.attachment_contents[attachment.id] == b"\x00\xff"
    with kept(path) as (_, site):
        assert second.id not in site.issues
    assert path.stat().st_mode & 0o077 == 0


def test_installation_and_its_webhooks_survive(tmp_path: Path, receiver: Receiver) -> None:
    path, addon = tmp_path / "state", TinyAddon().start()
    with kept(path, with_project) as (emulator, site):
        host = host_of(emulator.sites["acme"])
        installation = host.install(addon.descriptor_url)
        installation.descriptor["modules"]["webhooks"] = [
            {"event": "jira:issue_created", "url": f"{receiver.address}/base/hooks"}
        ]
        receiver.answers = [503]
        emulator.webhook_settings.retry_scale = 1e-3
        fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "told later"}
        milo = seed.person(site, "member")
        caller = Caller(emulator.sites["acme"].address, requests.Session())
        caller.session.auth = (milo.email, milo.api_token)
        caller.post("issue", {"fields": fields})
        until(lambda: bool(receiver.delivered))
        emulator.webhook_settings.retry_scale = 2e-3
        until(lambda: len(receiver.delivered) >= 2)
    told = receiver.delivered[0]
    count = len(receiver.delivered)
    receiver.answers = [204]
    with kept(path) as (emulator, site):
        until(lambda: len(receiver.delivered) > count)
        again = receiver.delivered[-1]
        assert again.body == told.body
        assert again.headers["X-Atlassian-Webhook-Identifier"] == told.headers["X-Atlassian-Webhook-Identifier"]
        assert int(again.headers["X-Atlassian-Webhook-Retry"]) >= 2
        (restored,) = site.installations.values()
        with requests.Session() as session:
            session.auth = AddonAuth(restored, emulator.sites["acme"].address)
            assert Caller(emulator.sites["acme"].address, session).call("GET", "myself").status_code == 200
        assert restored.shared_secret == installation.shared_secret
        assert host_of(emulator.sites["acme"]).upgrade(restored.addon_key).shared_secret != installation.shared_secret
    addon.stop()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGKILL])
def test_process_goes_on_after_its_end(name: signal.Signals, tmp_path: Path) -> None:
    arguments = ("--site", "first=0", "--project", "first=SHOP", "--state", str(tmp_path / "state"))
    with process(*arguments) as (running, said):
        site = said["sites"]["first"]
        (admin, *_) = site["users"]
        fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "kept"}
        made = requests.post(
            f"{site['address']}/rest/api/3/issue",
            json={"fields": fields},
            auth=(admin["email"], admin["token"]),
            timeout=5,
        )
        if name is signal.SIGKILL:
            time.sleep(3)
        running.send_signal(name)
        running.wait(20)
    with process(*arguments, "--seed", "99") as (_, said_again):
        assert said_again["sites"]["first"]["users"] == site["users"]
        assert said_again["sites"]["first"]["address"] == site["address"]
        found = requests.get(
            f"{site['address']}/rest/api/3/issue/{made.json()['key']}", auth=(admin["email"], admin["token"]), timeout=5
        )
        assert found.json()["fields"]["summary"] == "kept"
    assert said_again["sites"]["first"]["projects"] == ["SHOP"]


def test_file_that_can_not_be_used_ends_it_with_a_sentence(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("This is no database, and it is long enough to be sure of it. " * 40)
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE other (a)")
    for path, words in ((text, "is damaged"), (foreign, "is not a state file"), (tmp_path, "can't be used")):
        outcome = refused("--site", "acme=0", "--state", str(path))
        assert outcome.returncode == 1
        assert words in outcome.stderr
        assert "Traceback" not in outcome.stderr


@pytest.fixture
def kept_file(tmp_path: Path) -> Path:
    path = tmp_path / "state"
    with kept(path, with_project):
        pass
    return path


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("PRAGMA user_version = 2", "another version"),
        ("UPDATE shape SET fields = '[\"id\"]' WHERE kind = 'model:User'", "another version"),
        ("INSERT INTO shape VALUES ('model:Sprint9', '[]')", "another version"),
        ("DELETE FROM document WHERE part = 'groups'", "another version"),
        ("INSERT INTO document VALUES ('acme', 'colours', '', '[]')", "another version"),
        ("DELETE FROM thing WHERE number = 3", "damaged"),
        ("UPDATE document SET body = '{' WHERE part = 'users'", "damaged"),
        ("UPDATE document SET body = '{\"!thing\": 99999}' WHERE part = 'users'", "damaged"),
        ("UPDATE thing SET body = '[]' WHERE number = 1", "damaged"),
    ],
)
def test_other_version_and_damage_are_refused(statement: str, words: str, kept_file: Path) -> None:
    with sqlite3.connect(kept_file) as database:
        database.execute(statement)
    database.close()

    with pytest.raises(StateRefused, match=words):
        Keeper(kept_file).add_site(Emulator(control=False), "acme")


def test_overwritten_page_is_found(kept_file: Path) -> None:
    content = bytearray(kept_file.read_bytes())
    content[4096 * 2 : 4096 * 4] = b"\x00" * 8192
    kept_file.write_bytes(content)

    with pytest.raises(StateRefused, match="damaged"):
        Keeper(kept_file).add_site(Emulator(control=False), "acme")


def test_two_emulators_do_not_share_a_file(kept_file: Path) -> None:
    with kept(kept_file), pytest.raises(StateRefused, match="locked"):
        Keeper(kept_file)


def test_only_what_changed_is_written_again() -> None:
    running = Emulator(seed=7, control=False).add_site("acme")
    shop(running)
    changes = Changes(Writer())
    first, _ = changes.documents(parts_of(running.site))
    assert changes.things()
    assert len(first) > len(running.site.issues)
    assert (changes.documents(parts_of(running.site)), changes.things()) == (([], []), [])

    kept_issue, gone = list(running.site.issues.values())[:2]
    admin = seed.person(running.site, "admin")
    actions.set_issue_property(running.site, admin, str(kept_issue.id), "k", 1)
    written, _ = changes.documents(parts_of(running.site))
    assert [place for place, _ in written] == [("issues", str(kept_issue.id))]
    actions.delete_issue(running.site, admin, gone.id, with_subtasks=True)
    _, lost = changes.documents(parts_of(running.site))
    assert ("issues", str(gone.id)) in lost
    seed.person(running.site, "member").display_name = "Milo O."
    assert {kind for _, kind, _ in changes.things()} == {"model:Project", "model:User"}
    running.listener.stop()
