"""Messages and openings of sessions with their vectors, as they stand in the vector tables."""

import hashlib
from collections.abc import Sequence
from typing import Any, cast

import msgspec

from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.index.chunks import MOST, Chunk
from opensync_app.index.embedder import Matrix

CHECKPOINT = -1
"""In the place of a message id: the row that says how far the table has followed the journal.

Below it stand the openings of sessions: -2 is that of session 1, -3 that of session 2.
"""

_BYTES = 8


def opening_id(session_id: int) -> int:
    """Return what stands in the place of a message id for the opening of a session."""
    return CHECKPOINT - session_id


def is_opening(message_id: int) -> bool:
    """Return whether that stands in the place of a message id for the opening of a session."""
    return message_id < CHECKPOINT


class Seen(msgspec.Struct, frozen=True):
    """What is known of a message or opening that was looked at, whether it had any text or not.

    Attributes:
        message_id: record id, or what stands there for an opening; unique.
        session_id: record id of its session.
        user_id: whose it is.
        digest: of what the vectors were made of; another digest means other vectors.
        mark: of the session's values that its vectors carry.
    """

    message_id: int
    session_id: int
    user_id: int
    digest: int
    mark: int


class Embedded(msgspec.Struct, frozen=True):
    """One message, or the opening of a session, with its vectors.

    Attributes:
        message: as it was when its text was read; of an opening the one that begins the session.
        session: as it was then.
        digest: of what its vectors are made of.
        chunks: places of its chunks in that text; empty when there is nothing to find.
        vectors: one row for each chunk.
        is_opening: they are of what the session opens with. Then no role finds them, and the
            message's moment and model stand for the session's.
    """

    message: StoredMessage
    session: StoredSession
    digest: int
    chunks: Sequence[Chunk]
    vectors: Matrix
    is_opening: bool = False

    @property
    def id(self) -> int:
        """The message's record id, or what stands in its place for an opening."""
        return opening_id(self.session.id) if self.is_opening else self.message.id

    def seen(self) -> Seen:
        """Return the row that says it was looked at."""
        session = self.session
        return Seen(self.id, session.id, session.user_id, self.digest, mark_of_session(session))


def digest_of(message: StoredMessage, text: str) -> int:
    """Return what tells whether the rows of a message are still right, text and filters."""
    values = (message.role, message.created_at, message.model)
    return _number(msgspec.json.encode(values) + text.encode("utf-8", "replace"))


def mark_of_session(session: StoredSession) -> int:
    """Return what tells whether vectors carry the session's values as they are now."""
    values = (session.user_id, session.source, session.project_name, session.git_branch)
    return _number(msgspec.json.encode((*values, session.model)))


def vector_schema(dimension: int) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the columns of a table of vectors."""
    import pyarrow as pa  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    arrow: Any = pa
    whole, word = arrow.int64(), arrow.string()
    return arrow.schema(
        [
            ("id", whole),
            ("message_id", whole),
            ("session_id", whole),
            ("user_id", whole),
            ("source", word),
            ("project", word),
            ("branch", word),
            ("model", word),
            ("role", word),
            ("created_at", whole),
            ("chunk", arrow.int8()),
            ("start", arrow.int32()),
            ("end", arrow.int32()),
            ("vector", arrow.list_(arrow.float16(), dimension)),
        ]
    )


def vector_table(messages: Sequence[Embedded], dimension: int) -> Any:  # noqa: ANN401 - as above
    """Return the rows of some messages, one for each chunk."""
    import numpy as np  # noqa: PLC0415 - not before vectors are wanted
    import pyarrow as pa  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    arrow: Any = pa
    schema = vector_schema(dimension)
    columns: list[list[object]] = [[] for _ in range(len(schema) - 1)]
    for one in messages:
        for number, chunk in enumerate(one.chunks):
            for column, value in zip(columns, _values(one, number, chunk), strict=True):
                column.append(value)
    matrices = [one.vectors for one in messages if len(one.chunks)]
    flat = np.concatenate(matrices).astype(np.float16).ravel() if matrices else np.empty(0, "f2")
    vectors = arrow.FixedSizeListArray.from_arrays(arrow.array(flat), dimension)
    names = cast("list[str]", schema.names)[:-1]
    arrays = [
        arrow.array(column, schema.field(name).type)
        for name, column in zip(names, columns, strict=True)
    ]
    return arrow.Table.from_arrays([*arrays, vectors], schema=schema)


def _values(one: Embedded, number: int, chunk: Chunk) -> tuple[object, ...]:
    """Return all columns of a row but the vector."""
    message, session = one.message, one.session
    return (
        one.id * MOST + number,
        one.id,
        session.id,
        session.user_id,
        _whole(session.source),
        _whole(session.project_name),
        _whole(session.git_branch),
        _whole(message.model or session.model),
        "" if one.is_opening else message.role,
        message.created_at,
        number,
        chunk.start,
        chunk.end,
    )


def seen_schema() -> Any:  # noqa: ANN401 - as above
    """Return the columns of the table of messages that were looked at."""
    import pyarrow as pa  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    arrow: Any = pa
    return arrow.schema([(name, arrow.int64()) for name in Seen.__struct_fields__])


def seen_table(rows: Sequence[Seen]) -> Any:  # noqa: ANN401 - as above
    """Return rows of that table."""
    import pyarrow as pa  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    arrow: Any = pa
    columns = {
        name: arrow.array([getattr(row, name) for row in rows], arrow.int64())
        for name in Seen.__struct_fields__
    }
    return arrow.table(columns, schema=seen_schema())


def _number(data: bytes) -> int:
    """Return a signed 64-bit digest."""
    digest = hashlib.blake2b(data, digest_size=_BYTES).digest()
    return int.from_bytes(digest, "big", signed=True)


def _whole(text: str | None) -> str | None:
    """Return the text without halves of surrogate pairs, which the engine cannot take."""
    return text if text is None else text.encode("utf-8", "replace").decode("utf-8")
