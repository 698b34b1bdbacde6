"""Versions of a project, with the events of their life (Atlassian's documentation, "Webhooks", `jira:version_…`)."""

from collections.abc import Mapping

from jira_emulator.actions.recording import announce
from jira_emulator.actions.swapping import swap
from jira_emulator.events import MergedVersion
from jira_emulator.fields.table import VERSION_KINDS
from jira_emulator.model import Project, User, Version
from jira_emulator.state import Site

SYSTEM_VERSION_FIELDS = ("fixVersions", "versions")


def add_version(site: Site, actor: User | None, project: Project, version: Version) -> None:
    """Put a new version at the end of the project's list."""
    with site.lock:
        project.versions.append(version)
        announce(site, "jira:version_created", actor, entity=version)
        if version.released:
            announce(site, "jira:version_released", actor, entity=version)


def tell_update(site: Site, actor: User | None, version: Version, was_released: bool) -> None:
    """Tell that a version was edited, and whether that released it or took the release back."""
    announce(site, "jira:version_updated", actor, entity=version)
    if version.released is not was_released:
        name = "jira:version_released" if version.released else "jira:version_unreleased"
        announce(site, name, actor, entity=version)


def move_version(site: Site, actor: User | None, project: Project, version: Version, place: int) -> None:
    """Put a version at this place of the list without it."""
    with site.lock:
        others = [one for one in project.versions if one is not version]
        project.versions[:] = [*others[:place], version, *others[place:]]
        announce(site, "jira:version_moved", actor, entity=version)


def version_fields(site: Site) -> list[str]:
    """The custom fields that hold versions."""
    return [
        one.id
        for one in site.fields.values()
        if one.is_custom and one.schema is not None and (one.schema.custom or "").rpartition(":")[2] in VERSION_KINDS
    ]


def remove_version(
    site: Site, actor: User | None, project: Project, version: Version, replacements: Mapping[str, Version | None]
) -> None:
    """Delete a version; each field of `replacements` takes its version instead, every other field loses it."""
    with site.lock:
        nothing = dict.fromkeys([*SYSTEM_VERSION_FIELDS, *version_fields(site)])
        swap(site, actor, version, nothing | dict(replacements))
        project.versions.remove(version)
        announce(site, "jira:version_deleted", actor, entity=version)


def merge_version(site: Site, actor: User | None, project: Project, version: Version, into: Version) -> None:
    """Delete a version after its issues got the other one in all their fields."""
    with site.lock:
        swap(site, actor, version, dict.fromkeys([*SYSTEM_VERSION_FIELDS, *version_fields(site)], into))
        project.versions.remove(version)
        announce(site, "jira:version_deleted", actor, entity=MergedVersion(version, into))
