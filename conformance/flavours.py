"""The kinds of Jira that the emulator is, each with the document that it is measured by."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from conformance.documents import Document, DocumentedOperation
from jira_emulator.rest.router import OPERATIONS, Operation


@dataclass(frozen=True)
class Flavour:
    """One document and the sites that it describes. `api` is the version in the path."""

    name: str
    api: str
    document: Document
    is_cloud: bool = True

    @property
    def root(self) -> str:
        return f"/rest/api/{self.api}"

    def has(self, path: str) -> bool:
        """Whether the path is in this version of the API."""
        return path.startswith(f"{self.root}/")

    @property
    def rich_text_is_adf(self) -> bool:
        return self.api == "3"

    @cached_property
    def implemented(self) -> list[str]:
        """The names (`GET /rest/api/3/field`) of what the emulator serves here."""
        return [f"{one.method} {self.full_path(one)}" for one in OPERATIONS if one.root.startswith("/rest/")]

    def full_path(self, operation: Operation) -> str:
        return operation.root.replace("<any('2','3','latest'):api>", self.api) + operation.path

    @cached_property
    def documented(self) -> list[DocumentedOperation]:
        """What the emulator serves and the document has."""
        found = [self.document.like(*name.split(" ", 1)) for name in self.implemented]
        return [one for one in found if one is not None]


def flavours(specs: Path) -> list[Flavour]:
    """Every kind of Jira, from the folder with Atlassian's documents. Raises CannotRead."""
    return [
        Flavour("cloud v3", "3", Document(specs / "jira-cloud-v3.openapi.json")),
        Flavour("cloud v2", "2", Document(specs / "jira-cloud-v2.openapi.yaml")),
    ]
