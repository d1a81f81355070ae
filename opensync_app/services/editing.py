"""Change what a person may give sessions, one or many: title, star, note, tags, judgements."""

import msgspec

from opensync_app.core.edits import (
    MOST_NAMED,
    BulkAction,
    SessionEdit,
    checked,
    tag_of,
)
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SessionFilter
from opensync_app.core.records import StoredSession
from opensync_app.services.naming import meant, record_id, session_named
from opensync_app.services.recorder import Recorder
from opensync_app.store import Store
from opensync_app.store.bulk import BulkEdit


class BulkWish(msgspec.Struct, frozen=True):
    """What is to be done to many sessions.

    Attributes:
        action: what.
        ids: wire ids; None for the sessions of the filter.
        wanted: whose sessions, and which when no ids are given.
        tag: for `tag` and `untag`.
    """

    action: BulkAction
    ids: list[str] | None
    wanted: SessionFilter
    tag: str | None = None


class Editing:
    """Writes a person's own words on sessions; no import and no push takes them away."""

    def __init__(self, store: Store, recorder: Recorder) -> None:
        """Read from this store, write through the recorder."""
        self._store = store
        self._recorder = recorder

    def edit(self, user_id: int, name: str, edit: SessionEdit) -> StoredSession:
        """Apply an edit to the session with a wire id or a tool's id; return it as it is then.

        Durable once this returns.

        Raises:
            InvalidInputError: a text is too long; nothing was written.
            NotFoundError: there is no such session, or it is somebody else's.
        """
        wanted = checked(edit)
        session = session_named(self._store, user_id, name)
        self._recorder.edit(session.id, wanted)
        return session_named(self._store, user_id, f"s{session.id}")

    def edit_many(self, wish: BulkWish) -> list[int]:
        """Do one thing to many sessions, step by step; return the ids of those it changed.

        Ids that are nobody's or somebody else's are passed over. What it returns is what an undo
        must name. Durable once this returns.

        Raises:
            InvalidInputError: an id is none, there are too many, or a tag is missing; nothing was
                written.
            UnavailableError: the record cannot be written; it says so when some were changed.
        """
        ids = None if wish.ids is None else _record_ids(wish.ids)
        tag = tag_of(wish.tag, "$.tag") if wish.action in ("tag", "untag") else ""
        wanted = wish.wanted
        if wish.action == "restore":
            wanted = msgspec.structs.replace(wanted, is_trashed=True)
        wanted = meant(self._store, wanted)
        models = self._store.session_lists.models_of(wanted)
        return self._recorder.change_many(BulkEdit(wish.action, ids, wanted, models, tag))


def _record_ids(names: list[str]) -> tuple[int, ...]:
    if len(names) > MOST_NAMED:
        message = f"The field ids may name {MOST_NAMED:,} sessions; got {len(names):,}."
        raise InvalidInputError(message, "$.ids")
    numbers = [record_id("s", name) for name in names]
    for place, number in enumerate(numbers):
        if number is None:
            message = "The field ids must hold session ids, as s12."
            raise InvalidInputError(message, f"$.ids[{place}]")
    return tuple(number for number in numbers if number is not None)
