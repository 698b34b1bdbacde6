"""One write to one side, in the contract's words. `mapping.to_raw` puts it into the side's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from app.engine.base import BaseHalf
from app.engine.contract import Side
from app.engine.raw import TextFormat
from app.engine.snapshot import Content, Empty, Value


class Stage(IntEnum):
    """The one order in which operations leave."""

    CREATE = 1
    FIELDS = 2
    TRANSITION = 3
    COMMENTS = 4
    ATTACHMENTS = 5
    WORKLOGS = 6
    LINKS = 7
    DELETE = 8


@dataclass(frozen=True)
class FieldWrite:
    """`content` replaces the whole field. `text_format` is `wiki` when an overwritten text is put back from a
    changelog. `source` is the other side as this was planned with: it becomes that side's half of the base, so that
    whatever happens there meanwhile is still news. `moves_base` is False where the sides don't agree yet after this
    write: a value put back."""

    alias: str
    content: Value | Empty
    text_format: TextFormat = "adf"
    moves_base: bool = True
    source: BaseHalf | None = None


@dataclass(frozen=True)
class SetChange:
    """Elements to add to and to remove from a set: such writes can't overwrite each other."""

    alias: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True)
class CreateIssue:
    side: Side
    issue_type: str
    writes: tuple[FieldWrite, ...]
    kind: Literal["create-issue"] = "create-issue"

    @property
    def stage(self) -> Stage:
        return Stage.CREATE

    @property
    def key(self) -> str:
        return f"create-issue:{self.side}"


@dataclass(frozen=True)
class EditFields:
    """`seen_history_id` is the newest changelog entry of the written issue that we knew of: the post-write check
    looks for entries between it and our own."""

    side: Side
    writes: tuple[FieldWrite, ...] = ()
    set_changes: tuple[SetChange, ...] = ()
    seen_history_id: str | None = None
    puts_back_after: str | None = None
    """Our own entry that overwrote the values which this write puts back. Such a write is announced together with that
    entry's receipt: no crash lies between the two."""
    kind: Literal["edit-fields"] = "edit-fields"

    @property
    def stage(self) -> Stage:
        return Stage.FIELDS

    @property
    def key(self) -> str:
        if self.puts_back_after is None:
            return f"edit-fields:{self.side}"
        formats = sorted({write.text_format for write in self.writes})
        return f"put-back:{self.side}:{self.puts_back_after}:{'+'.join(formats)}"

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(write.alias for write in self.writes) + tuple(change.alias for change in self.set_changes)


@dataclass(frozen=True)
class CreateComment:
    """`body` is ready to be posted: the author line is in it already. `origin_digest` becomes the origin's base
    half."""

    side: Side
    origin_comment_id: str
    origin_digest: str
    body: Content
    kind: Literal["create-comment"] = "create-comment"

    @property
    def stage(self) -> Stage:
        return Stage.COMMENTS

    @property
    def key(self) -> str:
        return f"create-comment:{self.side}:{self.origin_comment_id}"


@dataclass(frozen=True)
class EditComment:
    """`comment_id` is the one to edit, `counterpart_id` the one whose text it takes. `expected_digest` is what `side`
    showed when this was planned: comments have no changelog, so it is read again right before the write."""

    side: Side
    comment_id: str
    counterpart_id: str
    counterpart_digest: str
    expected_digest: str
    body: Content
    kind: Literal["edit-comment"] = "edit-comment"

    @property
    def stage(self) -> Stage:
        return Stage.COMMENTS

    @property
    def key(self) -> str:
        return f"edit-comment:{self.side}:{self.comment_id}"


Operation = CreateIssue | EditFields | CreateComment | EditComment
