"""Which operations the scopes of an add-on's descriptor open (Atlassian's documentation, "Scopes for Connect
apps").
"""

import enum


class Scope(enum.StrEnum):
    """The scope that an operation needs, as `x-atlassian-connect-scope` names it."""

    NONE = "NONE"
    READ = "READ"
    WRITE = "WRITE"
    DELETE = "DELETE"
    PROJECT_ADMIN = "PROJECT_ADMIN"
    ADMIN = "ADMIN"
    INACCESSIBLE = "INACCESSIBLE"


_LADDER = (Scope.NONE, Scope.READ, Scope.WRITE, Scope.DELETE, Scope.PROJECT_ADMIN, Scope.ADMIN)


def permits(granted: frozenset[str], needed: Scope) -> bool:
    """Whether these scopes open the operation: each one implies those below it."""
    if needed is Scope.INACCESSIBLE:
        return False
    height = max((_LADDER.index(Scope(one)) for one in granted if one in _LADDER), default=0)
    return height >= _LADDER.index(needed)
