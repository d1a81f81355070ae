"""What one table of vectors covers, in memory: which messages and openings, and of which session."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from opensync_app.index.vector_rows import Seen, is_opening, opening_id


class Coverage:
    """Kept in step with the table by the one who writes it.

    Openings of sessions are known here and never counted: people are told of messages.
    """

    def __init__(self, seen: Iterable[Seen]) -> None:
        """Start with what the table says."""
        self._seen: dict[int, Seen] = {}
        self._sessions: defaultdict[int, set[int]] = defaultdict(set)
        self._users: Counter[int] = Counter()
        self._openings: Counter[int] = Counter()
        self.add(seen)

    def add(self, seen: Iterable[Seen]) -> None:
        """Take in messages and openings that were looked at."""
        for one in seen:
            self.drop((one.message_id,))
            self._seen[one.message_id] = one
            self._sessions[one.session_id].add(one.message_id)
            self._counts(one.message_id)[one.user_id] += 1

    def drop(self, message_ids: Iterable[int]) -> None:
        """Forget messages and openings."""
        for message_id in message_ids:
            known = self._seen.pop(message_id, None)
            if known is not None:
                self._sessions[known.session_id].discard(message_id)
                self._counts(message_id)[known.user_id] -= 1

    def get(self, message_id: int) -> Seen | None:
        """Return what is known of a message or opening; None when it was not looked at."""
        return self._seen.get(message_id)

    def all_of(self, session_id: int) -> frozenset[int]:
        """Return the messages of a session that were looked at, and its opening if it was."""
        return frozenset(self._sessions.get(session_id, ()))

    def messages_of(self, session_id: int) -> frozenset[int]:
        """Return the messages of a session that were looked at."""
        return self.all_of(session_id) - {opening_id(session_id)}

    def count_of(self, session_id: int) -> int:
        """Return how many messages of a session were looked at."""
        known = self._sessions.get(session_id, ())
        return len(known) - (opening_id(session_id) in known)

    def mark_of(self, session_id: int) -> int | None:
        """Return the mark that the vectors of a session carry; None when it has none."""
        for message_id in self._sessions.get(session_id, ()):
            return self._seen[message_id].mark
        return None

    def sessions(self) -> set[int]:
        """Return the sessions of which anything was looked at."""
        return {session_id for session_id, messages in self._sessions.items() if messages}

    def by_user(self) -> dict[int, int]:
        """Return how many messages of each user were looked at; 0 for openings alone."""
        known = sorted(user_id for user_id, n in (self._users + self._openings).items() if n)
        return {user_id: self._users[user_id] for user_id in known}

    def is_empty(self) -> bool:
        """Return whether nothing was looked at, not even an opening."""
        return not self._seen

    def __len__(self) -> int:
        return self._users.total()

    def _counts(self, message_id: int) -> Counter[int]:
        return self._openings if is_opening(message_id) else self._users
