"""Results that their tool kept in files of their own, read from the archive where they are shown."""

import msgspec

from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Part
from opensync_app.store.archive import Archive
from opensync_app.store.database import Database


class KeptTexts:
    """Puts the whole text in the place of the excerpt that a transcript holds."""

    def __init__(self, database: Database, archive: Archive) -> None:
        """Find files in this database, read them from this archive."""
        self._database = database
        self._archive = archive

    def completed(self, message: StoredMessage) -> StoredMessage:
        """Return a message with the whole of each result whose file is archived."""
        parts = self.of(message.session_id, message.parts)
        if parts is message.parts:
            return message
        return msgspec.structs.replace(message, parts=parts)

    def of(self, session_id: int, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return parts of a session's message in the same way; the same ones when they are whole."""
        for part in parts:
            if part.file:
                return tuple(self._whole(session_id, part) for part in parts)
        return parts

    def _whole(self, session_id: int, part: Part) -> Part:
        if part.file is None:
            return part
        found = self._database.read(
            lambda c: c.execute(
                "SELECT f.id FROM sessions s JOIN files f ON f.source = s.source AND f.path = ? "
                "WHERE s.id = ?",
                (part.file, session_id),
            ).fetchone()
        )
        raw = b"" if found is None else b"".join(c.raw for c in self._archive.chunks(found["id"]))
        return (
            msgspec.structs.replace(part, content=raw.decode("utf-8", "replace")) if raw else part
        )
