"""The life of a project, with its events (Atlassian's documentation, "Webhooks", `project_…`)."""

import dataclasses

from jira_emulator.actions.recording import announce
from jira_emulator.model import Project, User
from jira_emulator.state import Site


def add_project(site: Site, actor: User, project: Project) -> None:
    """Make a project known."""
    with site.lock:
        site.projects[project.id] = project
        announce(site, "project_created", actor, entity=project)


def change_key(site: Site, project: Project, key: str) -> None:
    """Give a project and all its issues another key; the old ones still lead there."""
    with site.lock:
        if key in project.former_keys:
            project.former_keys.remove(key)
        project.former_keys.append(project.key)
        project.key = key
        for issue_id in project.issue_ids:
            issue = site.issues[issue_id]
            site.store(dataclasses.replace(issue, key=f"{key}-{issue.number}"))


def archive_project(site: Site, actor: User, project: Project) -> None:
    """Make a project read-only and take its issues out of search."""
    with site.lock:
        project.archived, project.retired_by, project.retired_at = True, actor, site.now()
        announce(site, "project_archived", actor, entity=project)


def trash_project(site: Site, actor: User, project: Project) -> None:
    """Put a project into the recycle bin."""
    with site.lock:
        project.deleted, project.retired_by, project.retired_at = True, actor, site.now()
        announce(site, "project_soft_deleted", actor, entity=project)


def restore_project(site: Site, actor: User, project: Project) -> None:
    """Bring back an archived or deleted project."""
    with site.lock:
        name = "project_restored_archived" if project.archived else "project_restored_deleted"
        project.archived, project.deleted, project.retired_by, project.retired_at = False, False, None, None
        announce(site, name, actor, entity=project)


def delete_project(site: Site, actor: User, project: Project) -> None:
    """Delete a project for good, with its issues, which have no events of their own."""
    with site.lock:
        for issue_id in list(project.issue_ids):
            site.forget(site.issues[issue_id])
        del site.projects[project.id]
        announce(site, "project_deleted", actor, entity=project)
