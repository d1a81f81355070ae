"""Change what a person may give a session: title, tags, judgements."""

from opensync_app.core.edits import SessionEdit, checked
from opensync_app.core.records import StoredSession
from opensync_app.services.naming import session_named
from opensync_app.services.recorder import Recorder
from opensync_app.store import Store


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
