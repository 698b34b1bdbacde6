"""The types of custom field that Jira comes with (Jira Cloud REST v3, "Create custom field", `type` and
`searcherKey`).
"""

from dataclasses import dataclass

PREFIX = "com.atlassian.jira.plugin.system.customfieldtypes:"
SET = ("set",)
SETS = ("add", "set", "remove")


@dataclass(frozen=True, slots=True)
class FieldType:
    """One type: its data type, what a set of it holds, its verbs, searchers, name, and name among default values."""

    kind: str
    items: str | None
    verbs: tuple[str, ...]
    searchers: tuple[str, ...]
    title: str
    default_type: str | None = None


_NUMBER = ("exactnumber", "numberrange")
TYPES: dict[str, FieldType] = {
    "cascadingselect": FieldType(
        "option-with-child", None, SET, ("cascadingselectsearcher",), "Select List (cascading)", "option.cascading"
    ),
    "datepicker": FieldType("date", None, SET, ("daterange",), "Date Picker", "datepicker"),
    "datetime": FieldType("datetime", None, SET, ("datetimerange",), "Date Time Picker", "datetimepicker"),
    "float": FieldType("number", None, SET, _NUMBER, "Number Field", "float"),
    "grouppicker": FieldType(
        "group", None, SET, ("grouppickersearcher",), "Group Picker (single group)", "grouppicker.single"
    ),
    "importid": FieldType("number", None, SET, _NUMBER, "Import Id"),
    "labels": FieldType("array", "string", SETS, ("labelsearcher",), "Labels", "labels"),
    "multicheckboxes": FieldType("array", "option", SETS, ("multiselectsearcher",), "Checkboxes", "option.multiple"),
    "multigrouppicker": FieldType(
        "array", "group", SETS, ("multiselectsearcher",), "Group Picker (multiple groups)", "grouppicker.multiple"
    ),
    "multiselect": FieldType(
        "array", "option", SETS, ("multiselectsearcher",), "Select List (multiple choices)", "option.multiple"
    ),
    "multiuserpicker": FieldType(
        "array", "user", SETS, ("userpickergroupsearcher",), "User Picker (multiple users)", "multi.user.select"
    ),
    "multiversion": FieldType(
        "array", "version", SETS, ("versionsearcher",), "Version Picker (multiple versions)", "version.multiple"
    ),
    "project": FieldType("project", None, SET, ("projectsearcher",), "Project Picker (single project)", "project"),
    "radiobuttons": FieldType("option", None, SET, ("multiselectsearcher",), "Radio Buttons", "option.single"),
    "readonlyfield": FieldType("string", None, SET, ("textsearcher",), "Text Field (read only)", "readonly"),
    "select": FieldType("option", None, SET, ("multiselectsearcher",), "Select List (single choice)", "option.single"),
    "textarea": FieldType("string", None, SET, ("textsearcher",), "Paragraph (supports rich text)", "textarea"),
    "textfield": FieldType("string", None, SET, ("textsearcher",), "Short text (plain text only)", "textfield"),
    "url": FieldType("string", None, SET, ("exacttextsearcher",), "URL Field", "url"),
    "userpicker": FieldType(
        "user", None, SET, ("userpickergroupsearcher",), "User Picker (single user)", "single.user.select"
    ),
    "version": FieldType(
        "version", None, SET, ("versionsearcher",), "Version Picker (single version)", "version.single"
    ),
}
# Fields of Jira Software: nobody makes one, and nobody takes one away.
LOCKED_TYPES = {
    "gh-epic-link": "Epic Link Relationship",
    "gh-lexo-rank": "Global Rank",
    "gh-sprint": "Jira Sprint Field",
}
OPTION_TYPES = frozenset({"cascadingselect", "multicheckboxes", "multiselect", "radiobuttons", "select"})


def type_key(custom: str | None) -> str:
    """The last part of a custom field's type: "select" of "com.atlassian…customfieldtypes:select"."""
    return (custom or "").rpartition(":")[2]
