"""Wiki markup → ADF: what each construct becomes."""

from __future__ import annotations

from typing import Any

import pytest

from jira_emulator.richtext import Mention, validate_adf, wiki_to_adf

Node = dict[str, Any]


def blocks(text: str) -> list[Node]:
    document = wiki_to_adf(text)
    assert validate_adf(document) == []
    content: list[Node] = document["content"]
    return content


def inlines(text: str) -> list[Node]:
    (block,) = blocks(text)
    content: list[Node] = block["content"]
    return content


def text_of(node: Node) -> str:
    return str(node.get("text", "")) + "".join(text_of(child) for child in node.get("content", []))


def marked(text: str, *marks: Node) -> Node:
    return {"type": "text", "text": text, "marks": list(marks)}


STRONG, EM, CODE = {"type": "strong"}, {"type": "em"}, {"type": "code"}


def link(href: str) -> Node:
    return {"type": "link", "attrs": {"href": href}}


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("*x y*", STRONG),
        ("_x y_", EM),
        ("-x y-", {"type": "strike"}),
        ("+x y+", {"type": "underline"}),
        ("^x y^", {"type": "subsup", "attrs": {"type": "sup"}}),
        ("~x y~", {"type": "subsup", "attrs": {"type": "sub"}}),
        ("{{x y}}", CODE),
        ("{color:red}x y{color}", {"type": "textColor", "attrs": {"color": "#ff0000"}}),
        ("{color:#0aF}x y{color}", {"type": "textColor", "attrs": {"color": "#00aaff"}}),
    ],
)
def test_each_text_effect_becomes_its_mark(written: str, mark: Node) -> None:
    assert inlines(written) == [marked("x y", mark)]


def test_effects_nest_and_overlap_without_losing_a_letter() -> None:
    assert inlines("*a _b* c_") == [
        marked("a ", STRONG),
        marked("b", STRONG, EM),
        marked(" c", EM),
    ]


def test_effects_inside_of_a_word_need_braces() -> None:
    assert inlines("a*b*c") == [{"type": "text", "text": "a*b*c"}]
    assert inlines("a{*}b{*}c") == [{"type": "text", "text": "a"}, marked("b", STRONG), {"type": "text", "text": "c"}]


def test_effects_end_with_their_line_and_colour_with_its_paragraph() -> None:
    literal = [{"type": "text", "text": "*a"}, {"type": "hardBreak"}, {"type": "text", "text": "b*"}]
    assert inlines("*a\nb*") == literal
    red = {"type": "textColor", "attrs": {"color": "#ff0000"}}
    assert inlines("{color:red}a\nb{color}") == [marked("a", red), {"type": "hardBreak"}, marked("b", red)]


def test_code_keeps_only_the_marks_that_adf_lets_it_have() -> None:
    assert inlines("*a {{b*c}} d*") == [marked("a ", STRONG), marked("b*c", CODE), marked(" d", STRONG)]


@pytest.mark.parametrize(
    "literal",
    [
        "snake_case_name",
        "2 * 3 * 4",
        "a - b - c",
        "--flag",
        "{unknown}",
        "[not a link]",
        "foo[0]",
        "{color:red}open",
        "C:\\dir",
        "\\\\server\\share",
        "hello! you!",
    ],
)
def test_what_is_no_markup_stays_as_written(literal: str) -> None:
    assert inlines(literal) == [{"type": "text", "text": literal}]


def test_a_backslash_takes_the_meaning_of_a_sign_away() -> None:
    assert inlines(r"\*a\* \{b} \[c\] &#42;d&#42;") == [{"type": "text", "text": "*a* {b} [c] *d*"}]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_become_hard_breaks_and_empty_lines_new_paragraphs(line_end: str) -> None:
    first, second = blocks(f"a{line_end}b{line_end}{line_end}c")
    assert [node["type"] for node in first["content"]] == ["text", "hardBreak", "text"]
    assert text_of(second) == "c"


def test_two_backslashes_break_the_line() -> None:
    assert [node["type"] for node in inlines(r"a\\ b")] == ["text", "hardBreak", "text"]


def test_headings_rules_and_quotes() -> None:
    heading, rule, quote, macro = blocks("h3. Title\n----\nbq. said\n{quote}more{quote}")
    assert (heading["type"], heading["attrs"]) == ("heading", {"level": 3})
    assert rule == {"type": "rule"}
    assert (quote["type"], text_of(quote)) == ("blockquote", "said")
    assert (macro["type"], text_of(macro)) == ("blockquote", "more")


def test_lists_nest_and_mix() -> None:
    (outer,) = blocks("* a\n*# b\n*# c\n** d\n* e")
    first, second = outer["content"]
    assert [block["type"] for block in first["content"]] == ["paragraph", "orderedList", "bulletList"]
    assert len(first["content"][1]["content"]) == 2
    assert text_of(second) == "e"


def test_an_item_keeps_its_code_block_and_the_numbering_goes_on() -> None:
    (numbered,) = blocks("# a\n{code:java}\nx\n\ny\n{code}\n# b")
    assert numbered["type"] == "orderedList"
    first, second = numbered["content"]
    assert first["content"][1] == {
        "type": "codeBlock",
        "attrs": {"language": "java"},
        "content": [{"type": "text", "text": "x\n\ny"}],
    }
    assert text_of(second) == "b"


def test_a_list_whose_items_all_have_boxes_is_a_task_list() -> None:
    (tasks,) = blocks("* [ ] open\n* [x] done")
    assert tasks["type"] == "taskList"
    assert [item["attrs"]["state"] for item in tasks["content"]] == ["TODO", "DONE"]
    assert [block["type"] for block in blocks("* [ ] open\n* plain")] == ["bulletList"]


def test_tables_have_header_cells_and_cells_of_several_lines() -> None:
    (table,) = blocks("||name||value||\n|a\nb|* x\n* y|\n|[t|http://u.v]|\\||")
    kinds = [[cell["type"] for cell in row["content"]] for row in table["content"]]
    assert kinds == [["tableHeader"] * 2, ["tableCell"] * 2, ["tableCell"] * 2]
    assert table["content"][1]["content"][1]["content"][0]["type"] == "bulletList"
    assert text_of(table["content"][2]) == "t|"


@pytest.mark.parametrize(
    ("macro", "attrs"),
    [
        ("info", {"panelType": "info"}),
        ("note", {"panelType": "note"}),
        ("tip", {"panelType": "tip"}),
        ("warning", {"panelType": "warning"}),
        ("panel:bgColor=#e3fcef", {"panelType": "success"}),
        ("panel:bgColor=#FFEBE6|borderStyle=solid", {"panelType": "error"}),
        ("panel:bgColor=#123456", {"panelType": "custom", "panelColor": "#123456"}),
    ],
)
def test_panels_keep_their_kind(macro: str, attrs: Node) -> None:
    (panel,) = blocks(f"{{{macro}}}\nbody\n{{{macro.split(':')[0]}}}")
    assert (panel["type"], panel["attrs"], text_of(panel)) == ("panel", attrs, "body")


def test_titles_of_panels_and_code_stay_visible() -> None:
    (panel,) = blocks("{panel:title=My title}body{panel}")
    assert panel["content"][0]["content"] == [marked("My title", STRONG)]
    title, code = blocks("{code:title=Foo.java|borderStyle=solid}x{code}")
    assert (text_of(title), text_of(code)) == ("Foo.java", "x")


def test_macros_nest_in_macros() -> None:
    (expand,) = blocks("{expand:More}\n{panel}a {code}{quote}{code} b{panel}\n{quote}q{quote}\n{expand}")
    assert expand["attrs"] == {"title": "More"}
    panel, quote = expand["content"]
    assert [block["type"] for block in panel["content"]] == ["paragraph", "codeBlock", "paragraph"]
    assert text_of(quote) == "q"


def test_code_is_taken_word_for_word() -> None:
    (code,) = blocks("{code}\n *a*  \n\n{noformat} [x|http://y] \\*\n{code}")
    assert text_of(code) == " *a*  \n\n{noformat} [x|http://y] \\*"


def test_a_tag_inside_of_code_does_not_close_the_macro_around_it() -> None:
    (panel,) = blocks("{panel}a {code}{panel}{code} b{panel}")
    assert [block["type"] for block in panel["content"]] == ["paragraph", "codeBlock", "paragraph"]
    assert text_of(panel["content"][1]) == "{panel}"


def test_html_is_kept_as_code_and_anchors_are_invisible() -> None:
    (code,) = blocks("{html}<b>x</b>{html}")
    assert (code["attrs"], text_of(code)) == ({"language": "html"}, "<b>x</b>")
    assert inlines("a{anchor:here}b") == [{"type": "text", "text": "ab"}]


def test_links_in_all_their_forms() -> None:
    assert inlines("[Text *b*|http://x.y/z]") == [
        marked("Text ", link("http://x.y/z")),
        marked("b", link("http://x.y/z"), STRONG),
    ]
    assert inlines("[http://x.y]") == [marked("http://x.y", link("http://x.y"))]
    assert inlines("[mailto:a@b.c]") == [marked("mailto:a@b.c", link("mailto:a@b.c"))]
    assert inlines("see http://x.y/a_b_(c).")[1:] == [
        marked("http://x.y/a_b_(c)", link("http://x.y/a_b_(c)")),
        {"type": "text", "text": "."},
    ]
    assert inlines("[http://x.y|http://x.y|smart-link]") == [{"type": "inlineCard", "attrs": {"url": "http://x.y"}}]


def test_mentions_are_resolved_by_the_caller() -> None:
    people = {"joe": Mention("5b1", "Joe Doe"), "accountid:5b2": Mention("5b2", "Ann")}
    document = wiki_to_adf("[~joe] [~accountid:5b2] [~accountid:9] [~gone]", mention=people.get)
    mentions = [node["attrs"] for node in document["content"][0]["content"] if node["type"] == "mention"]
    assert mentions == [
        {"id": "5b1", "text": "@Joe Doe"},
        {"id": "5b2", "text": "@Ann"},
        {"id": "9"},
        {"id": "gone", "text": "@gone"},
    ]


def test_images_and_attachments_carry_the_media_id() -> None:
    document = wiki_to_adf("!a b.png|width=30!\n!t.png|thumbnail!\n[^f.pdf]", media={"a b.png": "m1"}.get)
    picture, thumbnail, text = document["content"]
    assert picture["content"][0]["attrs"] == {
        "type": "file",
        "id": "m1",
        "collection": "",
        "alt": "a b.png",
        "width": 30,
    }
    assert thumbnail["attrs"] == {"layout": "align-start"}
    assert text["content"][0]["type"] == "mediaInline"
    assert blocks("!http://x.y/p.png!")[0]["content"][0]["attrs"]["type"] == "external"


def test_emoticons_become_emoji_but_not_inside_of_words() -> None:
    assert [node["attrs"]["shortName"] for node in inlines("(/)(x):)") if node["type"] == "emoji"] == [
        ":check_mark:",
        ":cross_mark:",
        ":slight_smile:",
    ]
    assert inlines("f(x) at 10:D1") == [{"type": "text", "text": "f(x) at 10:D1"}]


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا", "日本語 テスト", "😀 👍🏽", "zero\u200bwidth", "Ünï"])
def test_every_script_passes_untouched(text: str) -> None:
    assert inlines(text) == [{"type": "text", "text": text}]


def test_blocks_that_may_not_stand_in_a_list_leave_their_text_there() -> None:
    (found,) = blocks("* a\n{panel:title=T}p\n||h||\n|c|\n{panel}")
    assert found["type"] == "bulletList"
    for word in ("a", "T", "p", "h", "c"):
        assert word in text_of(found)


def test_an_empty_text_is_an_empty_document() -> None:
    assert wiki_to_adf(" \r\n ") == {"version": 1, "type": "doc", "content": []}
