"""The file: documents by site, part and key, things by number, and the shape of every class in it.

SQLite keeps it whole whenever the process dies; each save is one transaction.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jira_emulator.storage.codec import NotReadable, class_named, field_names

APPLICATION_ID = 0x4A454D55
FORMAT = 1
OTHER_VERSION = "was written by another version of the emulator, which this one can't read. Begin with a new file."
TABLES = """
CREATE TABLE document (site TEXT, part TEXT, key TEXT, body TEXT NOT NULL, UNIQUE (site, part, key));
CREATE TABLE thing (site TEXT, number INTEGER, kind TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (site, number));
CREATE TABLE shape (kind TEXT PRIMARY KEY, fields TEXT NOT NULL);
"""


class StateRefused(ValueError):
    """The file can't be used; the message is a sentence that says why."""


class StateFile:
    """One open file, held against every other process."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin a new one, which nobody else may read. Raises `StateRefused`, `OSError`."""
        self.path = path
        path.touch(mode=0o600)
        try:
            self._database = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as problem:
            raise self._refusal(problem) from problem
        try:
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("BEGIN EXCLUSIVE")
            self._check()
            self._database.execute("COMMIT")
        except sqlite3.Error as problem:
            self.close()
            raise self._refusal(problem) from problem
        except StateRefused:
            self.close()
            raise

    def _refusal(self, problem: sqlite3.Error) -> StateRefused:
        if isinstance(problem, sqlite3.OperationalError):
            return StateRefused(f"The state file {self.path} can't be used: {problem}.")
        return StateRefused(f"The state file {self.path} is damaged: {problem}.")

    def _check(self) -> None:
        (tables,) = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = self._database.execute("PRAGMA application_id").fetchone()
        if not tables and not application:
            self._begin()
            return
        if application != APPLICATION_ID:
            raise StateRefused(f"{self.path} is not a state file of the emulator.")
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version != FORMAT:
            raise StateRefused(f"{self.path} {OTHER_VERSION}")
        (found,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StateRefused(f"The state file {self.path} is damaged: {found}.")
        self._check_shapes()

    def _begin(self) -> None:
        self._database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._database.execute(f"PRAGMA user_version = {FORMAT}")
        for statement in TABLES.strip().splitlines():
            self._database.execute(statement)

    def _check_shapes(self) -> None:
        for kind, fields in self._database.execute("SELECT kind, fields FROM shape"):
            try:
                now = field_names(class_named(kind))
            except NotReadable:
                now = None
            if json.loads(fields) != now:
                raise StateRefused(f"{self.path} {OTHER_VERSION}")

    def sites(self) -> set[str]:
        return {site for (site,) in self._database.execute("SELECT DISTINCT site FROM document")}

    def things(self, site: str) -> Iterator[tuple[int, str, Any]]:
        """The number, class and document of each thing."""
        rows = self._database.execute("SELECT number, kind, body FROM thing WHERE site = ? ORDER BY number", (site,))
        return ((number, kind, json.loads(body)) for number, kind, body in rows)

    def documents(self, site: str) -> Iterator[tuple[str, str, Any]]:
        """The part, key and content of each document, in the order in which they were first written."""
        rows = self._database.execute("SELECT part, key, body FROM document WHERE site = ? ORDER BY rowid", (site,))
        return ((part, key, json.loads(body)) for part, key, body in rows)

    def write(
        self,
        documents: Iterable[tuple[str, str, str, str]],
        gone: Iterable[tuple[str, str, str]],
        things: Iterable[tuple[str, int, str, str]],
        shapes: Iterable[tuple[str, str]],
        anew: Iterable[str] = (),
    ) -> None:
        """Write all of it or, when the process dies or the disk is full, nothing; sites `anew` lose what they had."""
        self._database.execute("BEGIN")
        try:
            for site in anew:
                self._database.execute("DELETE FROM document WHERE site = ?", (site,))
                self._database.execute("DELETE FROM thing WHERE site = ?", (site,))
            self._insert(documents, gone, things, shapes)
            self._database.execute("COMMIT")
        except sqlite3.Error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _insert(
        self,
        documents: Iterable[tuple[str, str, str, str]],
        gone: Iterable[tuple[str, str, str]],
        things: Iterable[tuple[str, int, str, str]],
        shapes: Iterable[tuple[str, str]],
    ) -> None:
        database = self._database
        database.executemany("INSERT OR REPLACE INTO shape VALUES (?, ?)", shapes)
        database.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?, ?, ?)", things)
        database.executemany("DELETE FROM document WHERE site = ? AND part = ? AND key = ?", gone)
        database.executemany(
            "INSERT INTO document VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body", documents
        )

    def close(self) -> None:
        self._database.close()
