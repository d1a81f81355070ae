"""Hand sessions out: one in any format, many as a table, a message as its tool wrote it."""

from collections.abc import Iterator

import msgspec

from opensync_app.core.errors import NotFoundError
from opensync_app.core.query import SessionFilter, SessionSort
from opensync_app.core.records import StoredMessage
from opensync_app.exports.base import Export, ExportOptions, file_name
from opensync_app.exports.registry import export_named
from opensync_app.exports.table import render_csv
from opensync_app.services.naming import meant, message_named, session_named
from opensync_app.store import Store
from opensync_app.store.source_lines import SourceLines, lines_of

__all__ = ["ExportOptions", "Exported", "Exporting", "SourceLines"]

_AT_ONCE = 200
"""Messages in memory at a time."""


class Exported(msgspec.Struct, frozen=True):
    """One session as a file.

    Attributes:
        file_name: what to call it.
        media_type: of its text, which is UTF-8.
        text: its pieces, read from the record while they are taken.
    """

    file_name: str
    media_type: str
    text: Iterator[str]


class Exporting:
    """Reads the record for one user at a time; somebody else's sessions do not exist."""

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self._store = store

    def session(self, user_id: int, name: str, form: str, options: ExportOptions) -> Exported:
        """Return a session, by its wire id or its tool's id, in a format; JSON for an unknown one.

        Raises:
            NotFoundError: there is no such session, or it is somebody else's.
        """
        session = session_named(self._store, user_id, name)
        export: Export = export_named(form)
        text = export.render(session, self._messages(session.id), options)
        return Exported(file_name(session, export.ending), export.media_type, text)

    def table(self, wanted: SessionFilter, sort: SessionSort, *, descending: bool) -> Iterator[str]:
        """Yield the CSV of all sessions that match."""
        sessions = self._store.session_lists.each(
            meant(self._store, wanted), sort, descending=descending
        )
        return render_csv(sessions)

    def source_lines(self, user_id: int, name: str) -> SourceLines:
        """Return the lines of a tool's file that a message came from.

        Raises:
            NotFoundError: there is no such message, it was pushed, or its file keeps no lines.
        """
        message = message_named(self._store, user_id, name)
        found = lines_of(self._store.database, message.id)
        if found is None:
            words = "No line of a tool's file is kept of this message."
            raise NotFoundError(words)
        return found

    def _messages(self, session_id: int) -> Iterator[StoredMessage]:
        cursor: str | None = None
        while True:
            page = self._store.messages.page(session_id, cursor, _AT_ONCE)
            yield from page.messages
            cursor = page.next_cursor
            if cursor is None:
                return
