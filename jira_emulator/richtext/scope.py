"""What reading one text needs to know: who is mentioned, which file is meant, and the macros already read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jira_emulator.richtext.nodes import Mention, Node

FindMention = Callable[[str], Mention | None]
FindMedia = Callable[[str], str | None]


@dataclass(slots=True)
class ReadingScope:
    """`macros` holds blocks that were cut out of the text and stand in it as numbered placeholders."""

    mention: FindMention | None = None
    media: FindMedia | None = None
    macros: list[list[Node]] = field(default_factory=list)

    def mention_node(self, reference: str) -> Node:
        """The mention of `accountid:…` or of a user name; an unknown name stands for itself."""
        found = self.mention(reference) if self.mention else None
        if found is not None:
            return {"type": "mention", "attrs": {"id": found.account_id, "text": f"@{found.display_name}"}}
        if reference.startswith("accountid:"):
            return {"type": "mention", "attrs": {"id": reference.removeprefix("accountid:")}}
        return {"type": "mention", "attrs": {"id": reference, "text": f"@{reference}"}}

    def media_id(self, name: str) -> str:
        """The media id of an attachment; its name where the site knows none."""
        return (self.media(name) if self.media else None) or name
