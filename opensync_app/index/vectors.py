"""`VectorTable`: the vectors of one model in LanceDB, and which messages were looked at.

Two tables of the engine, which share no transaction. Vectors are written before their message is
noted as seen, and forgotten after it; whatever breaks off, a message is seen only when its vectors
are there, and vectors of messages that are not seen are removed at the next opening.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from opensync_app.core.records import StoredSession
from opensync_app.index.vector_engine import connect, vector_errors
from opensync_app.index.vector_filters import among
from opensync_app.index.vector_rows import (
    CHECKPOINT,
    Embedded,
    Seen,
    mark_of_session,
    seen_schema,
    seen_table,
    vector_schema,
    vector_table,
)

SEARCHED_FLAT = 50_000
"""Rows up to which every vector is compared: exact, about 50 ms of CPU; measured 2026-11-23."""

_IDS = 1000
_KEPT_FOR = timedelta(seconds=30)
"""Superseded versions live this long, for readers that are at them."""

_KEYS = ("id", "message_id", "session_id", "created_at")
_WORDS = ("user_id", "source", "project", "branch", "model", "role")
_SEEN_KEYS = ("message_id", "session_id")


class VectorTable:
    """Written by one process; used by one thread at a time."""

    def __init__(self, folder: Path, name: str, dimension: int | None) -> None:
        """Open the tables of that name in a folder, or make them; without a dimension only open.

        Raises:
            VectorsDamagedError: they cannot be read, or hold vectors of another dimension.
        """
        self._engine = connect(folder, follows=False)
        with vector_errors("opening"):
            if dimension is None:
                dimension = int(self._engine.open_table(name).schema.field("vector").type.list_size)
            self.dimension = dimension
            self._vectors = self._opened(name, vector_schema(dimension))
            self._seen = self._opened(f"{name}-seen", seen_schema())

    def seen(self) -> list[Seen]:
        """Return every message that was looked at."""
        with vector_errors("reading"):
            rows = _rows(self._seen, Seen.__struct_fields__)
            return [Seen(*row) for row in rows if row[0] != CHECKPOINT]

    def held(self) -> set[int]:
        """Return the messages that have vectors."""
        with vector_errors("reading"):
            return {row[0] for row in _rows(self._vectors, ("message_id",))}

    def reconcile(self) -> list[Seen]:
        """Return every message that was looked at, after removing vectors that none of them owns."""
        seen = self.seen()
        self._forget(
            self._vectors, "message_id", sorted(self.held() - {one.message_id for one in seen})
        )
        return seen

    def reached(self) -> int:
        """Return the last journal entry that the table followed; 0 for a new one."""
        with vector_errors("reading"):
            condition = among("message_id", [CHECKPOINT])
            found = self._seen.search().where(condition).select(["digest"]).to_arrow()
        return max(found.column("digest").to_pylist(), default=0)

    def put(self, messages: Sequence[Embedded], reached: int) -> None:
        """Keep messages with their vectors, and how far the journal was followed; durable then."""
        rows = vector_table(messages, self.dimension)
        with vector_errors("writing"):
            if rows.num_rows:
                _merge(self._vectors, "id", rows)
            note = Seen(CHECKPOINT, 0, 0, reached, 0)
            _merge(self._seen, "message_id", seen_table([*(m.seen() for m in messages), note]))

    def drop_messages(self, ids: Sequence[int]) -> None:
        """Forget messages: they were deleted, or say something else now."""
        self._forget(self._seen, "message_id", ids)
        self._forget(self._vectors, "message_id", ids)

    def drop_sessions(self, ids: Sequence[int]) -> None:
        """Forget all messages of sessions."""
        self._forget(self._seen, "session_id", ids)
        self._forget(self._vectors, "session_id", ids)

    def revise(self, session: StoredSession) -> None:
        """Give the vectors of a session its values as they are now; nothing is embedded again."""
        with vector_errors("writing"):
            condition = among("session_id", [session.id])
            rows = self._vectors.search().where(condition).to_arrow()
            if rows.num_rows:
                _merge(self._vectors, "id", _revised(rows, session))
            seen = self._seen.search().where(condition).to_arrow()
            values = {"user_id": session.user_id, "mark": mark_of_session(session)}
            _merge(self._seen, "message_id", _replaced(seen, values))

    def count(self) -> int:
        """Return how many vectors there are."""
        with vector_errors("counting"):
            return self._vectors.count_rows()

    def unsound(self) -> list[int]:
        """Return the messages whose vectors are damaged: not of length 1, or of no number.

        Reads every vector. Raises VectorsDamagedError when a file cannot be read.
        """
        import numpy as np  # noqa: PLC0415 - not before vectors are wanted

        found: set[int] = set()
        with vector_errors("reading"):
            query = self._vectors.search().select(["message_id", "vector"])
            for batch in query.to_batches():
                flat = batch.column("vector").flatten().to_numpy(zero_copy_only=False)
                lengths = np.linalg.norm(
                    flat.reshape(-1, self.dimension).astype(np.float32), axis=1
                )
                ids = batch.column("message_id").to_numpy()
                found.update(ids[~(np.abs(lengths - 1) < 0.1)].tolist())  # noqa: PLR2004 - float16 errs by .001
        return sorted(found)

    def tend(self) -> None:
        """Merge small files, bring indexes up to date, remove what superseded versions left.

        Runs twice: the engine drops superseded files of an index only at the next round.
        """
        with vector_errors("tending"):
            self._make_indexes()
            for table in (self._vectors, self._seen):
                for _ in range(2):
                    table.optimize(cleanup_older_than=_KEPT_FOR)

    def _make_indexes(self) -> None:
        from lancedb.index import Bitmap, BTree, IvfSq  # noqa: PLC0415 - as above

        wanted: list[tuple[Any, str, Any]] = [
            *((self._vectors, name, BTree()) for name in _KEYS),
            *((self._vectors, name, Bitmap()) for name in _WORDS),
            *((self._seen, name, BTree()) for name in _SEEN_KEYS),
        ]
        if self._vectors.count_rows() > SEARCHED_FLAT:
            wanted.append((self._vectors, "vector", IvfSq(distance_type="cosine")))
        for table, name, config in wanted:
            if not any(name in index.columns for index in table.list_indices()):
                table.create_index(name, config=config)

    def _forget(self, table: Any, column: str, ids: Sequence[int]) -> None:  # noqa: ANN401
        with vector_errors("deleting"):
            for start in range(0, len(ids), _IDS):
                table.delete(among(column, ids[start : start + _IDS]))

    def _opened(self, name: str, schema: Any) -> Any:  # noqa: ANN401
        """Open a table or make it; the engine refuses one that has other columns."""
        return self._engine.create_table(name, schema=schema, exist_ok=True)


def _rows(table: Any, columns: Sequence[str]) -> Iterator[tuple[int, ...]]:  # noqa: ANN401
    """Yield some columns of whole numbers of every row."""
    for batch in table.search().select(list(columns)).to_batches():
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)


def _merge(table: Any, key: str, rows: Any) -> None:  # noqa: ANN401
    builder = table.merge_insert(key).when_matched_update_all().when_not_matched_insert_all()
    builder.execute(rows)


def _revised(rows: Any, session: StoredSession) -> Any:  # noqa: ANN401
    """Return rows with the session's values; a reply keeps the model that wrote it."""
    models = [
        model if role == "assistant" and model else session.model
        for role, model in zip(
            rows.column("role").to_pylist(), rows.column("model").to_pylist(), strict=True
        )
    ]
    values = {
        "user_id": session.user_id,
        "source": session.source,
        "project": session.project_name,
        "branch": session.git_branch,
    }
    return _replaced(rows, {**values, "model": models})


def _replaced(rows: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return rows with other values in some columns: one for all rows, or a list."""
    import pyarrow as pa  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    arrow: Any = pa
    for name, value in values.items():
        place, field = rows.schema.get_field_index(name), rows.schema.field(name)
        column: list[Any] = [*value] if isinstance(value, list) else [value] * rows.num_rows
        rows = rows.set_column(place, field, arrow.array(column, field.type))
    return rows
