"""What people may write about a synchronization, and what one side is told about the other."""

from __future__ import annotations

from app.errors import Problem

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 2000
LONGEST_MESSAGE = 2000

PARTNERS_MATTER = "Your partner has to look at this: it is in their Jira, and told there in their own words."


def text_problems(name: str, description: str, message: str = "") -> tuple[Problem, ...]:
    """All at once. The texts come without spaces around them."""
    lengths = (
        ("name", "The name", name, LONGEST_NAME),
        ("description", "The description", description, LONGEST_DESCRIPTION),
        ("message", "The message", message, LONGEST_MESSAGE),
    )
    long = tuple(
        Problem(place, f"{words} is {len(text):,} characters long; at most {longest:,} are possible.")
        for place, words, text, longest in lengths
        if len(text) > longest
    )
    missing = () if name else (Problem("name", "Give the synchronization a name."),)
    return missing + long
