"""Jira Data Center 10.3: user names and keys, wiki markup, REST v2 only, no add-ons.

The finishers say how its beans differ from Cloud's (Jira Data Center REST 10.3, the schemas named at each).
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jira_emulator.flavours.flavour import Finish, Flavour
from jira_emulator.flavours.server_user import ServerPeople, ServerUser
from jira_emulator.model import Attachment, JsonObject

if TYPE_CHECKING:
    from jira_emulator.beans import Shape

AVATAR_SIZES = {"48x48": "", "24x24": "size=small&", "16x16": "size=xsmall&", "32x32": "size=medium&"}


def _user(shape: "Shape", one: ServerUser, bean: JsonObject) -> JsonObject:
    """UserJsonBean: the address of the mailbox is shown, as the default of a site is."""
    base = shape.site.base_url
    return {
        "self": shape.link(f"user?username={quote(one.name)}"),
        "name": one.name,
        "key": one.key,
        "emailAddress": one.email,
        "avatarUrls": {
            size: f"{base}/secure/useravatar?{query}ownerId={quote(one.key)}" for size, query in AVATAR_SIZES.items()
        },
        "displayName": one.display_name,
        "active": one.active,
        "timeZone": one.time_zone,
    }


def _attachment(shape: "Shape", one: Attachment, bean: JsonObject) -> JsonObject:
    """AttachmentJsonBean: `content` is where the file is downloaded."""
    path = f"secure/attachment/{one.id}/{quote(one.filename, safe='')}"
    return bean | {"content": f"{shape.site.base_url}/{path}"}


def _field_metadata(shape: "Shape", one: Any, bean: JsonObject) -> JsonObject:
    """FieldMetaBean has `fieldId`, and `hasDefaultValue` always."""
    kept = {name: value for name, value in bean.items() if name != "key"}
    return {"hasDefaultValue": False} | kept | {"fieldId": bean["key"]}


def _without(*names: str) -> Finish:
    """The bean without what only Cloud has."""

    def finish(shape: "Shape", one: Any, bean: JsonObject) -> JsonObject:
        return {name: value for name, value in bean.items() if name not in names}

    return finish


DATA_CENTER = Flavour(
    name="dc",
    title="Jira Data Center",
    people=ServerPeople(),
    has_addons=False,
    has_cloud_limits=False,
    has_parents_of_any_level=False,
    newest_change_first=False,
    unknown_fields=frozenset({"statuscategorychangedate"}),
    beans={
        "user": _user,
        "attachment": _attachment,
        "field_metadata": _field_metadata,
        "issue_type": _without("hierarchyLevel"),  # IssueTypeJsonBean
        "project": _without("simplified"),  # ProjectJsonBean
        "comment": _without("jsdPublic"),  # CommentJsonBean
        "visibility": _without("identifier"),  # VisibilityJsonBean
        "change_item": _without("fieldId"),  # ChangeItemBean
        "field": _without("key"),  # FieldBean
        "transition": _without(  # TransitionBean
            "hasScreen", "isGlobal", "isInitial", "isAvailable", "isConditional", "isLooped"
        ),
    },
)
