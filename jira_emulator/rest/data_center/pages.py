"""Lists in pages, as Data Center's PageBean has them."""

from typing import Any

from jira_emulator.rest.router import Call, page

LONGEST_PAGE = 1000


def value_page(call: Call, rows: list[Any], limit: int = 50, most: int = LONGEST_PAGE) -> dict[str, Any]:
    """The asked page with `values` and `isLast`."""
    shown = page(call, "values", rows, limit, most)
    is_last = shown["startAt"] + len(shown["values"]) >= len(rows)
    return {"maxResults": shown["maxResults"], "startAt": shown["startAt"], "total": len(rows), "isLast": is_last} | {
        "values": shown["values"]
    }
