"""Long text, kept in the form it was written in and converted when the other form is asked for."""

from typing import Any

from jira_emulator.richtext import adf_to_wiki, wiki_to_adf

Adf = dict[str, Any]


class RichText:
    """A description, environment or comment body: wiki markup, an ADF document, or both once converted."""

    __slots__ = ("_adf", "_wiki")

    def __init__(self, *, wiki: str | None = None, adf: Adf | None = None) -> None:
        if wiki is None and adf is None:
            raise ValueError("a text needs wiki markup or a document")
        self._wiki = wiki
        self._adf = adf

    @property
    def forms(self) -> tuple[str | None, Adf | None]:
        """The wiki markup and the document, as far as they are there already."""
        return self._wiki, self._adf

    def as_wiki(self) -> str:
        """The text as wiki markup, as REST v2, webhooks and the changelog show it."""
        if self._wiki is None:
            assert self._adf is not None
            self._wiki = adf_to_wiki(self._adf)
        return self._wiki

    def as_adf(self) -> Adf:
        """The text as an Atlassian Document Format document, as REST v3 shows it."""
        if self._adf is None:
            assert self._wiki is not None
            self._adf = wiki_to_adf(self._wiki)
        return self._adf

    def same_as(self, other: "RichText | None") -> bool:
        """Whether both say the same, compared in the form that both were written in if there is one."""
        if other is None:
            return False
        if self._adf is not None and other._adf is not None:
            return self._adf == other._adf
        return self.as_wiki() == other.as_wiki()
