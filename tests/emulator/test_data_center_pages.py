"""Pages, loaded issues and the command line of a Data Center site."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

from jira_emulator.command_line import read_arguments
from jira_emulator.flavours import CLOUD, DATA_CENTER
from jira_emulator.load import load_file
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.server_caller import calling
from tests.emulator.test_cli import ISSUE, emulator

FRED = {"name": "fred", "key": "JIRAUSER55", "displayName": "Fred F. User", "emailAddress": "fred@old.example"}
OLD_HAND = {"name": "Old Hand", "displayName": "Old Hand"}


def old_issue(**fields: Any) -> dict[str, Any]:
    """An issue as a Jira Server shows it."""
    row: dict[str, Any] = dict(ISSUE)
    return {**row, "fields": {**row["fields"], **fields}}


@pytest.fixture
def browser(data_center: RunningSite) -> Any:
    """A browser in which Ada is signed in."""
    with requests.Session() as session:
        session.get(f"{data_center.address}/projects?as=ada", timeout=5)
        yield session


def links_of(page: str) -> list[str]:
    return re.findall(r'(?:href|action|src)="([^"]+)"', page)


def test_every_link_of_a_page_stays_below_the_context_path(data_center: RunningSite, browser: requests.Session) -> None:
    with calling(data_center, "member") as member:
        key = member.create("To look at", description="*bold*")

    for path in (
        "/projects",
        "/issues/",
        f"/browse/{key}",
        f"/browse/{key}/edit",
        "/issues/create",
        "/_recent",
        "/login",
    ):
        answer = browser.get(data_center.address + path, timeout=5)
        assert answer.status_code == 200, path
        links = [one for one in links_of(answer.text) if not one.startswith(("#", "data:", "http"))]
        assert links
        assert all(one.startswith("/jira/") for one in links), (path, links)
    assert "<strong>bold</strong>" in browser.get(f"{data_center.address}/browse/{key}", timeout=5).text


def test_pages_have_no_room_for_add_ons(data_center: RunningSite, browser: requests.Session) -> None:
    start = browser.get(data_center.address, timeout=5)

    assert start.url == f"{data_center.address}/projects"
    assert "Administration" not in start.text
    assert browser.get(f"{data_center.address}/plugins/servlet/upm", timeout=5).status_code == 404
    assert "Apps were told" not in browser.get(f"{data_center.address}/_recent", timeout=5).text


def test_issue_is_created_edited_and_assigned_in_the_browser(
    data_center: RunningSite, browser: requests.Session
) -> None:
    form = browser.get(f"{data_center.address}/issues/create", timeout=5).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    project, kind = (
        re.search(r'name="project" value="(\d+)"', form),
        re.search(r'<option value="(\d+)"[^>]*>Task', form),
    )
    assert token
    assert project
    assert kind
    typed = {"csrf_token": token[1], "project": project[1], "issuetype": kind[1], "summary": "Typed"}
    priya = next(one for one in data_center.site.users.values() if one.display_name == "Priya Nair")

    made = browser.post(f"{data_center.address}/issues/create", data=typed | {"assignee": priya.account_id}, timeout=5)

    assert made.url == f"{data_center.address}/browse/SHOP-1"
    change = {"csrf_token": token[1], "summary": "Typed again", "before_summary": "Typed"}
    browser.post(f"{data_center.address}/browse/SHOP-1/edit", data=change, timeout=5)
    with calling(data_center, "member") as member:
        fields = member.fields("SHOP-1")
    assert (fields["summary"], fields["assignee"]["name"]) == ("Typed again", "priya")


def test_visitor_is_sent_to_sign_in_and_back(data_center: RunningSite) -> None:
    answer = requests.get(f"{data_center.address}/issues/?jql=x", timeout=5)

    assert answer.url == f"{data_center.address}/login?next=%2Fissues%2F%3Fjql%3Dx"


def test_loaded_people_keep_their_names_and_keys(data_center: RunningSite, tmp_path: Path) -> None:
    row = old_issue(reporter=FRED, assignee=OLD_HAND)
    project = next(iter(data_center.site.projects.values()))
    (tmp_path / "issues.jsonl").write_text(json.dumps(row))
    load_file(data_center.site, project, tmp_path / "issues.jsonl")

    with calling(data_center, "member") as member:
        fields = member.fields("SHOP-1")
        known = member.get("user?key=JIRAUSER55")
        found = member.keys('reporter = fred AND assignee = "Old Hand"')
        assert member.call("GET", fields["assignee"]["self"]).json()["name"] == "Old Hand"

    assert (fields["reporter"]["name"], fields["reporter"]["key"]) == ("fred", "JIRAUSER55")
    assert (fields["assignee"]["name"], fields["assignee"]["key"]) == ("Old Hand", "Old Hand")
    assert known["emailAddress"] == "fred@old.example"
    assert found == ["SHOP-1"]


def test_command_line_makes_a_data_center_site_beside_a_cloud_one(tmp_path: Path) -> None:
    file = tmp_path / "issues.jsonl"
    file.write_text(json.dumps(old_issue(creator=FRED)) + "\n")
    sites = ("--site", "cloud=0", "--site", "dc=0:dc/jira/main", "--site", "closed=0:dc", "--no-basic-auth", "closed")

    with emulator(*sites, "--data", f"dc={file}", "--project", "dc=MINE") as (_, said):
        dc, closed = said["sites"]["dc"], said["sites"]["closed"]
        assert dc["address"].endswith("/jira/main")
        assert "install_keys" not in dc
        assert [one["flavour"] for one in said["sites"].values()] == ["cloud", "dc", "dc"]
        for user in dc["users"]:
            who = requests.get(f"{dc['address']}/rest/api/2/myself", auth=(user["name"], user["password"]), timeout=5)
            assert (who.json()["key"], who.json()["displayName"]) == (user["key"], user["display_name"])
        bearer = {"Authorization": f"Bearer {dc['users'][0]['token']}"}
        found = requests.get(f"{dc['address']}/rest/api/2/search?fields=creator", headers=bearer, timeout=5).json()
        assert found["issues"][0]["fields"]["creator"]["name"] == "fred"
        user = closed["users"][0]
        address = f"{closed['address']}/rest/api/2/myself"
        assert requests.get(address, auth=(user["name"], user["password"]), timeout=5).status_code == 403
        bearer = {"Authorization": f"Bearer {user['token']}"}
        assert requests.get(address, headers=bearer, timeout=5).status_code == 200
        addons = requests.get(f"{said['control']}/sites/dc/addons", timeout=5)
        assert addons.status_code == 404


def test_command_line_reads_kind_and_context_path() -> None:
    wanted = read_arguments(["--site", "a=1:dc", "--site", "b=2:dc/jira", "--site", "c=3:cloud", "--site", "d=4"])

    assert [(one.flavour, one.context_path) for one in wanted.sites] == [
        (DATA_CENTER, ""),
        (DATA_CENTER, "/jira"),
        (CLOUD, ""),
        (CLOUD, ""),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--site", "a=0:cloud/jira"],
        ["--site", "a=0:dc/"],
        ["--site", "a=0:dc//x"],
        ["--site", "a=0/jira"],
        ["--site", "a=0", "--no-basic-auth", "a"],
        ["--site", "a=0:dc", "--no-basic-auth", "b"],
    ],
)
def test_command_line_refuses_what_makes_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_arguments(arguments)

    assert "error:" in capsys.readouterr().err


def test_two_flavours_with_one_seed_have_the_same_people() -> None:
    one = Emulator(seed=3, control=False)
    cloud, server = one.add_site("x").site, one.add_site("y", flavour=DATA_CENTER).site

    assert list(cloud.users) == list(server.users)
    assert [user.display_name for user in cloud.users.values()] == [user.display_name for user in server.users.values()]
    one.stop()
