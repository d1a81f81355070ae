"""Where push meets import: finding the messages of one origin that say what one of the other does.

A plugin names a message after its tool call, after a row of the transcript, or by its own clock;
the tool's file tells the same names as aliases, or the same words. What a sub-agent calls is pushed
under its parent's session and stands in the file of the sub-agent.

Of words, time alone does not tell: a plugin may send them late, by another clock, or without a time.
So an imported prompt takes in the nearest pushed one with its words, however far off: that one has
met no other yet. A pushed prompt is held by an imported one with its words within a minute; further
off only by one that no push has met, and only if the file has been read past the pushed one's time
(it would hold another one, had it been typed), or if the push tells no time.
"""

import sqlite3
from collections.abc import Sequence

from opensync_app.core.session import Message, Origin
from opensync_app.store.prepared import PreparedMessage, alias_hash

_SAME_WORDS_WITHIN_MS = 60_000
"""The same words of the same speaker this close together are one message sent twice."""

_CLOCKS_APART_MS = 15 * 60_000
"""How far a plugin's clock may be ahead of the tool's for words that nothing else explains."""

MET = alias_hash("met:push")
"""Alias of an imported message that a pushed one has met."""

_ALONE = (
    "AND NOT EXISTS (SELECT 1 FROM message_aliases o WHERE o.session_id = a.session_id "  # noqa: S608 - own number
    f"AND o.alias = {MET:d} AND o.message_id = m.id)"
)
"""Condition on an imported message that no push has met."""

_BY_ALIAS = (
    "SELECT m.* FROM message_aliases a JOIN messages m ON m.id = a.message_id "
    "WHERE a.session_id = ? AND a.alias = ? AND m.origin = "
)


class Meeting:
    """Looks for counterparts inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        """Look in this record; messages without a time came now."""
        self._connection = connection
        self._now = now

    def covering(
        self, session_id: int, prepared: PreparedMessage, agents: Sequence[int]
    ) -> sqlite3.Row | None:
        """Return the imported message that already holds what a plugin pushes now.

        `agents` are the sessions of the sub-agents, in which a tool call may stand.
        """
        own = f"{_BY_ALIAS}'import'"
        row = self._one(own, session_id, prepared.own_alias)
        if row is None and _is_call(prepared.message):
            for agent in agents:
                row = self._one(f"{own} AND m.is_sidechain", agent, prepared.own_alias)
                if row is not None:
                    return row
        return row or self._words_held(session_id, prepared)

    def held(
        self, session_id: int, prepared: PreparedMessage, parent: int | None, *, by_words: bool
    ) -> list[sqlite3.Row]:
        """Return the pushed messages that an imported one holds in full.

        `parent` is the session under which the calls of this sub-agent were pushed.
        """
        message = prepared.message
        rows = self._pushed(session_id, message.aliases)
        if by_words:
            rows += self._pushed(session_id, (message.external_id,))
            same = self._nearest(session_id, prepared, "push")
            rows += [] if same is None else [same]
        if parent is not None and message.is_sidechain:
            rows += [row for row in self._pushed(parent, _calls(message)) if not row["has_usage"]]
        return [*{row["id"]: row for row in rows}.values()]

    def note(self, session_id: int, message_id: int, name: str) -> None:
        """Note that an imported message met what a plugin pushed under a name."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO message_aliases VALUES (?, ?, ?)",
            [(session_id, alias, message_id) for alias in (MET, alias_hash(name))],
        )

    def _pushed(self, session_id: int, names: Sequence[str]) -> list[sqlite3.Row]:
        found = (
            self._one(
                "SELECT * FROM messages WHERE session_id = ? AND external_id = ? "
                "AND origin = 'push'",
                session_id,
                name,
            )
            for name in names
        )
        return [row for row in found if row is not None]

    def _words_held(self, session_id: int, prepared: PreparedMessage) -> sqlite3.Row | None:
        """Return the imported message that holds the words of a pushed one."""
        near = self._nearest(session_id, prepared, "import", within=_SAME_WORDS_WITHIN_MS)
        if near is not None or not prepared.word_aliases:
            return near
        alone = self._nearest(
            session_id,
            prepared,
            "import",
            _ALONE,
        )
        told = prepared.message.created_at
        if alone is None or told is None:
            return alone
        read_to = self._one(
            "SELECT max(created_at) AS moment FROM messages WHERE session_id = ? "
            "AND origin = 'import'",
            session_id,
        )
        last = 0 if read_to is None else read_to["moment"]
        return alone if told <= max(last, alone["created_at"] + _CLOCKS_APART_MS) else None

    def _nearest(
        self,
        session_id: int,
        prepared: PreparedMessage,
        origin: Origin,
        which: str = "",
        *,
        within: int | None = None,
    ) -> sqlite3.Row | None:
        """Return the message of the other origin with the same words that is nearest in time.

        `which` is a further condition in our own words, `within` the most milliseconds between.
        """
        created = prepared.message.created_at or self._now
        for alias in prepared.word_aliases:
            row = self._one(
                f"{_BY_ALIAS}? {which} ORDER BY abs(m.created_at - ?) LIMIT 1",
                session_id,
                alias,
                origin,
                created,
            )
            if row is not None and (within is None or abs(row["created_at"] - created) <= within):
                return row
        return None

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row


def _is_call(message: Message) -> bool:
    """Return whether a message is nothing but the tool call that it is named after."""
    return message.external_id in _calls(message) and not message.text_content


def _calls(message: Message) -> tuple[str, ...]:
    """Return the ids of the tools that a message calls."""
    return tuple(p.call_id for p in message.parts if p.type == "tool-call" and p.call_id)
