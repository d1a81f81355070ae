"""Keep what people set for themselves."""

import msgspec

from opensync_app.core.preferences import Preferences, PreferencesEdit, checked
from opensync_app.store import Store


class Preferring:
    """Reads and writes the preferences of one user at a time."""

    def __init__(self, store: Store) -> None:
        """Keep them in this store."""
        self._store = store

    def preferences(self, user_id: int) -> Preferences:
        """Return what a user set."""
        return msgspec.convert(self._store.desk.preferences(user_id), Preferences)

    def edit(self, user_id: int, edit: PreferencesEdit) -> Preferences:
        """Set or forget what the edit names; return all as they are then.

        Durable once this returns.

        Raises:
            InvalidInputError: a value is out of its bounds; nothing was written.
        """
        self._store.desk.prefer(user_id, checked(edit))
        return self.preferences(user_id)
