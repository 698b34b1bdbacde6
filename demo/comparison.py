"""Whether two projects hold the same, read back through REST alone: this knows nothing of our database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Issue = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What stands more often on one side than on the other: an issue as text, and on which side how often."""

    content: str
    on_first: int
    on_second: int


@dataclass(frozen=True)
class Comparison:
    first_issues: int
    second_issues: int
    first_comments: int
    second_comments: int
    differences: tuple[Difference, ...]

    @property
    def is_equal(self) -> bool:
        return not self.differences and self.first_issues == self.second_issues


def compare(first: Iterable[Issue], second: Iterable[Issue], addon_accounts: frozenset[str]) -> Comparison:
    """Issues are compared as multisets of their whole content: a missing one, a doubled one and a different one all
    show. The author line of a carried comment counts as its author."""
    first_issues, second_issues = list(first), list(second)
    mine = Counter(content_of(issue, addon_accounts) for issue in first_issues)
    theirs = Counter(content_of(issue, addon_accounts) for issue in second_issues)
    differing = [content for content in (mine | theirs) if mine[content] != theirs[content]]
    return Comparison(
        len(first_issues),
        len(second_issues),
        sum(map(comment_count, first_issues)),
        sum(map(comment_count, second_issues)),
        tuple(Difference(content, mine[content], theirs[content]) for content in sorted(differing)),
    )


def comment_count(issue: Issue) -> int:
    return len(issue["fields"]["comment"]["comments"])


def content_of(issue: Issue, addon_accounts: frozenset[str]) -> str:
    fields = issue["fields"]
    priority = fields.get("priority")
    content = {
        "type": fields["issuetype"]["name"],
        "summary": fields["summary"],
        "description": fields.get("description"),
        "priority": priority and priority["name"],
        "labels": sorted(fields.get("labels") or ()),
        "comments": sorted(comment_content(comment, addon_accounts) for comment in fields["comment"]["comments"]),
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False)


def comment_content(comment: dict[str, Any], addon_accounts: frozenset[str]) -> str:
    """Author and text; from a comment that the add-on wrote, the person named in its first line. A name is what one
    reads: people have names with blanks around them."""
    nodes = list(comment["body"].get("content", ()))
    author = comment["author"]["displayName"]
    if comment["author"]["accountId"] in addon_accounts and nodes:
        author, nodes = author_named_in(nodes[0]), nodes[1:]
    return json.dumps([" ".join(author.split()), nodes], sort_keys=True, ensure_ascii=False)


def author_named_in(node: dict[str, Any]) -> str:
    words = "".join(child.get("text", "") for child in node.get("content", ()))
    return words.removesuffix(" wrote:")
