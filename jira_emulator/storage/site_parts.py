"""What of a site is kept, and putting it back.

Each attribute of `Site` is one document, the large ones one for each item. What is not kept is made anew: the lock, the
listeners, and the search index, which has caught up after a restart.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from jira_emulator.state import Site
from jira_emulator.storage.codec import Reader, Writer, as_text, is_thing, kind_of

MADE_ANEW = frozenset({"name", "lock", "listeners", "index", "certificate"})
BY_ITEM = frozenset({"issues", "issue_ids_by_key", "links", "link_ids_by_issue", "children", "attachment_contents"})
WHOLE = ""
FROZEN = (int, str, bytes)

Place = tuple[str, str]  # part and key


def parts_of(site: Site) -> dict[str, Any]:
    """The attributes that are kept."""
    return {name: value for name, value in vars(site).items() if name not in MADE_ANEW}


class Changes:
    """What has changed on a site since the last time that somebody asked."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._documents: dict[Place, Any] = {}  # what never changes by itself, or else its text
        self._things: dict[int, str] = {}

    def documents(self, parts: Mapping[str, Any]) -> tuple[list[tuple[Place, str]], list[Place]]:
        """The places with their new texts, and the places that are gone. Call it with the site's lock held."""
        written: list[tuple[Place, str]] = []
        seen: set[Place] = set()
        for place, value in _items(parts):
            seen.add(place)
            text = self._new_text(place, value)
            if text is not None:
                written.append((place, text))
        gone = [place for place in self._documents if place not in seen] if len(seen) < len(self._documents) else []
        for place in gone:
            del self._documents[place]
        return written, gone

    def things(self) -> list[tuple[int, str, str]]:
        """The number, class and new text of each thing that has changed, also of those only met on the way."""
        written: list[tuple[int, str, str]] = []
        number = 0
        while number < len(self.writer.things):
            thing = self.writer.things[number]
            text = as_text(self.writer.fields(thing))
            if self._things.get(number) != text:
                self._things[number] = text
                written.append((number, kind_of(type(thing)), text))
            number += 1
        return written

    def _new_text(self, place: Place, value: Any) -> str | None:
        """The text of a value that has changed, or None."""
        if is_frozen(value):
            if self._documents.get(place) is value:
                return None
            self._documents[place] = value
            return as_text(self.writer.document(value))
        text = as_text(self.writer.document(value))
        if self._documents.get(place) == text:
            return None
        self._documents[place] = text
        return text


def is_frozen(value: object) -> bool:
    """Whether a value that is the same object is the same value: issues, links, bytes."""
    parameters = getattr(type(value), "__dataclass_params__", None)
    return isinstance(value, FROZEN) or (parameters is not None and parameters.frozen and not is_thing(value))


def _items(parts: Mapping[str, Any]) -> Iterable[tuple[Place, Any]]:
    for part, value in parts.items():
        if part in BY_ITEM:
            yield from (((part, as_text(key)), one) for key, one in value.items())
        else:
            yield (part, WHOLE), value


def put_back(site: Site, documents: Iterable[tuple[str, Any, Any]], reader: Reader) -> None:
    """Give a new site what was kept of it: (part, key, document)."""
    for name in BY_ITEM:
        getattr(site, name).clear()
    for part, key, document in documents:
        value = reader.value(document)
        if part in BY_ITEM:
            getattr(site, part)[key] = value
        elif isinstance(getattr(site, part), dict):
            kept = getattr(site, part)
            kept.clear()
            kept.update(value)
        else:
            setattr(site, part, value)
    for issue in site.issues.values():
        site.index.put(issue.id, issue)
