"""The emulator's pages over HTTP: who sees what, and what a form does."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from jira_emulator import actions, seed
from jira_emulator.fields.writing import FieldInput
from jira_emulator.host.connect_host import install
from jira_emulator.host.qsh import hash_of_url
from jira_emulator.model import Installation, Issue
from jira_emulator.server import Emulator, RunningSite
from tests.emulator.tiny_addon import TinyAddon

TAB = "/plugins/servlet/ac/com.example.tiny/tiny-project?project.key=SHOP"
ADMIN_PAGE = "/plugins/servlet/ac/com.example.tiny/tiny-admin"


class Browser(requests.Session):
    """Somebody who is signed in on the site and fills in forms."""

    def __init__(self, running: RunningSite, name: str) -> None:
        super().__init__()
        self.address = running.address
        self.page(f"/projects?as={name}")

    def page(self, path: str) -> requests.Response:
        return self.get(self.address + path, timeout=10)

    def submit(self, path: str, **fields: str) -> requests.Response:
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.page("/projects").text)
        assert token is not None
        return self.post(self.address + path, data={"csrf_token": token[1], **fields}, timeout=10)


@pytest.fixture
def running() -> Iterator[RunningSite]:
    with Emulator() as emulator:
        one = emulator.add_site("first")
        seed.add_project(one.site, "SHOP", "Storefront")
        yield one


@pytest.fixture
def installed(running: RunningSite) -> Iterator[Installation]:
    addon = TinyAddon().start()
    yield install(running, addon.descriptor_url)
    addon.stop()


@pytest.fixture
def issue(running: RunningSite) -> Issue:
    fields = {
        "project": {"key": "SHOP"},
        "issuetype": {"name": "Task"},
        "summary": "<b>First</b>",
        "description": "Some *bold* text <script>alert(1)</script>",
        "labels": ["one"],
    }
    return actions.create_issue(running.site, seed.person(running.site, "admin"), FieldInput(fields))


def newest(running: RunningSite, issue: Issue) -> Issue:
    return running.site.issues[issue.id]


def frame_addresses(page: requests.Response) -> list[str]:
    return [html.unescape(found) for found in re.findall(r'<iframe[^>]* src="([^"]+)"', page.text)]


def test_anonymous_visitor_is_sent_to_choose_a_user_and_comes_back(running: RunningSite) -> None:
    answer = requests.get(f"{running.address}/issues/?jql=project%20%3D%20SHOP", timeout=10)

    assert urlsplit(answer.url).path == "/login"
    assert parse_qs(urlsplit(answer.url).query)["next"] == ["/issues/?jql=project%20%3D%20SHOP"]


def test_choosing_a_user_signs_in(running: RunningSite) -> None:
    browser = Browser(running, "milo")
    ada = seed.person(running.site, "admin")

    browser.submit("/login", account_id=ada.account_id, next="/plugins/servlet/upm")

    assert "Manage apps" in browser.page("/plugins/servlet/upm").text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"]
)
def test_signing_in_sends_nobody_to_another_site(running: RunningSite, elsewhere: str) -> None:
    answer = Browser(running, "ada").submit(
        "/login", account_id=seed.person(running.site, "admin").account_id, next=elsewhere
    )

    assert answer.url.startswith(running.address)


def test_two_sites_on_one_host_keep_their_sessions_apart() -> None:
    with Emulator() as emulator:
        first, second = emulator.add_site("first"), emulator.add_site("second")
        session = requests.Session()
        session.get(f"{first.address}/projects?as=ada", timeout=10)
        session.get(f"{second.address}/projects?as=milo", timeout=10)

        assert "Signed in as Ada Brandt" in session.get(f"{first.address}/projects", timeout=10).text
        assert "Signed in as Milo Okafor" in session.get(f"{second.address}/projects", timeout=10).text


def test_form_without_the_sessions_token_changes_nothing(running: RunningSite, issue: Issue) -> None:
    browser = Browser(running, "ada")

    answer = browser.post(f"{running.address}/browse/{issue.key}/comments", data={"body": "forged"}, timeout=10)

    assert answer.status_code == 400
    assert not newest(running, issue).comments


def test_what_people_wrote_is_escaped(running: RunningSite, issue: Issue) -> None:
    actions.edit_issue(
        running.site, seed.person(running.site, "admin"), issue.key, FieldInput({"labels": ['"><i>x</i>']})
    )

    for path in (f"/browse/{issue.key}", "/issues/", f"/browse/{issue.key}/edit", '/issues/?jql="><i>x</i>'):
        page = Browser(running, "ada").page(path).text
        assert "<b>First</b>" not in page
        assert "<script>alert" not in page
        assert "<i>x</i>" not in page


def test_issue_page_shows_the_description_as_html(running: RunningSite, issue: Issue) -> None:
    assert "<strong>bold</strong>" in Browser(running, "ada").page(f"/browse/{issue.key}").text


def test_stranger_sees_neither_issue_nor_project(running: RunningSite, issue: Issue) -> None:
    stranger = Browser(running, "sam")

    assert stranger.page(f"/browse/{issue.key}").status_code == 404
    assert "No projects for you" in stranger.page("/projects").text
    assert "Storefront" not in stranger.page("/projects").text
    assert stranger.page(TAB).status_code == 404


def test_member_gets_a_sentence_instead_of_the_settings(running: RunningSite) -> None:
    member = Browser(running, "milo")

    settings, administration = member.page("/plugins/servlet/project-config/SHOP"), member.page("/plugins/servlet/upm")

    assert settings.status_code == administration.status_code == 403
    assert "Only administrators of the project SHOP" in settings.text
    assert "Only Jira administrators" in administration.text


def test_edit_sends_only_what_was_changed(running: RunningSite, issue: Issue) -> None:
    shown = {"before_summary": "<b>First</b>", "before_labels": "one", "before_description": "d"}
    browser = Browser(running, "ada")
    actions.edit_issue(
        running.site, seed.person(running.site, "admin"), issue.key, FieldInput({"summary": "Somebody else's"})
    )

    browser.submit(f"/browse/{issue.key}/edit", **shown, summary="<b>First</b>", labels="one two", description="d")

    after = newest(running, issue)
    assert after.summary == "Somebody else's"
    assert after.labels == ("one", "two")
    assert after.description is issue.description


def test_refused_edit_shows_jiras_words_and_what_was_typed(running: RunningSite, issue: Issue) -> None:
    answer = Browser(running, "ada").submit(
        f"/browse/{issue.key}/edit", before_summary=issue.summary, summary="", before_labels="", labels="typed"
    )

    assert answer.status_code == 400
    assert "You must specify a summary of the issue." in answer.text
    assert 'value="typed"' in answer.text


def test_issue_can_be_created_and_moved_on(running: RunningSite) -> None:
    browser = Browser(running, "milo")
    project = running.site.project("SHOP")
    assert project is not None
    task = next(one for one in project.issue_types if one.name == "Task")

    page = browser.submit("/issues/create", project=str(project.id), issuetype=str(task.id), summary="Newly made")
    created = running.site.issue("SHOP-1")
    assert created is not None
    assert page.url == f"{running.address}/browse/SHOP-1"
    step = actions.available_transitions(running.site, seed.person(running.site, "member"), created)[0]
    browser.submit(f"/browse/SHOP-1/transitions/{step.id}")

    assert newest(running, created).status is step.to


def test_comment_is_written_edited_and_deleted(running: RunningSite, issue: Issue) -> None:
    browser = Browser(running, "milo")

    browser.submit(f"/browse/{issue.key}/comments", body="Hello\r\n\r\n*there*")
    (comment,) = newest(running, issue).comments
    assert comment.body.as_wiki() == "Hello\n\n*there*"

    browser.submit(f"/browse/{issue.key}/comments/{comment.id}", body="Changed")
    assert newest(running, issue).comments[0].body.as_wiki() == "Changed"

    browser.submit(f"/browse/{issue.key}/comments/{comment.id}/delete")
    assert not newest(running, issue).comments


def test_member_can_not_delete_anothers_comment_by_hand(running: RunningSite, issue: Issue) -> None:
    Browser(running, "ada").submit(f"/browse/{issue.key}/comments", body="Ada's")
    (comment,) = newest(running, issue).comments

    answer = Browser(running, "milo").submit(f"/browse/{issue.key}/comments/{comment.id}/delete")

    assert "You do not have permission to delete comment" in answer.text
    assert newest(running, issue).comments


def test_bad_jql_is_explained_in_jiras_words(running: RunningSite, issue: Issue) -> None:
    page = Browser(running, "ada").page("/issues/?jql=nonsense%20%3D%201").text

    assert "nonsense" in page
    assert 'aria-invalid="true"' in page


def test_words_narrow_the_query(running: RunningSite, issue: Issue) -> None:
    browser = Browser(running, "ada")

    found = browser.page("/issues/?text=bold&jql=project+%3D+SHOP+ORDER+BY+key").text
    not_found = browser.page("/issues/?text=elsewhere&jql=project+%3D+SHOP+ORDER+BY+key").text

    assert issue.key in found
    assert "No issues found" in not_found


def test_frame_address_is_signed_over_its_whole_query_for_the_viewer(
    running: RunningSite, installed: Installation
) -> None:
    project = running.site.project("SHOP")
    assert project is not None

    (address,) = frame_addresses(Browser(running, "priya").page(TAB))

    query = parse_qs(urlsplit(address).query, keep_blank_values=True)
    claims = jwt.decode(query["jwt"][0], installed.shared_secret, algorithms=["HS256"])
    assert query["place"] == [f"SHOP-{project.id}"]
    assert query["xdm_e"] == [running.address]
    assert {"xdm_c", "cp", "cv"} <= query.keys()
    assert claims["sub"] == seed.person(running.site, "project_admin").account_id
    assert claims["iss"] == installed.client_key
    assert claims["qsh"] == hash_of_url("GET", address, installed.base_url)


def test_conditions_hide_links_but_the_address_opens_for_anybody_signed_in(
    running: RunningSite, installed: Installation, issue: Issue
) -> None:
    admin, member = Browser(running, "ada"), Browser(running, "milo")

    assert "Tiny settings" in admin.page("/plugins/servlet/project-config/SHOP").text
    assert "Tiny overview" in admin.page("/plugins/servlet/upm").text
    assert frame_addresses(member.page(TAB))
    assert f'href="{ADMIN_PAGE}"' in admin.page(ADMIN_PAGE).text
    assert f'href="{ADMIN_PAGE}"' not in member.page(ADMIN_PAGE).text
    assert frame_addresses(member.page(ADMIN_PAGE))
    assert not frame_addresses(requests.get(running.address + ADMIN_PAGE, timeout=10))


def test_panels_appear_on_the_issue_where_their_conditions_hold(
    running: RunningSite, installed: Installation, issue: Issue
) -> None:
    page = Browser(running, "milo").page(f"/browse/{issue.key}")

    places = [parse_qs(urlsplit(address).query)["place"][0] for address in frame_addresses(page)]
    assert sorted(places) == [issue.key, "editor"]


def test_switched_off_add_on_shows_nothing(running: RunningSite, installed: Installation, issue: Issue) -> None:
    browser = Browser(running, "ada")

    browser.submit("/plugins/servlet/upm/com.example.tiny/disable")

    assert not frame_addresses(browser.page(f"/browse/{issue.key}"))
    assert browser.page(TAB).status_code == 404


def test_admin_installs_upgrades_and_uninstalls_by_the_page(running: RunningSite) -> None:
    addon = TinyAddon().start()
    browser = Browser(running, "ada")

    assert "The app was installed." in browser.submit("/plugins/servlet/upm", descriptor_url=addon.descriptor_url).text
    assert "The app was upgraded." in browser.submit("/plugins/servlet/upm/com.example.tiny/upgrade").text
    addon.refuse_with = 400
    refused = browser.submit("/plugins/servlet/upm/com.example.tiny/rotate")
    assert "We don&#39;t want to." in refused.text
    browser.submit("/plugins/servlet/upm/com.example.tiny/uninstall")

    addon.wait_for("uninstalled", "disabled")
    addon.stop()
    assert not running.site.installations


def test_member_can_not_install_by_hand(running: RunningSite) -> None:
    answer = Browser(running, "milo").submit("/plugins/servlet/upm", descriptor_url="http://127.0.0.1:1/x.json")

    assert answer.status_code == 403


def test_token_is_given_only_to_the_viewer_of_the_frame(running: RunningSite, installed: Installation) -> None:
    admin, member = Browser(running, "ada"), Browser(running, "milo")
    passport = html.unescape(re.findall(r'data-frame="([^"]+)"', admin.page(TAB).text)[0])

    own, others = (_ask_token(one, passport) for one in (admin, member))
    forged = _ask_token(admin, passport[:-2] + "xx")

    claims = jwt.decode(own.json()["token"], installed.shared_secret, algorithms=["HS256"])
    assert claims["qsh"] == "context-qsh"
    assert claims["context"]["jira"]["project"]["key"] == "SHOP"
    assert others.status_code == forged.status_code == 403


def test_token_ends_with_the_right_to_see_the_project(running: RunningSite, installed: Installation) -> None:
    member = Browser(running, "milo")
    passport = html.unescape(re.findall(r'data-frame="([^"]+)"', member.page(TAB).text)[0])
    project = running.site.project("SHOP")
    assert project is not None

    project.roles["Member"].clear()

    assert _ask_token(member, passport).status_code == 404


def test_other_name_of_the_machine_leads_to_the_sites_own_address(running: RunningSite) -> None:
    other = running.address.replace("127.0.0.1", "localhost")

    assert requests.get(f"{other}/projects?as=ada", timeout=10).url.startswith(running.address)


def test_what_just_happened_lists_calls_and_lifecycle(running: RunningSite, installed: Installation) -> None:
    requests.get(f"{running.address}/rest/api/3/serverInfo", timeout=10)

    page = Browser(running, "ada").page("/_recent").text

    assert "/rest/api/3/serverInfo" in page
    assert "/base/installed" in page


def _ask_token(browser: Browser, passport: str) -> requests.Response:
    token = re.search(r'name="csrf-token" content="([^"]+)"', browser.page("/projects").text)
    assert token is not None
    return browser.post(
        f"{browser.address}/_connect/token",
        json={"frame": passport},
        headers={"X-Csrf-Token": token[1]},
        timeout=10,
    )
