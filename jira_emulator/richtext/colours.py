"""Colours: of text, of status lozenges and of panels."""

from __future__ import annotations

import re

_NAMED = {
    "aqua": "#00ffff",
    "black": "#000000",
    "blue": "#0000ff",
    "brown": "#a52a2a",
    "cyan": "#00ffff",
    "darkblue": "#00008b",
    "darkgreen": "#006400",
    "darkred": "#8b0000",
    "fuchsia": "#ff00ff",
    "gold": "#ffd700",
    "gray": "#808080",
    "green": "#008000",
    "grey": "#808080",
    "indigo": "#4b0082",
    "lightblue": "#add8e6",
    "lightgreen": "#90ee90",
    "lime": "#00ff00",
    "magenta": "#ff00ff",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#ffa500",
    "pink": "#ffc0cb",
    "purple": "#800080",
    "red": "#ff0000",
    "silver": "#c0c0c0",
    "teal": "#008080",
    "violet": "#ee82ee",
    "white": "#ffffff",
    "yellow": "#ffff00",
}

STATUS_COLOURS = {
    "neutral": "#97a0af",
    "purple": "#6554c0",
    "blue": "#00b8d9",
    "red": "#ff5630",
    "yellow": "#ffab00",
    "green": "#36b37e",
}

PANEL_COLOURS = {"error": "#ffebe6", "success": "#e3fcef"}
"""Panel types that wiki markup has no macro of: written as a panel of that background."""

PLAIN_PANEL_COLOUR = "#f4f5f7"

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def hex_colour(written: str) -> str | None:
    """`#rrggbb` of a colour as wiki markup writes it; None when it is unknown."""
    named = _NAMED.get(written.strip().lower())
    if named is not None:
        return named
    match = _HEX.fullmatch(written.strip())
    if match is None:
        return None
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
