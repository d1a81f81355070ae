"""Notices what another process wrote to the record and announces it here."""

from opensync_app.core.changes import Change, RecordChanged
from opensync_app.feed import ChangeFeed
from opensync_app.store.journal import Journal

_AT_ONCE = 10_000
"""Journal entries announced in one go."""


class NeighbourWatch:
    """Announces journal entries that did not pass this process's recorder."""

    def __init__(self, journal: Journal, feed: ChangeFeed) -> None:
        """Start from the journal's end."""
        self._journal = journal
        self._feed = feed
        self._seen = journal.last()
        feed.listen(self._on_change)

    def look(self) -> None:
        """Announce what is new; called on a clock."""
        entries = self._journal.read_from(self._seen, _AT_ONCE)
        if entries:
            sessions = tuple(dict.fromkeys(entry.session_id for entry in entries))
            self._feed.publish(RecordChanged(entries[-1].sequence, sessions))

    def _on_change(self, change: Change) -> None:
        if isinstance(change, RecordChanged):
            self._seen = max(self._seen, change.sequence)
