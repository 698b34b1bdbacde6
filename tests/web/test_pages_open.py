"""Who may open which page, and what a page costs."""

from __future__ import annotations

from jira_emulator import seed
from jira_emulator.host.tokens import request_token
from tests.stage import Stage
from tests.web.steps import create_here, rows_of


def test_project_admin_finds_an_empty_list_that_says_what_to_do(jiras: Stage) -> None:
    opened = jiras.open_project("SHOP")

    assert opened.answer.status_code == 200
    assert "Create synchronization" in opened.html


def test_member_reads_in_a_sentence_why_not(jiras: Stage) -> None:
    opened = jiras.open_project("SHOP", "member")

    assert opened.answer.status_code == 403
    assert "Only administrators of this project" in opened.html


def test_page_of_the_whole_jira_is_for_its_administrators(jiras: Stage) -> None:
    assert jiras.open_admin(jiras.acme, "project_admin").answer.status_code == 403
    assert jiras.open_admin(jiras.acme).answer.status_code == 200


def test_list_of_a_jira_has_all_of_it_and_of_a_project_its_own(jiras: Stage) -> None:
    create_here(jiras, "SHOP", "OPS")

    assert len(rows_of(jiras.open_admin(jiras.acme).html)) == 1
    assert len(rows_of(jiras.open_project("OPS").html)) == 1
    assert rows_of(jiras.open_project("HR", "admin").html) == []
    assert rows_of(jiras.open_admin(jiras.globex).html) == []


def test_list_takes_the_same_few_statements_however_long_it_is(jiras: Stage) -> None:
    create_here(jiras, "SHOP", "OPS")
    few = statements(jiras)
    create_here(jiras, "SHOP", "HR", part="admin")
    many = statements(jiras)

    assert 0 < len(many) <= len(few) <= 5


def statements(jiras: Stage) -> list[str]:
    jiras.statements.clear()
    assert jiras.open_admin(jiras.acme).answer.status_code == 200
    return list(jiras.statements)


def test_filter_by_text_and_by_status(jiras: Stage) -> None:
    create_here(jiras, "SHOP", "OPS", name="Support desk")
    page = jiras.open_admin(jiras.acme)

    assert len(rows_of(page.call("GET", "/synchronizations?text=support").text)) == 1
    assert len(rows_of(page.call("GET", "/synchronizations?status=STOPPED").text)) == 1
    assert "Nothing fits" in page.call("GET", "/synchronizations?text=other").text
    assert "Nothing fits" in page.call("GET", "/synchronizations?status=RUNNING").text


def test_page_that_does_not_exist_shows_the_last_one(jiras: Stage) -> None:
    create_here(jiras, "SHOP", "OPS")
    page = jiras.open_admin(jiras.acme)

    for number in ("99", "0", "-1", "x", "9" * 30):
        assert len(rows_of(page.call("GET", f"/synchronizations?page={number}").text)) == 1


def test_nothing_of_ours_runs_inline(jiras: Stage) -> None:
    html = jiras.open_project("SHOP").html

    assert "<script>" not in html
    assert " style=" not in html
    assert "onclick" not in html


def test_panel_of_an_issue_that_nobody_synchronizes_says_so_in_one_statement(jiras: Stage) -> None:
    running, project = jiras.project("SHOP")
    installation = jiras.installation(running)
    member = seed.person(running.site, "member")
    query = f"/pages/issue?issueId=10001&projectId={project.id}"
    token = request_token(installation, "GET", jiras.address + query, member.account_id)
    jiras.statements.clear()

    answer = jiras.get(f"{query}&jwt={token}")

    assert "not synchronized" in answer.text
    assert len([one for one in jiras.statements if "pairs" in one]) == 1
