"""The rank of issues: strings whose order is the order of the issues (Atlassian's LexoRank).

An issue that was never ranked has a rank that follows from its id, so that new issues come last. A rank is
`0|` and a number in base 36, then `:` and digits that make room between two numbers.
"""

from jira_emulator.model import Issue

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
NUMBER_LENGTH = 7


def default_rank(issue_id: int) -> str:
    """The rank of an issue that nobody ranked."""
    return f"0|{_number_text(issue_id)}:"


def rank_of(issue: Issue, field_id: str) -> str:
    return issue.custom.get(field_id) or default_rank(issue.id)


def rank_between(lower: str | None, upper: str | None) -> str:
    """A rank after `lower` and before `upper`, where None is no bound."""
    if lower is None:
        return default_rank(0) if upper is None else _before(upper)
    number, _, digits = lower.partition(":")
    if upper is not None and upper.partition(":")[0] == number:
        return f"{number}:{_digits_between(digits, upper.partition(':')[2])}"
    return f"{number}:{_digits_between(digits, None)}"


def _before(upper: str) -> str:
    """Ids start high enough that there is always a number left before the first one."""
    number, _, digits = upper.partition(":")
    if digits:
        return f"{number}:{_digits_between('', digits)}"
    return f"0|{_number_text(int(number[2:], BASE) - 1)}:"


def _digits_between(lower: str, upper: str | None) -> str:
    """Digits that, read as a fraction, are over `lower` and under `upper`."""
    between, place = "", 0
    while True:
        least = DIGITS.index(lower[place]) if place < len(lower) else 0
        most = BASE if upper is None else DIGITS.index(upper[place]) if place < len(upper) else 0
        if most - least > 1:
            return between + DIGITS[(least + most) // 2]
        between += DIGITS[least]
        if most - least == 1:
            upper = None
        place += 1


def _number_text(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, BASE)
        text = DIGITS[digit] + text
    return text.rjust(NUMBER_LENGTH, "0")
