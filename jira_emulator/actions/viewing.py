"""Who looked at which issue last: what `lastViewed`, `issueHistory()` and the issue picker know."""

from jira_emulator.model import Issue, User
from jira_emulator.state import Site


def note_view(site: Site, actor: User | None, issue: Issue) -> None:
    """Remember that the actor looks at the issue now; nobody's views are not kept."""
    if actor is None:
        return
    with site.lock:
        viewed = site.views.setdefault(actor.account_id, {})
        viewed.pop(issue.id, None)
        viewed[issue.id] = site.now()


def viewed_issues(site: Site, actor: User | None) -> list[Issue]:
    """What the actor looked at, the last one first."""
    if actor is None:
        return []
    with site.lock:
        ids = reversed(list(site.views.get(actor.account_id, ())))
        return [site.issues[one] for one in ids if one in site.issues]
