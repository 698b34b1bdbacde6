"""Keeps the sites of an emulator in a file: puts them back at the start, and saves what changes every second."""

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jira_emulator.host.connect_host import host_of
from jira_emulator.server import Emulator, RunningSite
from jira_emulator.state import Site
from jira_emulator.storage.codec import NotReadable, Reader, Writer, as_text, field_names, kind_of
from jira_emulator.storage.file import OTHER_VERSION, StateFile, StateRefused
from jira_emulator.storage.site_parts import BY_ITEM, Changes, parts_of, put_back

SAVE_SECONDS = 1.0
LONGEST_SHARE = 20  # saving takes at most this part of the time
UNREADABLE = (sqlite3.Error, LookupError, TypeError, ValueError, AttributeError, NotReadable)
PENDING, DESCRIPTOR_URLS = "*pending", "*descriptor_urls"


class Keeper:
    """One state file and the sites that are kept in it."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises `StateRefused`."""
        self._file = StateFile(path)
        self._changes: dict[str, Changes] = {}
        self._shapes: dict[str, str] = {}
        self._anew = False
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.known = self._file.sites()

    def add_site(self, emulator: Emulator, name: str, port: int = 0) -> RunningSite:
        """The site as it was kept, or a new one. Port 0 takes the one that it had. Raises `StateRefused`."""
        if name not in self.known:
            return emulator.add_site(name, port)
        try:
            site, extras = self._restored(Site(name, emulator.seed))
        except StateRefused:
            self._file.close()
            raise
        except UNREADABLE as problem:
            self._file.close()
            raise StateRefused(f"The state file {self._file.path} is damaged: {problem!r}.") from problem
        running = emulator.add_site(name, port or urlsplit(site.base_url).port or 0, site)
        host_of(running).descriptor_urls.update(extras[DESCRIPTOR_URLS])
        running.courier.resume([(due - time.time(), delivery) for due, delivery in extras[PENDING]])
        return running

    def _restored(self, site: Site) -> tuple[Site, dict[str, Any]]:
        rows = list(self._file.things(site.name))
        reader = Reader({number: kind for number, kind, _ in rows})
        for number, _, fields in rows:
            reader.fill(reader.things[number], fields)
        writer = Writer()
        writer.adopt(reader.things)
        self._changes[site.name] = Changes(writer)
        documents = [(part, self._key(part, key), body) for part, key, body in self._file.documents(site.name)]
        self._check_parts(site, {part for part, _, _ in documents})
        extras = {part: reader.value(body) for part, _, body in documents if part.startswith("*")}
        put_back(site, (row for row in documents if not row[0].startswith("*")), reader)
        return site, extras

    def _check_parts(self, site: Site, kept: set[str]) -> None:
        wanted = {*parts_of(site), PENDING, DESCRIPTOR_URLS}
        if kept - BY_ITEM != wanted - BY_ITEM:
            raise StateRefused(f"{self._file.path} {OTHER_VERSION}")

    def _key(self, part: str, key: str) -> Any:
        return json.loads(key) if part in BY_ITEM else key

    def start(self, emulator: Emulator) -> None:
        """Save everything now, and what changes from now on."""
        self.save(emulator)
        self._thread = threading.Thread(target=self._run, args=(emulator,), daemon=True, name="state on disk")
        self._thread.start()

    def stop(self, emulator: Emulator) -> None:
        """Save a last time, and close the file. Call it when the emulator has stopped."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self.save(emulator)
        self._file.close()

    def _run(self, emulator: Emulator) -> None:
        pause = SAVE_SECONDS
        while not self._stopped.wait(pause):
            began = time.monotonic()
            try:
                self.save(emulator)
            except (sqlite3.Error, TypeError) as problem:  # the sites go on; the next save tries all of it again
                sys.stderr.write(f"jira_emulator: the state could not be saved: {problem!r}\n")
                self._changes = {name: Changes(one.writer) for name, one in self._changes.items()}
                self._anew = True
            pause = max(SAVE_SECONDS, LONGEST_SHARE * (time.monotonic() - began))

    def save(self, emulator: Emulator) -> None:
        """Write what has changed, of all sites at once."""
        documents: list[tuple[str, str, str, str]] = []
        gone: list[tuple[str, str, str]] = []
        things: list[tuple[str, int, str, str]] = []
        for name, running in emulator.sites.items():
            changes = self._changes.setdefault(name, Changes(Writer()))
            with running.site.lock:
                written, lost = changes.documents(parts_of(running.site) | _extras(running))
                met = changes.things()
            documents += [(name, part, key, text) for (part, key), text in written]
            gone += [(name, part, key) for part, key in lost]
            things += [(name, number, kind, text) for number, kind, text in met]
        shapes = list(self._new_shapes(emulator))
        if documents or gone or things or shapes:
            self._file.write(documents, gone, things, shapes, list(emulator.sites) if self._anew else ())
            self._anew = False

    def _new_shapes(self, emulator: Emulator) -> Iterable[tuple[str, str]]:
        for changes in self._changes.values():
            for cls in changes.writer.classes:
                kind = kind_of(cls)
                if kind not in self._shapes:
                    self._shapes[kind] = as_text(field_names(cls))
                    yield kind, self._shapes[kind]


def _extras(running: RunningSite) -> dict[str, Any]:
    """What is kept of a site's host and of its webhooks on their way, these with the time when they are due."""
    now = time.time()
    pending = [[round(now + wait, 1), delivery] for wait, delivery in running.courier.pending()]
    return {PENDING: pending, DESCRIPTOR_URLS: host_of(running).descriptor_urls}
