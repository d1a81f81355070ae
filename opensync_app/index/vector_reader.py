"""`VectorReader`: the vectors as another process writes them; searches, never changes them."""

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from opensync_app.core.query import SearchQuery
from opensync_app.core.similarity import NearMessage
from opensync_app.index.vector_engine import VectorsDamagedError, connect, vector_errors
from opensync_app.index.vector_filters import among, condition_of
from opensync_app.index.vector_rows import is_opening
from opensync_app.index.vectors import SEARCHED_FLAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

_PROBES = 20
_REFINE = 2
_COMPARED = 5_000
"""Rows that filters may leave of many for all of them to be compared: 8 ms; 28,000 take 120."""

_EVERY_PART = 10_000
"""More parts than an index has: where filters leave few rows, the near ones may be in any part."""
_PLAIN = re.compile(r"(?:[\w\s()=<>,`]|'[\w\s().:,/@+=<>`-]*'(?!'))*")
"""Conditions that mean the same as text: no quote and no backslash stands in a value."""

_COLUMNS = ["message_id", "session_id", "created_at", "_distance"]


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for.

    Attributes:
        query: whose messages, and the filters.
        vector: of the text.
        chunks: how many of the nearest chunks are taken.
        ids: the only messages that may be found; None for any.
    """

    query: SearchQuery
    vector: "npt.NDArray[np.float32]"
    chunks: int = 200
    ids: "Sequence[int] | None" = None


class VectorReader:
    """Answers from the last version of a table; safe in any thread."""

    def __init__(self, folder: Path) -> None:
        """Read in this folder."""
        self._folder = folder
        self._guard = threading.Lock()
        self._engine: Any = None
        self._tables: dict[str, Any] = {}

    def nearest(self, name: str, wanted: Wanted) -> list[NearMessage]:
        """Return the messages of a table whose best chunk is nearest, nearest first.

        Openings of sessions are among them, with what stands in the place of their message id.

        Raises:
            VectorsDamagedError: the table cannot be read.
        """
        try:
            return self._nearest(name, wanted)
        except VectorsDamagedError:
            self.let_go()  # the version that was open may have been cleaned up: once more, anew
            return self._nearest(name, wanted)

    def known(self, name: str, user_id: int, ids: "Sequence[int]") -> set[int]:
        """Return which of these messages of a user have vectors."""
        if not ids:
            return set()
        condition = among("message_id", ids) & among("user_id", [user_id])
        with vector_errors("reading"):
            found = self._table(name).search().where(condition).select(["message_id"]).to_arrow()
            return set(found.column("message_id").to_pylist())

    def let_go(self) -> None:
        """Open everything anew at the next reading."""
        with self._guard:
            self._engine = None
            self._tables.clear()

    def _nearest(self, name: str, wanted: Wanted) -> list[NearMessage]:
        """Search a part of the index of the vectors, all of it, or every vector when few are left.

        A condition that every row fulfils, as the user's does for the only one, is counted in a
        millisecond but costs fifteen to apply to half a million rows; so it is left out. What is
        written by somebody else in that moment is dropped by who asked (`Lookup.allowed`).
        """
        import numpy as np  # noqa: PLC0415 - not before vectors are wanted

        condition = condition_of(wanted.query)
        if wanted.ids is not None:
            if not wanted.ids:
                return []
            condition = condition & among("message_id", wanted.ids)
        with vector_errors("searching"):
            table = self._table(name)
            search = table.search(wanted.vector.astype(np.float16), vector_column_name="vector")
            search = search.distance_type("cosine")
            rows = table.count_rows()
            left = rows if rows <= SEARCHED_FLAT else _left(table, condition)
            if left < rows or rows <= SEARCHED_FLAT:
                search = search.where(condition)
            if rows <= SEARCHED_FLAT or left <= _COMPARED:
                search = search.bypass_vector_index()
            else:
                probes = _EVERY_PART if left <= SEARCHED_FLAT else _PROBES
                search = search.nprobes(probes).refine_factor(_REFINE)
            found = search.select(_COLUMNS).limit(wanted.chunks).to_arrow()
            return best_of([found.column(column).to_pylist() for column in _COLUMNS])

    def _table(self, name: str) -> Any:  # noqa: ANN401 - lancedb has few types
        with self._guard:
            if self._engine is None:
                self._engine = connect(self._folder, follows=True)
            if name not in self._tables:
                self._tables[name] = self._engine.open_table(name)
            return self._tables[name]


def best_of(columns: list[list[Any]]) -> list[NearMessage]:
    """Return messages with the score of their best chunk, best first, newest first among equals.

    `columns` are message ids, session ids, moments and distances, one entry for each chunk.
    """
    best: dict[int, NearMessage] = {}
    for message_id, session_id, created_at, distance in zip(*columns, strict=True):
        if distance is None or distance != distance:  # noqa: PLR0124 - not a number
            continue
        score = max(-1.0, min(1.0, 1.0 - distance))
        if message_id not in best or score > best[message_id].score:
            is_whole = is_opening(message_id)
            best[message_id] = NearMessage(message_id, session_id, score, created_at, is_whole)
    return sorted(best.values(), key=lambda near: (-near.score, -near.created_at, near.message_id))


def _left(table: Any, condition: Any) -> int:  # noqa: ANN401 - as above
    """Return how many rows a condition leaves; no more than matters when it holds odd characters.

    The engine counts by text alone, and misreads what it wrote itself for values with two quotes
    side by side, or a backslash before one (lancedb 0.40).
    """
    text = condition.to_sql()
    if _PLAIN.fullmatch(text):
        return int(table.count_rows(text))
    some = table.search().where(condition).select(["message_id"]).limit(SEARCHED_FLAT + 1)
    return int(some.to_arrow().num_rows)
