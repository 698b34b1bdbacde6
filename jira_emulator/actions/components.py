"""Removing a component of a project. Jira Cloud documents no events for components."""

from jira_emulator.actions.swapping import swap
from jira_emulator.model import Component, Project, User
from jira_emulator.state import Site


def remove_component(
    site: Site, actor: User | None, project: Project, component: Component, replacement: Component | None
) -> None:
    """Delete a component; its issues get the replacement, or one component less."""
    with site.lock:
        swap(site, actor, component, {"components": replacement})
        project.components.remove(component)
