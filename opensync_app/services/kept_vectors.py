"""Proof that every vector belongs to a message of the record as it is now, and is whole."""

from collections.abc import Iterator
from pathlib import Path

from opensync_app.core.embeddable import embeddable_of
from opensync_app.core.records import StoredSession
from opensync_app.index.vector_engine import VectorsDamagedError
from opensync_app.index.vector_rows import Seen, digest_of, is_opening, mark_of_session
from opensync_app.index.vector_state import read_state
from opensync_app.index.vectors import VectorTable
from opensync_app.services.openings import openings_of
from opensync_app.store import Store

_AT_ONCE = 200


class VectorProof:
    """Compares message by message; what the journal still has to tell is no fault.

    Attributes:
        messages: how many were compared.
        missing: prompts and replies that are not covered yet.
        is_made: False while there are no vectors; then there is nothing to compare.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        """Compare the vectors that serve in this folder with this record."""
        self._store = store
        self._folder = folder
        self.messages = 0
        self.missing = 0
        self.is_made = False

    def problems(self) -> Iterator[str | None]:
        """Go through the messages; yield a sentence for each fault, None for each step."""
        self.missing = self._store.covering.wanted()
        table = read_state(self._folder).serving
        if table is None:
            return
        self.is_made = True
        try:
            yield from self._look(VectorTable(self._folder, table.name, None))
        except VectorsDamagedError as error:
            yield error.message

    def _look(self, table: VectorTable) -> Iterator[str | None]:
        reached, seen = table.reached(), table.seen()
        held = table.held()
        openings = [one for one in seen if is_opening(one.message_id)]
        said = [one for one in seen if not is_opening(one.message_id)]
        self.missing = max(0, self.missing - len(said))
        wrong: dict[int, list[str]] = {}
        for kind, faults in ((openings, self._opening_faults), (said, self._faults)):
            for start in range(0, len(kind), _AT_ONCE):
                for one, fault in faults(kind[start : start + _AT_ONCE], held):
                    wrong.setdefault(one.session_id, []).append(fault)
                yield None
        self.messages += len(said)
        coming = self._store.checking.changed_after(reached)
        for session_id, faults in wrong.items():
            if session_id not in coming:
                yield f"Session s{session_id}: {faults[0]} ({len(faults):,} messages)"
        unsound = table.unsound()
        if unsound:
            yield f"The vectors of {len(unsound):,} messages are damaged."

    def _opening_faults(self, seen: list[Seen], held: set[int]) -> Iterator[tuple[Seen, str]]:
        """Yield what is wrong with openings that were looked at."""
        openings = openings_of(self._store, [one.session_id for one in seen])
        for one in seen:
            opening = openings.get(one.session_id)
            if opening is None:
                yield one, "an opening of a session that is not in the record"
            elif one.digest != opening.digest:
                yield one, "an opening with other words than the record has"
            elif not _is_marked(one, opening.session):
                yield one, "an opening with another user, project or source"
            elif opening.text and one.message_id not in held:
                yield one, "an opening that was looked at has no vectors"

    def _faults(self, seen: list[Seen], held: set[int]) -> Iterator[tuple[Seen, str]]:
        """Yield what is wrong with messages that were looked at."""
        messages = {m.id: m for m in self._store.messages.by_ids([s.message_id for s in seen])}
        wanted = sorted({one.session_id for one in seen})
        sessions = {session.id: session for session in self._store.sessions.by_ids(wanted)}
        for one in seen:
            message, session = messages.get(one.message_id), sessions.get(one.session_id)
            if message is None or session is None or message.session_id != session.id:
                yield one, "vectors of a message that is not in the record"
                continue
            text = embeddable_of(message, tool_output=True)
            spoken = embeddable_of(message, tool_output=False)
            if one.digest not in (digest_of(message, text), digest_of(message, spoken)):
                yield one, "vectors of other words than the record has"
            elif not _is_marked(one, session):
                yield one, "vectors with another user, project or source"
            elif spoken and one.message_id not in held:
                yield one, "a message that was looked at has no vectors"


def _is_marked(one: Seen, session: StoredSession) -> bool:
    return one.user_id == session.user_id and one.mark == mark_of_session(session)
