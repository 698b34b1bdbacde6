"""Every error of ours, as a tree.

    BackboneError
    ├── Refusal                 the request of a person or a caller can't be carried out; nothing was changed
    │   ├── NotPermitted        403   the caller may not do this
    │   ├── Unknown             404   there is no such thing, or the caller may not see it
    │   ├── Invalid             422   what was entered can't be used; `problems` names each place
    │   └── WrongState          409   the thing is not in a state in which this can be done
    ├── JiraError               Jira did not do what we asked
    │   ├── JiraUnreachable           no connection was made: nothing can have been written
    │   ├── JiraAnswerLost            the request was sent, its answer never came: it may have been written
    │   ├── JiraBusy                  429, or 503 with Retry-After: not before `retry_after_seconds`
    │   ├── JiraFailing               5xx: Jira has trouble of its own; a write may have taken effect
    │   ├── JiraCollision             409: somebody changed the same thing at the same moment
    │   ├── JiraAccessLost            401 or 403: our account may not do this (any more)
    │   ├── JiraNotFound              404: gone, moved away, or hidden from our account
    │   └── JiraRefused               400, 413, 422: Jira names what it does not accept, per field
    ├── LeaseLost               another worker has taken the pair over: leave it alone
    ├── StoppedMeanwhile        the synchronization was stopped, suspended or deleted: nothing more is announced
    ├── OutOfTime               a job took longer than a worker gives it
    ├── StorageUnavailable      the database can't be reached
    └── SecretUnreadable        a stored secret was encrypted with a key that this process doesn't have

Each carries a `code`, which is a heading of `docs/troubleshooting.md`, and a sentence for people.
What is to be done about an error is decided in one place: `app.sync.retry.verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class BackboneError(Exception):
    """The root. `code` is a heading of `docs/troubleshooting.md`; `sentence` says what is wrong and what to do."""

    code = "internal-error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refusal(BackboneError):
    """What was asked can't be done; nothing was changed. `status` is the HTTP status that says so."""

    code = "refused"
    status = 400


class NotPermitted(Refusal):
    code = "not-permitted"
    status = 403


class Unknown(Refusal):
    code = "unknown"
    status = 404


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what was entered: `place` is the name of the form field or the path in a
    document."""

    place: str
    sentence: str


class Invalid(Refusal):
    """Input that can't be used. `problems` names every place at once, so that nobody has to try twice."""

    code = "invalid-input"
    status = 422

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


class WrongState(Refusal):
    code = "wrong-state"
    status = 409


class JiraError(BackboneError):
    """Jira did not do what we asked. `call` is the method and path, without query, host or content."""

    code = "jira-error"

    def __init__(self, sentence: str, *, call: str) -> None:
        super().__init__(sentence)
        self.call = call


class JiraUnreachable(JiraError):
    code = "jira-unreachable"


class JiraAnswerLost(JiraError):
    code = "jira-answer-lost"


class JiraBusy(JiraError):
    """`reason` is Jira's own (`RateLimit-Reason`), for the operator's eyes; seconds are from the moment of the
    answer."""

    code = "jira-busy"

    def __init__(self, sentence: str, *, call: str, retry_after_seconds: float, reason: str | None = None) -> None:
        super().__init__(sentence, call=call)
        self.retry_after_seconds = retry_after_seconds
        self.reason = reason


class JiraFailing(JiraError):
    code = "jira-failing"


class JiraCollision(JiraError):
    code = "jira-collision"


class JiraAccessLost(JiraError):
    code = "jira-access-lost"


class JiraNotFound(JiraError):
    code = "jira-not-found"


class JiraRefused(JiraError):
    """`messages` and `field_errors` are Jira's own words (`errorMessages`, `errors` by field id)."""

    code = "jira-refused"

    def __init__(
        self, *, call: str, messages: tuple[str, ...] = (), field_errors: Mapping[str, str] | None = None
    ) -> None:
        self.messages = messages
        self.field_errors = dict(field_errors or {})
        words = [*messages, *(f"{field}: {text}" for field, text in self.field_errors.items())]
        super().__init__("Jira refused it: " + (" ".join(words) or "without a reason."), call=call)


class LeaseLost(BackboneError):
    code = "lease-lost"

    def __init__(self) -> None:
        super().__init__("This took so long that another worker has taken over; it goes on there.")


class StoppedMeanwhile(BackboneError):
    code = "stopped-meanwhile"

    def __init__(self) -> None:
        super().__init__("The synchronization was stopped; its changes are caught up with at the next start.")


class OutOfTime(BackboneError):
    code = "out-of-time"

    def __init__(self) -> None:
        super().__init__("This took longer than a worker may work on one thing; trying again soon.")


class StorageUnavailable(BackboneError):
    code = "storage-unavailable"

    def __init__(self) -> None:
        super().__init__("The database can't be reached; what was sent is to be sent again later.")


class SecretUnreadable(BackboneError):
    code = "secret-unreadable"

    def __init__(self) -> None:
        super().__init__(
            "A stored secret was encrypted with a key that is not among this process's secret keys any more."
        )
