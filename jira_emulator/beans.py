"""Jira's things as REST shows them (the schemas of Atlassian's OpenAPI documents, v2 and v3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jira_emulator.model import (
    Attachment,
    ChangeHistory,
    ChangeItem,
    Comment,
    Component,
    Field,
    FieldSchema,
    IssueType,
    JsonObject,
    LinkType,
    Option,
    Priority,
    Project,
    Resolution,
    Status,
    StatusCategory,
    User,
    Version,
    Visibility,
    Worklog,
)
from jira_emulator.schemes import SecurityLevel
from jira_emulator.state import Site
from jira_emulator.text import RichText

AVATAR_SIZES = ("48x48", "24x24", "16x16", "32x32")


@dataclass(frozen=True, slots=True)
class Shape:
    """For whom and in which API version something is shown."""

    site: Site
    api: str  # "2" or "3"
    actor: User | None = None

    def link(self, path: str) -> str:
        return f"{self.site.base_url}/rest/api/{self.api}/{path}"

    def finished(self, kind: str, one: object, bean: JsonObject) -> JsonObject:
        """The bean as the site's flavour shows it."""
        return self.site.flavour.finished(self, kind, one, bean)


def instant(moment: datetime | None) -> str | None:
    """`2026-11-23T10:00:00.000+0000`."""
    if moment is None:
        return None
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def day(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def rich(shape: Shape, text: RichText | None) -> Any:
    """A document in v3, wiki markup in v2, null where there is nothing."""
    if text is None:
        return None
    return text.as_adf() if shape.api == "3" else text.as_wiki()


def avatars(shape: Shape, kind: str, of: object) -> JsonObject:
    base = f"{shape.site.base_url}/rest/api/{shape.api}/universal_avatar/view/type/{kind}/avatar/{of}"
    return {size: f"{base}?size={size}" for size in AVATAR_SIZES}


def user(shape: Shape, one: User | None) -> JsonObject | None:
    """A user without what privacy hides (e-mail, locale, groups)."""
    if one is None:
        return None
    bean = {
        "self": shape.link(f"user?accountId={one.account_id}"),
        "accountId": one.account_id,
        "avatarUrls": avatars(shape, "user", one.account_id),
        "displayName": one.display_name,
        "active": one.active,
        "timeZone": one.time_zone,
        "accountType": str(one.account_type),
    }
    return shape.finished("user", one, bean)


def status_category(shape: Shape, one: StatusCategory) -> JsonObject:
    return {
        "self": shape.link(f"statuscategory/{one.id}"),
        "id": one.id,
        "key": one.key,
        "colorName": one.color_name,
        "name": one.name,
    }


def status(shape: Shape, one: Status) -> JsonObject:
    return {
        "self": shape.link(f"status/{one.id}"),
        "description": one.description,
        "iconUrl": f"{shape.site.base_url}/images/icons/statuses/generic.png",
        "name": one.name,
        "id": str(one.id),
        "statusCategory": status_category(shape, one.category),
    }


def issue_type(shape: Shape, one: IssueType) -> JsonObject:
    bean = {
        "self": shape.link(f"issuetype/{one.id}"),
        "id": str(one.id),
        "description": one.description,
        "iconUrl": f"{shape.site.base_url}/images/icons/issuetypes/{one.id}.svg",
        "name": one.name,
        "subtask": one.subtask,
        "hierarchyLevel": one.hierarchy_level,
    }
    return shape.finished("issue_type", one, bean)


def priority(shape: Shape, one: Priority | None) -> JsonObject | None:
    if one is None:
        return None
    return {
        "self": shape.link(f"priority/{one.id}"),
        "iconUrl": f"{shape.site.base_url}/images/icons/priorities/{one.id}.svg",
        "name": one.name,
        "id": str(one.id),
    }


def resolution(shape: Shape, one: Resolution | None) -> JsonObject | None:
    if one is None:
        return None
    link = shape.link(f"resolution/{one.id}")
    return {"self": link, "id": str(one.id), "description": one.description, "name": one.name}


def link_type(shape: Shape, one: LinkType) -> JsonObject:
    return {
        "id": str(one.id),
        "name": one.name,
        "inward": one.inward,
        "outward": one.outward,
        "self": shape.link(f"issueLinkType/{one.id}"),
    }


def component(shape: Shape, one: Component) -> JsonObject:
    return {
        "self": shape.link(f"component/{one.id}"),
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
    }


def version(shape: Shape, one: Version) -> JsonObject:
    """A version as a field value shows it; dates only where they are set."""
    bean: JsonObject = {
        "self": shape.link(f"version/{one.id}"),
        "id": str(one.id),
        "description": one.description,
        "name": one.name,
        "archived": one.archived,
        "released": one.released,
    }
    if one.release_date is not None:
        bean["releaseDate"] = one.release_date.isoformat()
    return bean


def option(shape: Shape, one: Option) -> JsonObject:
    return {"self": shape.link(f"customFieldOption/{one.id}"), "value": one.value, "id": str(one.id)}


def security_level(shape: Shape, one: SecurityLevel | None) -> JsonObject | None:
    """An issue security level as an issue's field shows it."""
    if one is None:
        return None
    link = shape.link(f"securitylevel/{one.id}")
    return {"self": link, "id": str(one.id), "name": one.name, "description": one.description}


def project(shape: Shape, one: Project) -> JsonObject:
    """A project as an issue's field shows it."""
    bean = {
        "self": shape.link(f"project/{one.id}"),
        "id": str(one.id),
        "key": one.key,
        "name": one.name,
        "projectTypeKey": "software",
        "simplified": False,
        "avatarUrls": avatars(shape, "project", one.id),
    }
    return shape.finished("project", one, bean)


def visibility(shape: Shape, one: Visibility) -> JsonObject:
    bean = {"type": one.type, "value": one.value, "identifier": one.identifier}
    return shape.finished("visibility", one, bean)


def comment(shape: Shape, one: Comment, issue_id: int, expand: Iterable[str] = ()) -> JsonObject:
    """A comment; `expand` may ask for `renderedBody` and `properties`."""
    bean: JsonObject = {
        "self": shape.link(f"issue/{issue_id}/comment/{one.id}"),
        "id": str(one.id),
        "body": rich(shape, one.body),
        "created": instant(one.created),
        "updated": instant(one.updated),
        "jsdPublic": not _is_internal(one),
    }
    if one.author is not None:
        bean["author"] = user(shape, one.author)
    if one.update_author is not None:
        bean["updateAuthor"] = user(shape, one.update_author)
    if one.visibility is not None:
        bean["visibility"] = visibility(shape, one.visibility)
    if "properties" in expand:
        bean["properties"] = property_list(one.properties)
    if "renderedBody" in expand:
        bean["renderedBody"] = rendered(one.body)
    return shape.finished("comment", one, bean)


def property_list(properties: Mapping[str, Any]) -> list[JsonObject]:
    """Entity properties as comments and worklogs carry them."""
    return [{"key": key, "value": value} for key, value in properties.items()]


def _is_internal(one: Comment) -> bool:
    note = one.properties.get("sd.public.comment")
    return isinstance(note, dict) and note.get("internal") is True


def rendered(text: RichText | None) -> str:
    """The text as plain HTML paragraphs."""
    if text is None:
        return ""
    escaped = text.as_wiki().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    paragraphs = escaped.replace("\r\n", "\n").split("\n\n")
    return "\n".join("<p>{}</p>".format(one.replace("\n", "<br/>\n")) for one in paragraphs)


def worklog(shape: Shape, one: Worklog, issue_id: int, expand: Iterable[str] = ()) -> JsonObject:
    """A worklog; `expand` may ask for `properties`."""
    bean: JsonObject = {
        "self": shape.link(f"issue/{issue_id}/worklog/{one.id}"),
        "id": str(one.id),
        "issueId": str(issue_id),
        "created": instant(one.created),
        "updated": instant(one.updated),
        "started": instant(one.started),
        "timeSpent": duration(one.time_spent_seconds),
        "timeSpentSeconds": one.time_spent_seconds,
    }
    if one.author is not None:
        bean["author"] = user(shape, one.author)
    if one.update_author is not None:
        bean["updateAuthor"] = user(shape, one.update_author)
    if "properties" in expand:
        bean["properties"] = property_list(one.properties)
    if one.comment is not None:
        bean["comment"] = rich(shape, one.comment)
    if one.visibility is not None:
        bean["visibility"] = visibility(shape, one.visibility)
    return bean


def duration(seconds: int | None) -> str | None:
    """`1w 2d 3h 4m` with days of eight hours and weeks of five days, as Jira's defaults are."""
    if seconds is None:
        return None
    parts = []
    for letter, length in (("w", 144000), ("d", 28800), ("h", 3600), ("m", 60)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count}{letter}")
    return " ".join(parts) or "0m"


def attachment(shape: Shape, one: Attachment) -> JsonObject:
    bean: JsonObject = {
        "self": shape.link(f"attachment/{one.id}"),
        "id": str(one.id),
        "filename": one.filename,
        "created": instant(one.created),
        "size": one.size,
        "mimeType": one.mime_type,
        "content": shape.link(f"attachment/content/{one.id}"),
    }
    if one.mime_type.startswith("image/"):
        bean["thumbnail"] = shape.link(f"attachment/thumbnail/{one.id}")
    if one.author is not None:
        bean["author"] = user(shape, one.author)
    return shape.finished("attachment", one, bean)


def change_item(shape: Shape, one: ChangeItem) -> JsonObject:
    bean = {
        "field": one.field,
        "fieldtype": one.fieldtype,
        "fieldId": one.field_id,
        "from": one.from_,
        "fromString": one.from_string,
        "to": one.to,
        "toString": one.to_string,
    }
    return shape.finished("change_item", one, bean)


def history(shape: Shape, one: ChangeHistory) -> JsonObject:
    bean: JsonObject = {"id": str(one.id), "created": instant(one.created)}
    if one.author is not None:
        bean["author"] = user(shape, one.author)
    bean["items"] = [change_item(shape, item) for item in one.items]
    if one.metadata is not None:
        bean["historyMetadata"] = dict(one.metadata)
    return bean


def field_schema(one: FieldSchema) -> JsonObject:
    bean = {"type": one.type, "items": one.items, "system": one.system, "custom": one.custom}
    shown: JsonObject = {key: value for key, value in bean.items() if value is not None}
    if one.custom_id is not None:
        shown["customId"] = one.custom_id
    return shown


def field(shape: Shape, one: Field) -> JsonObject:
    """A field as `GET /field` lists it."""
    bean: JsonObject = {
        "id": one.id,
        "key": one.id,
        "name": one.name,
        "custom": one.is_custom,
        "orderable": one.orderable,
        "navigable": one.navigable,
        "searchable": one.schema is not None,
        "clauseNames": clause_names(one),
    }
    if one.schema is not None:
        bean["schema"] = field_schema(one.schema)
    return shape.finished("field", one, bean)


def clause_names(one: Field) -> list[str]:
    """The names by which JQL knows the field."""
    if one.is_custom and one.schema is not None:
        return sorted([f"cf[{one.schema.custom_id}]", one.name])
    special = {"versions": ["affectedVersion"], "fixVersions": ["fixVersion"], "duedate": ["due", "duedate"]}
    return special.get(one.id, [one.id])
