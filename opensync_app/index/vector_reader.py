"""`VectorReader`: the vectors as another process writes them; searches, never changes them."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from opensync_app.core.query import SearchQuery
from opensync_app.core.similarity import NearMessage
from opensync_app.index.vector_engine import VectorsDamagedError, connect, vector_errors
from opensync_app.index.vector_filters import among, condition_of
from opensync_app.index.vectors import SEARCHED_FLAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

_PROBES = 20
_REFINE = 2
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
        import numpy as np  # noqa: PLC0415 - not before vectors are wanted

        condition = condition_of(wanted.query)
        if wanted.ids is not None:
            if not wanted.ids:
                return []
            condition = condition & among("message_id", wanted.ids)
        with vector_errors("searching"):
            table = self._table(name)
            search = table.search(wanted.vector.astype(np.float16), vector_column_name="vector")
            search = search.distance_type("cosine").where(condition)
            if _is_few(table, condition):
                search = search.bypass_vector_index()
            else:
                search = search.nprobes(_PROBES).refine_factor(_REFINE)
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
            best[message_id] = NearMessage(message_id, session_id, score, created_at)
    return sorted(best.values(), key=lambda near: (-near.score, -near.created_at, near.message_id))


def _is_few(table: Any, condition: Any) -> bool:  # noqa: ANN401 - as above
    """Whether few enough rows are left to compare all of them; else an index would miss many."""
    if table.count_rows() <= SEARCHED_FLAT:
        return True
    return table.count_rows(condition.to_sql()) <= SEARCHED_FLAT
