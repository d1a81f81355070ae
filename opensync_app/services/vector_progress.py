"""How far search by meaning is, told without the vector engine: from the record and a small file."""

import time
from pathlib import Path

import msgspec

from opensync_app.core.changes import Change, SemanticProgress
from opensync_app.index.chosen_model import key_of
from opensync_app.index.embedder import EmbeddingFailedError, ModelChoice
from opensync_app.index.vector_engine import table_name
from opensync_app.index.vector_spool import VectorSpool
from opensync_app.index.vector_state import TableState, read_state
from opensync_app.store import Store

_MUCH = 500
"""Journal entries; so many are worth starting for at once."""

_LONGEST_JOURNAL = 200_000
"""Entries that the journal keeps for the vectors; after more they are compared with the record."""

_FRESH_S = 10.0


class VectorProgress:
    """Looks at the vectors of one data folder from outside."""

    def __init__(self, store: Store, folder: Path, choice: ModelChoice | None) -> None:
        """Tell of this record and folder; `choice` is None when it is switched off."""
        self._store = store
        self._folder = folder
        self._choice = choice
        self._spool = VectorSpool(folder)
        self._told: tuple[float, SemanticProgress] | None = None

    def hear(self, change: Change) -> None:
        """Take in what the worker says of itself."""
        if isinstance(change, SemanticProgress):
            self._told = (time.monotonic(), change)

    def progress(self) -> SemanticProgress:
        """Return how far the vectors are: what the worker said just now, else what the file says."""
        if self._choice is None:
            return SemanticProgress()
        told = self._told
        if told is not None and (told[1].problem or time.monotonic() - told[0] < _FRESH_S):
            return told[1]
        try:
            table = self._table(key_of(self._choice))
        except EmbeddingFailedError as error:
            return SemanticProgress(problem=error.message)
        covered = 0 if table is None else sum(table.covered.values())
        is_ready = table is not None and table.is_complete
        return SemanticProgress(
            state="ready" if is_ready else "building",
            covered=covered,
            total=covered if is_ready else max(covered, self._store.covering.wanted()),
            model="" if table is None else table.model,
        )

    def progress_of(self, user_id: int) -> SemanticProgress:
        """Return how far the vectors of one user's messages are; others' are not told."""
        told, wanted = self.progress(), self._store.covering.wanted_of(user_id)
        if self._choice is None or wanted == self._store.covering.wanted():
            return told
        try:
            table = self._table(key_of(self._choice))
        except EmbeddingFailedError:
            return msgspec.structs.replace(told, covered=0, total=wanted)
        covered = 0 if table is None else table.covered.get(user_id, 0)
        total = covered if told.state == "ready" else max(covered, wanted)
        state = "ready" if covered == total else told.state
        return msgspec.structs.replace(told, state=state, covered=covered, total=total)

    def waits(self) -> int | None:
        """Return how many changes wait to be looked at; None when there is much to embed.

        0 when it is switched off or there is no model.
        """
        if self._choice is None:
            return 0
        try:
            table = self._table(key_of(self._choice))
        except EmbeddingFailedError:
            return 0
        if table is None or not table.is_complete:
            return None if self._store.covering.wanted() else 0
        lag = self._store.journal.last() - table.reached
        if not 0 <= lag <= _MUCH:
            return None
        return lag + int(not self._spool.is_empty())

    def kept_from(self) -> int | None:
        """Return the journal entry behind which the vectors still read; None when they need none."""
        state = read_state(self._folder)
        tables = [table for table in (state.serving, state.building) if table is not None]
        if self._choice is None or not tables:
            return None
        reached = min(table.reached for table in tables)
        return reached if self._store.journal.last() - reached <= _LONGEST_JOURNAL else None

    def _table(self, key: str) -> TableState | None:
        """Return what is told of the wanted model's table; None when there is none."""
        state = read_state(self._folder)
        for table in (state.serving, state.building):
            if table is not None and table.name == table_name(key):
                return table
        return None
