"""What a search asks of the record: short rows of what it found, and starred sessions."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, cast

from opensync_app.core.found import FoundMessage, FoundSession
from opensync_app.core.searchable import sections_of
from opensync_app.store.archive import Archive
from opensync_app.store.bodies import unpack
from opensync_app.store.database import Database
from opensync_app.store.kept_texts import KeptTexts

_COLUMNS = (
    "id, user_id, external_id, source, coalesce(nullif(user_title, ''), title) AS title, project_path, "
    "project_name, git_branch, model, total_tokens, known_cost, message_count, is_public, "
    "starred, created_at, updated_at"
)
"""In the order of the fields of `FoundSession`."""


class Finding:
    """Reads short rows of sessions and messages."""

    def __init__(self, database: Database, archive: Archive) -> None:
        """Read from this database, large results from this archive."""
        self._database = database
        self._texts = KeptTexts(database, archive)

    def sessions(self, user_id: int, ids: Sequence[int]) -> list[FoundSession]:
        """Return sessions of a user by record id in no set order; trashed ones are absent.

        The plus keeps SQLite from walking all of a user's sessions instead of the few named ones.
        """
        marks = ",".join("?" * len(ids))
        rows = self._database.read(
            lambda c: c.execute(
                f"SELECT {_COLUMNS} FROM sessions "  # noqa: S608 - own names and marks
                f"WHERE id IN ({marks}) AND +user_id = ? AND deleted_at IS NULL",
                (*ids, user_id),
            ).fetchall()
        )
        return [_found(tuple(row)) for row in rows]

    def messages(self, ids: Sequence[int]) -> list[FoundMessage]:
        """Return messages by record id in no set order; missing ones are absent."""
        marks = ",".join("?" * len(ids))
        rows = self._database.read(
            lambda c: c.execute(
                "SELECT id, session_id, role, kind, created_at, body FROM messages "  # noqa: S608
                f"WHERE id IN ({marks})",
                tuple(ids),
            ).fetchall()
        )
        return [FoundMessage(*row) for row in rows]

    def sections(self, message: FoundMessage) -> tuple[str, str, str]:
        """Return the searched texts of a message, the heaviest first, as `sections_of` does."""
        body = unpack(message.packed)
        parts = self._texts.of(message.session_id, body.parts)
        return sections_of(parts, body.text, message.kind, message.role)

    def sizes(self, ids: Collection[int]) -> dict[int, int]:
        """Return how many messages sessions have, by record id."""
        marks = ",".join("?" * len(ids))
        rows = self._database.read(
            lambda c: c.execute(
                f"SELECT id, message_count FROM sessions WHERE id IN ({marks})",  # noqa: S608 - only marks
                tuple(ids),
            ).fetchall()
        )
        return {row[0]: row[1] for row in rows}

    def starred(self, user_id: int) -> list[int]:
        """Return the record ids of a user's starred sessions."""
        rows = self._database.read(
            lambda c: c.execute(
                "SELECT id FROM sessions WHERE user_id = ? AND starred AND deleted_at IS NULL",
                (user_id,),
            ).fetchall()
        )
        return [row["id"] for row in rows]


def _found(row: tuple[Any, ...]) -> FoundSession:
    found = cast("Callable[..., FoundSession]", FoundSession)
    return found(*row[:12], bool(row[12]), bool(row[13]), *row[14:])
