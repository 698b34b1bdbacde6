"""JSON bodies from outside: any bytes may come."""

from __future__ import annotations

import json
from typing import Any

from app.errors import Refusal


class NotJson(Refusal):
    code = "not-json"
    status = 400

    def __init__(self) -> None:
        super().__init__("The body is not a JSON object.")


def json_object(body: bytes) -> dict[str, Any]:
    """Raises NotJson, also for JSON that is nested or long-winded beyond what Python reads."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(document, dict):
        raise NotJson
    return document
