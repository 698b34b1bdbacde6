"""Custom fields of every kind over REST: created by an administrator, written, read, searched, refused."""

from typing import Any

import pytest

from jira_emulator import seed
from jira_emulator.fields.types import PREFIX
from jira_emulator.state import Site
from tests.emulator.conftest import Caller
from tests.emulator.test_rest_issues import last_change


def new_field(admin: Caller, site: Site, name: str, kind: str, on_screen: bool = True) -> str:
    """The id of a new field, on the screen that all projects use."""
    created: str = admin.post("field", {"name": name, "type": PREFIX + kind})["id"]
    if on_screen:
        next(iter(site.screens.values())).field_ids.append(created)
    return created


def holding(caller: Caller, field: str, value: Any) -> str:
    """The key of a new issue whose field has this value."""
    fields: dict[str, Any] = {field: value}
    return caller.create(**fields)


def context_of(admin: Caller, field: str) -> str:
    (only,) = admin.get(f"field/{field}/context")["values"]
    found: str = only["id"]
    return found


def add_options(admin: Caller, field: str, *values: str) -> list[str]:
    path = f"field/{field}/context/{context_of(admin, field)}/option"
    made = admin.post(path, {"options": [{"value": value} for value in values]})["options"]
    return [one["id"] for one in made]


@pytest.mark.parametrize(
    ("kind", "value", "jql"),
    [
        ("textfield", "Some words", '~ "words"'),
        ("url", "https://example.com/x", "is not EMPTY"),
        ("readonlyfield", "Some words", '~ "words"'),
        ("importid", 7.0, "= 7"),
        ("float", 2.5, "> 2"),
        ("datepicker", "2026-05-04", '= "2026-05-04"'),
        ("datetime", "2026-05-04T10:00:00.000+0000", "is not EMPTY"),
        ("labels", ["a", "b"], "= a"),
    ],
)
def test_plain_value_is_read_back_and_found(
    admin: Caller, member: Caller, site: Site, kind: str, value: Any, jql: str
) -> None:
    field = new_field(admin, site, "Extra", kind)
    key = holding(member, field, value)

    assert member.fields(key)[field] == value
    assert member.keys(f"project = SHOP AND Extra {jql}") == [key]
    assert member.edit(key, **{field: None}).status_code == 204
    assert member.fields(key)[field] in (None, [])


@pytest.mark.parametrize("kind", ["select", "radiobuttons"])
def test_one_option_is_chosen_by_value_or_id(admin: Caller, member: Caller, site: Site, kind: str) -> None:
    field = new_field(admin, site, "Size", kind)
    small, large = add_options(admin, field, "Small", "Large")
    key = holding(member, field, {"value": "small"})

    assert member.fields(key)[field]["id"] == small
    member.edit(key, **{field: {"id": large}})
    assert member.fields(key)[field]["value"] == "Large"
    (item,) = last_change(member, key)
    assert [item[name] for name in ("from", "fromString", "to", "toString")] == [small, "Small", large, "Large"]
    assert member.keys('"Size" = Large') == [key]
    refused = member.edit(key, **{field: {"value": "Huge"}})
    assert refused.json()["errors"] == {field: "Option value 'Huge' is not valid"}
    assert member.call("POST", "search/jql", {"jql": '"Size" = Huge'}).status_code == 400


@pytest.mark.parametrize("kind", ["multiselect", "multicheckboxes"])
def test_several_options_are_added_and_removed(admin: Caller, member: Caller, site: Site, kind: str) -> None:
    field = new_field(admin, site, "Colours", kind)
    add_options(admin, field, "Red", "Green", "Blue")
    key = holding(member, field, [{"value": "Red"}])

    verbs = [{"add": {"value": "Blue"}}, {"remove": {"value": "Red"}}, {"add": {"value": "Green"}}]
    assert member.call("PUT", f"issue/{key}", {"update": {field: verbs}}).status_code == 204

    assert [one["value"] for one in member.fields(key)[field]] == ["Green", "Blue"]
    assert member.keys("Colours in (Green)") == [key]


def test_cascading_value_has_two_levels(admin: Caller, member: Caller, site: Site) -> None:
    field = new_field(admin, site, "Place", "cascadingselect")
    europe, _ = add_options(admin, field, "Europe", "Asia")
    path = f"field/{field}/context/{context_of(admin, field)}/option"
    admin.post(path, {"options": [{"value": "Berlin", "optionId": europe}, {"value": "Rome", "optionId": europe}]})
    key = holding(member, field, {"value": "Europe", "child": {"value": "Rome"}})

    shown = member.fields(key)[field]
    assert (shown["value"], shown["child"]["value"]) == ("Europe", "Rome")
    assert member.keys("Place in cascadeOption(Europe, Rome)") == [key]
    assert member.keys("Place in cascadeOption(Europe)") == [key]
    assert member.keys("Place in cascadeOption(Europe, none)") == []
    refused = member.edit(key, **{field: {"value": "Asia", "child": {"value": "Rome"}}})
    assert refused.json()["errors"] == {field: "Option value 'Rome' is not valid"}
    described = member.get(f"issue/{key}/editmeta")["fields"][field]
    assert [one["value"] for one in described["allowedValues"][0]["children"]] == ["Berlin", "Rome"]


def test_people_and_groups_are_kept(admin: Caller, member: Caller, site: Site) -> None:
    people, groups = (
        new_field(admin, site, "Reviewers", "multiuserpicker"),
        new_field(admin, site, "Teams", "multigrouppicker"),
    )
    one, two = (seed.person(site, part).account_id for part in ("admin", "member"))
    both: dict[str, Any] = {people: [{"accountId": one}], groups: [{"name": "jira-users"}]}
    key = member.create(**both)

    member.call("PUT", f"issue/{key}", {"update": {people: [{"add": {"accountId": two}}]}})
    fields = member.fields(key)
    assert {each["accountId"] for each in fields[people]} == {one, two}
    assert [each["name"] for each in fields[groups]] == ["jira-users"]
    assert member.keys(f'Reviewers = "{two}" AND Teams = jira-users') == [key]
    assert member.edit(key, **{groups: [{"name": "nobody"}]}).status_code == 400
    assert member.edit(key, **{people: [{"accountId": "nobody"}]}).status_code == 400


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("textfield", "x" * 256),
        ("textfield", 5),
        ("url", "no address"),
        ("float", "five"),
        ("float", 1e300),
        ("datepicker", "tomorrow"),
        ("datetime", "yesterday"),
        ("datetime", "0001-01-01T00:00:00.000+1400"),
        ("labels", ["a b"]),
        ("select", "Small"),
        ("multiselect", {"value": "Small"}),
        ("cascadingselect", [1]),
        ("userpicker", "milo"),
        ("grouppicker", "jira-users"),
        ("version", {"name": "none"}),
        ("project", {"key": "NONE"}),
    ],
)
def test_value_that_does_not_fit_names_its_field(
    admin: Caller, member: Caller, site: Site, kind: str, value: Any
) -> None:
    field = new_field(admin, site, "Extra", kind)
    key = member.create()
    answer = member.edit(key, **{field: value})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_new_field_is_on_no_screen(admin: Caller, member: Caller, site: Site) -> None:
    field = new_field(admin, site, "Extra", "textfield", on_screen=False)

    answer = member.edit(member.create(), **{field: "x"})
    assert "appropriate screen" in answer.json()["errors"][field]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"type": PREFIX + "select"},
        {"name": "x", "type": "select"},
        {"name": "x" * 256, "type": PREFIX + "select"},
        {"name": "x", "type": PREFIX + "select", "searcherKey": PREFIX + "textsearcher"},
        {"name": "x", "type": PREFIX + "select", "colour": 1},
    ],
)
def test_refused_definition_of_a_field(admin: Caller, body: dict[str, str]) -> None:
    assert admin.call("POST", "field", body).status_code == 400


def test_context_gives_a_project_its_own_options(admin: Caller, member: Caller, site: Site) -> None:
    other = seed.add_project(site, "OTHER", "Other")
    field = new_field(admin, site, "Size", "select")
    add_options(admin, field, "Small")
    made = admin.post(f"field/{field}/context", {"name": "Own", "projectIds": [str(other.id)]})
    admin.post(f"field/{field}/context/{made['id']}/option", {"options": [{"value": "Large"}]})

    def offered(project: str) -> list[str]:
        (issue_type, *_) = member.get(f"issue/createmeta/{project}/issuetypes")["issueTypes"]
        fields = member.get(f"issue/createmeta/{project}/issuetypes/{issue_type['id']}")["fields"]
        (described,) = [one for one in fields if one["fieldId"] == field]
        return [one["value"] for one in described["allowedValues"]]

    assert offered("SHOP") == ["Small"]
    assert offered("OTHER") == ["Large"]
    assert member.edit(member.create(), **{field: {"value": "Large"}}).status_code == 400
    again = admin.call("POST", f"field/{field}/context", {"name": "x", "projectIds": [str(other.id)]})
    assert again.status_code == 400
    mappings = admin.get(f"field/{field}/context/projectmapping")["values"]
    assert mappings[1] == {"contextId": made["id"], "projectId": str(other.id)}


def test_field_without_a_context_for_the_type_is_not_there(admin: Caller, member: Caller, site: Site) -> None:
    field = new_field(admin, site, "Extra", "textfield")
    bug = next(one for one in site.issue_types.values() if one.name == "Bug")
    key = member.create()
    member.edit(key, **{field: "x"})
    context = context_of(admin, field)
    assert (
        admin.call("PUT", f"field/{field}/context/{context}/issuetype", {"issueTypeIds": [str(bug.id)]}).status_code
        == 204
    )

    assert field not in member.fields(key)
    assert member.edit(key, **{field: "y"}).status_code == 400
    assert member.fields(member.create(issue_type="Bug", **{field: "z"}))[field] == "z"


def test_default_of_a_context_is_used_and_shown(admin: Caller, member: Caller, site: Site) -> None:
    field = new_field(admin, site, "Size", "select")
    small, _ = add_options(admin, field, "Small", "Large")
    context = context_of(admin, field)
    default = {"contextId": context, "optionId": small, "type": "option.single"}
    assert admin.call("PUT", f"field/{field}/context/defaultValue", {"defaultValues": [default]}).status_code == 204

    assert admin.get(f"field/{field}/context/defaultValue")["values"] == [default]
    assert member.fields(member.create())[field]["value"] == "Small"
    assert member.fields(holding(member, field, {"value": "Large"}))[field]["value"] == "Large"
    assert member.fields(holding(member, field, None))[field] is None
    wrong = default | {"optionId": "424242"}
    assert admin.call("PUT", f"field/{field}/context/defaultValue", {"defaultValues": [wrong]}).status_code == 404


def test_options_are_renamed_disabled_moved_and_deleted(admin: Caller, member: Caller, site: Site) -> None:
    field = new_field(admin, site, "Size", "select")
    first, second, third = add_options(admin, field, "One", "Two", "Three")
    path = f"field/{field}/context/{context_of(admin, field)}/option"
    key = holding(member, field, {"value": "One"})

    edits = [{"id": first, "value": "Uno"}, {"id": second, "disabled": True}, {"id": third, "value": "Three"}]
    edited = admin.call("PUT", path, {"options": edits}).json()["options"]
    assert [one["id"] for one in edited] == [first, second]
    assert member.fields(key)[field]["value"] == "Uno"
    assert member.edit(key, **{field: {"value": "Two"}}).status_code == 400
    assert admin.call("PUT", f"{path}/move", {"customFieldOptionIds": [third], "position": "First"}).status_code == 204
    assert [one["value"] for one in admin.get(path)["values"]] == ["Three", "Uno", "Two"]
    assert admin.call("DELETE", f"{path}/{first}").status_code == 400
    assert admin.call("DELETE", f"{path}/{third}").status_code == 204
    assert admin.call("GET", f"customFieldOption/{third}").status_code == 404
    assert member.get(f"customFieldOption/{first}")["value"] == "Uno"
    assert admin.call("POST", path, {"options": [{"value": "uno"}]}).status_code == 400


def test_fields_without_options_refuse_them(admin: Caller, site: Site) -> None:
    field = new_field(admin, site, "Extra", "textfield")
    path = f"field/{field}/context/{context_of(admin, field)}/option"

    assert admin.call("POST", path, {"options": [{"value": "x"}]}).status_code == 400
    assert admin.call("GET", "field/customfield_1/context").status_code == 404


def test_fields_are_searched_by_type_name_and_id(admin: Caller, site: Site) -> None:
    field = new_field(admin, site, "Delivery window", "textfield")

    assert [one["id"] for one in admin.get("field/search?query=WINDOW&type=custom")["values"]] == [field]
    shown = admin.get(f"field/search?id={field}&expand=screensCount,contextsCount")["values"][0]
    assert (shown["screensCount"], shown["contextsCount"]) == (1, 1)
    assert admin.get("field/search?type=system&query=priority")["total"] == 1
    assert admin.call("GET", "field/search?orderBy=colour").status_code == 400
    assert admin.call("PUT", f"field/{field}", {"name": "Window"}).status_code == 204
    assert admin.get("field/search?query=window")["values"][0]["name"] == "Window"


def test_only_administrators_define_fields_and_an_addon_needs_the_scope(
    member: Caller, addon: Caller, admin: Caller, site: Site
) -> None:
    field = new_field(admin, site, "Extra", "textfield")
    body = {"name": "x", "type": PREFIX + "select"}

    assert addon.call("POST", "field", body).status_code == 403
    assert addon.get(f"field/{field}/context")["total"] == 1
    assert member.call("GET", f"field/{field}/context").status_code == 403
    assert member.call("PUT", f"field/{field}", {"name": "y"}).status_code == 403


def test_field_in_the_trash_comes_back_with_its_values(admin: Caller, member: Caller, site: Site) -> None:
    field = new_field(admin, site, "Extra", "textfield")
    key = holding(member, field, "x")
    assert admin.get(f"field/{field}/screens?expand=tab")["values"][0]["tab"]["name"] == "Field Tab"
    assert admin.get(f"field/{field}/contexts")["total"] == 1

    assert admin.call("POST", f"field/{field}/trash").status_code == 200
    assert field not in member.fields(key)
    assert field in member.edit(key, **{field: "y"}).json()["errors"]
    assert admin.get("field/search/trashed")["values"][0]["id"] == field
    assert admin.call("POST", f"field/{field}/trash").status_code == 404
    assert admin.call("POST", f"field/{field}/restore").status_code == 200
    assert member.fields(key)[field] == "x"
    assert member.edit(key, **{field: "y"}).status_code == 204
