"""Jira's emoticons and the emoji that they stand for.

Source: Atlassian's documentation, "Text formatting notation guide" (Misc), and the Atlassian emoji set's short names.
"""

from __future__ import annotations

import re

from jira_emulator.richtext.nodes import Node

_EMOJI = {
    ":)": (":slight_smile:", "1f642", "🙂"),
    ":-)": (":slight_smile:", "1f642", "🙂"),
    ":(": (":disappointed:", "1f61e", "😞"),
    ":-(": (":disappointed:", "1f61e", "😞"),
    ":P": (":stuck_out_tongue:", "1f61b", "😛"),
    ":-P": (":stuck_out_tongue:", "1f61b", "😛"),
    ":D": (":smiley:", "1f603", "😃"),
    ":-D": (":smiley:", "1f603", "😃"),
    ";)": (":wink:", "1f609", "😉"),
    ";-)": (":wink:", "1f609", "😉"),
    "(y)": (":thumbsup:", "1f44d", "👍"),
    "(n)": (":thumbsdown:", "1f44e", "👎"),
    "(i)": (":info:", "atlassian-info", ":info:"),
    "(/)": (":check_mark:", "atlassian-check_mark", ":check_mark:"),
    "(x)": (":cross_mark:", "atlassian-cross_mark", ":cross_mark:"),
    "(!)": (":warning:", "atlassian-warning", ":warning:"),
    "(+)": (":plus:", "atlassian-plus", ":plus:"),
    "(-)": (":minus:", "atlassian-minus", ":minus:"),
    "(?)": (":question_mark:", "atlassian-question_mark", ":question_mark:"),
    "(on)": (":light_bulb_on:", "atlassian-light_bulb_on", ":light_bulb_on:"),
    "(off)": (":light_bulb_off:", "atlassian-light_bulb_off", ":light_bulb_off:"),
    "(*)": (":yellow_star:", "atlassian-yellow_star", ":yellow_star:"),
    "(*y)": (":yellow_star:", "atlassian-yellow_star", ":yellow_star:"),
    "(*r)": (":red_star:", "atlassian-red_star", ":red_star:"),
    "(*g)": (":green_star:", "atlassian-green_star", ":green_star:"),
    "(*b)": (":blue_star:", "atlassian-blue_star", ":blue_star:"),
    "(flag)": (":flag_on:", "atlassian-flag_on", ":flag_on:"),
    "(flagoff)": (":flag_off:", "atlassian-flag_off", ":flag_off:"),
}

_SHORT_NAMES = {short_name: written for written, (short_name, _, _) in reversed(_EMOJI.items())}
_LONGEST_FIRST = sorted(_EMOJI, key=len, reverse=True)

EMOTICON = re.compile("(?:" + "|".join(map(re.escape, _LONGEST_FIRST)) + r")(?![^\W_])")
"""Must not follow a letter or a digit either; the caller looks at the character before."""


def emoji_node(written: str) -> Node:
    """The emoji of an emoticon that `EMOTICON` matched."""
    short_name, identifier, text = _EMOJI[written]
    return {"type": "emoji", "attrs": {"shortName": short_name, "id": identifier, "text": text}}


def emoticon_of(short_name: str) -> str | None:
    """How wiki markup writes the emoji; None when it has no emoticon."""
    return _SHORT_NAMES.get(short_name)
