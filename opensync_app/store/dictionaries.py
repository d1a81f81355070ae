"""A dictionary for small message bodies, learnt from the record's own first words and kept in it."""

import sqlite3
import threading
from collections.abc import ByteString, Iterable

import zstandard

from opensync_app.core.session import Message
from opensync_app.store import bodies
from opensync_app.store.bodies import Body
from opensync_app.store.database import Database

_ENOUGH = 1_500
"""Bodies that a dictionary is learnt from; the newest sessions come first."""

_LONGEST_SAMPLE = 4_000
_SIZE = 64 * 1024

_SEGMENT, _STEP = 512, 8
"""Parameters of the training that make it take 20 ms instead of a search of 80 ms."""


class Dictionaries:
    """Knows the dictionary that this record's new bodies are packed with."""

    def __init__(self, database: Database) -> None:
        """Use this database."""
        self._database = database
        self._guard = threading.Lock()
        self._samples: list[bytes] = []
        self._current: int | None = None
        bodies.add_library(self._find)

    def close(self) -> None:
        """Be asked no more."""
        bodies.remove_library(self._find)

    def current(self) -> int | None:
        """Return the dictionary to pack with; None when none is learnt, here or elsewhere."""
        with self._guard:
            return self._latest()

    def learn_from(self, messages: Iterable[Message]) -> int | None:
        """Return the dictionary to pack these with; learns one when enough was seen."""
        with self._guard:
            if self._latest() is None:
                words = (bodies.encoded(Body(m.text_content, m.parts)) for m in messages)
                self._samples += [word[:_LONGEST_SAMPLE] for word in words]
                if len(self._samples) >= _ENOUGH:
                    self._learn()
            return self._current

    def _latest(self) -> int | None:
        if self._current is None:  # another process may have learnt one meanwhile
            row = self._row("SELECT data FROM dictionaries ORDER BY rank DESC LIMIT 1")
            self._current = None if row is None else bodies.teach(row["data"])
        return self._current

    def _learn(self) -> None:
        samples: list[ByteString] = [*self._samples]
        self._samples.clear()
        try:
            learnt = zstandard.train_dictionary(_SIZE, samples, k=_SEGMENT, d=_STEP)
        except zstandard.ZstdError:
            return  # the bodies have too little in common; it is tried with the next ones
        data = learnt.as_bytes()
        number = bodies.teach(data)
        self._database.write(
            lambda c: c.execute(
                "INSERT OR IGNORE INTO dictionaries VALUES (NULL, ?, ?)", (number, data)
            ),
            urgent=False,
        )
        self._current = number

    def _find(self, number: int) -> bytes | None:
        row = self._row("SELECT data FROM dictionaries WHERE id = ?", number)
        return None if row is None else bytes(row["data"])

    def _row(self, sql: str, *values: int) -> sqlite3.Row | None:
        return self._database.read(lambda c: c.execute(sql, values).fetchone())
