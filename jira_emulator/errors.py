"""What Jira refuses, as one exception that carries the status and Jira's error collection."""

from collections.abc import Mapping, Sequence


class JiraError(Exception):
    """A refusal: an HTTP status with Jira's `{"errorMessages": [...], "errors": {...}}`."""

    def __init__(self, status: int, messages: Sequence[str] = (), errors: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {list(messages)} {dict(errors or {})}")
        self.status = status
        self.messages = tuple(messages)
        self.errors = dict(errors or {})

    def body(self) -> dict[str, object]:
        """The answer's JSON."""
        return {"errorMessages": list(self.messages), "errors": self.errors}


class UnreadableRequest(JiraError):
    """A 400 for a body that does not get as far as a field; it has no `errors` (recorded answers)."""

    def body(self) -> dict[str, object]:
        return {"errorMessages": list(self.messages)}


NOT_JSON = "There was an error parsing JSON. Check that your request body is valid."
INVALID_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."


ISSUE_NOT_VISIBLE = "Issue does not exist or you do not have permission to see it."
UNAUTHENTICATED = "Client must be authenticated to access this resource."


def not_visible() -> JiraError:
    """The one answer for an issue that is missing and for one that the caller may not see."""
    return JiraError(404, [ISSUE_NOT_VISIBLE])


def invalid(**errors: str) -> JiraError:
    """400 with one message per field."""
    return JiraError(400, errors=errors)


def off_screen(field_id: str) -> str:
    """Jira's words for a field that is unknown or not on the screen (recorded answer)."""
    return f"Field '{field_id}' cannot be set. It is not on the appropriate screen, or unknown."
