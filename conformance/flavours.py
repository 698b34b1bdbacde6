"""The kinds of Jira that the emulator is, each with the document that it is measured by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from conformance.documents import Document, DocumentedOperation, shape_of
from jira_emulator import flavours as kinds
from jira_emulator.rest.data_center.operations import data_center_operations
from jira_emulator.rest.router import OPERATIONS, Operation

VERSION_IN_ROOT = re.compile(r"<any\([^)]*\):api>")


@dataclass(frozen=True)
class Flavour:
    """One document and the sites that it describes. `api` is the version in the path, `context_path` where the site
    is on its host.
    """

    name: str
    api: str
    document: Document
    kind: kinds.Flavour = kinds.CLOUD
    context_path: str = ""

    @property
    def root(self) -> str:
        return f"/rest/api/{self.api}"

    def has(self, kind: str, path: str) -> bool:
        """Whether a path of such a site is described by this document."""
        others = [f"/rest/api/{version}/" for version in ("2", "3") if version != self.api]
        return kind == self.kind.name and not path.startswith(tuple(others))

    @property
    def rich_text_is_adf(self) -> bool:
        return self.api == "3"

    @property
    def operations(self) -> list[Operation]:
        """What the emulator serves here, under any of its roots."""
        return OPERATIONS if self.kind is kinds.CLOUD else data_center_operations()

    @cached_property
    def implemented(self) -> list[str]:
        """The names (`GET /rest/api/3/field`) of the REST operations here, each once: `latest` is another name for a
        version.
        """
        return list(dict.fromkeys(self._names()))

    def _names(self) -> Iterator[str]:
        for one in self.operations:
            path = VERSION_IN_ROOT.sub(self.api, one.root) + one.path
            if path.startswith("/rest/") and "/latest/" not in path:
                yield f"{one.method} {path}"

    @cached_property
    def documented(self) -> list[DocumentedOperation]:
        """What the emulator serves and the document has."""
        found = [self.document.like(*name.split(" ", 1)) for name in self.implemented]
        return [one for one in found if one is not None]


@cache
def _served_anywhere() -> list[tuple[re.Pattern[str], str]]:
    """The shape of each operation under `/rest/api`, whatever serves it."""
    names = {one.name for one in [*OPERATIONS, *data_center_operations()] if VERSION_IN_ROOT.search(one.root)}
    return [(re.compile(re.sub("<[^>]*>", "[^/]+", re.escape(name))), shape_of(name)) for name in names]


def meant_shape(call: str) -> str | None:
    """`GET /issuetype/{}` for `GET /issuetype/10000`, but not for `GET /issuetype/project`, which is an operation of
    its own in some flavour.
    """
    fitting = (shape for pattern, shape in _served_anywhere() if pattern.fullmatch(call))
    return min(fitting, key=lambda shape: shape.count("{}"), default=None)


def flavours(specs: Path) -> list[Flavour]:
    """Every kind of Jira, from the folder with Atlassian's documents. Raises CannotRead."""
    return [
        Flavour("cloud v3", "3", Document(specs / "jira-cloud-v3.openapi.json")),
        Flavour("cloud v2", "2", Document(specs / "jira-cloud-v2.openapi.yaml")),
        Flavour("data center", "2", Document(specs / "jira-dc-10.3.openapi.json"), kinds.DATA_CENTER, "/jira"),
    ]
