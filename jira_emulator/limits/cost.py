"""What a call costs in points: writes 1; reads 1, and 1 for each object returned (2 for people and rights).

Source: Atlassian's documentation, "Rate limiting", points. Which calls by POST count as reads, and what the objects
of an answer are, it leaves open: here a read is what changes nothing, and every element of a page is an object.
"""

from typing import Any

READS_BY_POST = frozenset(
    {
        "/changelog/bulkfetch",
        "/comment/list",
        "/expression/eval",
        "/expression/evaluate",
        "/issue/<issue>/changelog/list",
        "/issue/bulkfetch",
        "/jql/match",
        "/jql/parse",
        "/permissions/check",
        "/permissions/project",
        "/search/approximate-count",
        "/search/jql",
        "/worklog/list",
    }
)
IDENTITY = ("/user", "/users", "/group", "/groups", "/groupuserpicker", "/myself", "/mypermissions", "/permissions")
PAGE_PARTS = ("values", "issues", "comments", "worklogs", "histories", "transitions", "users", "projects", "fields")
BASE = 1


def is_read(method: str, path: str) -> bool:
    """Whether an operation changes nothing; `path` is its template ("/issue/<issue>")."""
    return method == "GET" or (method == "POST" and path in READS_BY_POST)


def points(method: str, path: str, body: Any) -> int:
    """The cost of a call that was answered with this JSON (None: nothing)."""
    if not is_read(method, path):
        return BASE
    return BASE + objects_in(body) * (2 if is_identity(path) else 1)


def is_identity(path: str) -> bool:
    """Whether the operation is about users, groups or permissions."""
    return path.startswith(tuple(f"{one}/" for one in IDENTITY)) or path in IDENTITY or "/role" in path


def objects_in(body: Any) -> int:
    """How many objects an answer holds: the elements of a list or of a page, or the one that it is."""
    if isinstance(body, list):
        return len(body)
    if not isinstance(body, dict):
        return 0
    for name in PAGE_PARTS:
        if isinstance(body.get(name), list):
            return len(body[name])
    return 1
