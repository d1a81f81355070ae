"""Writing messages: new ones are inserted in one go, known ones merged with what is new."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from opensync_app.core.pricing import PriceList
from opensync_app.core.session import Message, Origin, Part, merge_parts, merge_text
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.bodies import Body, unpack
from opensync_app.store.columns import BUCKET_MS, bucket_of
from opensync_app.store.meeting import Meeting
from opensync_app.store.message_merging import merged_columns
from opensync_app.store.prepared import PreparedMessage, merge_usage
from opensync_app.store.tools import Callers, ToolTally, tallies_text, tally
from opensync_app.store.written import Counted, Written, counted

_VARIABLES = 500
"""Bound variables of one query."""


class MessageWriter:
    """Writes the messages of one batch inside the caller's transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        prices: PriceList,
        origin: Origin,
        file_id: int | None,
        now: int,
        *,
        kept_ids: Mapping[tuple[int, str], int],
    ) -> None:
        """Remember where the messages come from; ids are handed out from the next free one.

        `kept_ids` are those of messages that this batch replaces, by session and external id.
        """
        self._connection = connection
        self._prices = prices
        self._callers = Callers(connection)
        self._meeting = Meeting(connection, now)
        self._kin: Sequence[int] = ()
        self._model = ""
        self._origin: Origin = origin
        self._file_id = file_id
        self._now = now
        self._kept_ids = kept_ids
        row = connection.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()
        self._next_id = int(row[0]) + 1
        self._inserts: list[tuple[Any, ...]] = []
        self._aliases: list[tuple[int, int, int]] = []
        self.deleted: list[tuple[int, int, Counted]] = []

    def write(
        self,
        session_id: int,
        prepared: Sequence[PreparedMessage],
        *,
        is_new: bool,
        mixed: bool,
        kin: Sequence[int],
        model: str,
    ) -> list[Written]:
        """Write messages of one session; `is_new` says that it holds none yet.

        `mixed` says that the session has messages of the other origin, which may be the same
        ones under other ids; so may `kin`: for an import the parent's session, for a push those
        of sub-agents. `model` is the session's, for replies that name none.
        """
        self._model = model
        self._kin = kin
        for p in prepared:
            self._callers.note(session_id, p.message.parts, p.message.model or "")
        known = {} if is_new else self._known(session_id, prepared)
        written = [self._one(session_id, p, known, mixed=mixed) for p in prepared]
        self._flush()
        return written

    def _one(
        self,
        session_id: int,
        prepared: PreparedMessage,
        known: dict[str, sqlite3.Row],
        *,
        mixed: bool,
    ) -> Written:
        row = known.get(prepared.message.external_id)
        held: list[sqlite3.Row] = []
        if mixed or self._kin:
            if self._origin == "import":
                held = self._take_in(session_id, prepared, is_known=row is not None)
            elif row is None:
                covering = self._meeting.covering(session_id, prepared, self._kin)
                if covering is not None:
                    name = prepared.message.external_id
                    self._meeting.note(covering["session_id"], covering["id"], name)
                    return _untouched(covering, prepared.message)
        written = self._insert(session_id, prepared) if row is None else self._merge(row, prepared)
        for pushed in held:
            if pushed["session_id"] == session_id:
                self._meeting.note(session_id, written.id, pushed["external_id"])
        return written

    def _take_in(
        self, session_id: int, prepared: PreparedMessage, *, is_known: bool
    ) -> list[sqlite3.Row]:
        """Let an imported message take in what was pushed of it; return those messages."""
        parent = self._kin[0] if self._kin else None
        held = self._meeting.held(session_id, prepared, parent, by_words=not is_known)
        self._absorb(held)
        return held

    def _last_place(self, session_id: int) -> int:
        """Return the place of a message that comes now; never before others, if the clock went back."""
        row = self._connection.execute(
            "SELECT max(position) FROM messages WHERE session_id = ?", (session_id,)
        ).fetchone()
        return max(self._now, row[0] or 0)

    def _known(
        self, session_id: int, prepared: Sequence[PreparedMessage]
    ) -> dict[str, sqlite3.Row]:
        """Return the rows that the batch speaks of, by external id."""
        found: dict[str, sqlite3.Row] = {}
        ids = [p.message.external_id for p in prepared]
        for start in range(0, len(ids), _VARIABLES):
            some = ids[start : start + _VARIABLES]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(
                "SELECT * FROM messages WHERE session_id = ? "  # noqa: S608 - only marks
                f"AND external_id IN ({marks})",
                (session_id, *some),
            )
            found.update((row["external_id"], row) for row in rows)
        return found

    def _insert(self, session_id: int, prepared: PreparedMessage) -> Written:
        message = prepared.message
        message_id = self._kept_ids.get((session_id, message.external_id))
        if message_id is None:
            message_id, self._next_id = self._next_id, self._next_id + 1
        created = self._now if message.created_at is None else message.created_at
        position = message.position
        if position is None:
            position = created if message.created_at is not None else self._last_place(session_id)
        usage = message.usage or NO_USAGE
        after = Counted(
            kind=message.kind,
            origin=self._origin,
            is_sidechain=message.is_sidechain,
            bucket=bucket_of(created),
            model=message.model or "",
            tool_calls=prepared.tool_calls,
            tools=self._tally(session_id, message.parts, message.model),
            usage=message.usage,
            cost_micro_usd=self._cost(message.usage, message.model, created, message.is_fast),
        )
        self._inserts.append(
            (
                message_id,
                session_id,
                message.external_id,
                message.role,
                message.kind,
                self._origin,
                position,
                message.model,
                message.usage is not None,
                *usage.fields(),
                message.is_fast,
                after.cost_micro_usd,
                message.duration_ms,
                created,
                message.is_sidechain,
                self._file_id,
                prepared.tool_calls,
                tallies_text(after.tools),
                prepared.usage_key,
                prepared.body,
            )
        )
        aliases = {*prepared.word_aliases, *prepared.id_aliases}
        self._aliases.extend((session_id, alias, message_id) for alias in aliases)
        return Written(id=message_id, message=message, before=None, after=after, changed=True)

    def _merge(self, row: sqlite3.Row, prepared: PreparedMessage) -> Written:
        """Merge a report into a known message; nothing is written when it says nothing new."""
        sent, body, before = prepared.message, unpack(row["body"]), counted(row)
        if self._origin == "push" and row["origin"] == "import":
            return _untouched(row, sent)
        completed = self._origin == "import" and row["origin"] == "push"
        parts = sent.parts or body.parts if completed else merge_parts(body.parts, sent.parts)
        text = (
            sent.text_content
            if completed and sent.parts
            else merge_text(body.text, sent.text_content, sent.role)
        )
        usage = sent.usage or before.usage if completed else merge_usage(before.usage, sent.usage)
        columns = merged_columns(row, prepared, self._origin, usage, Body(text, parts))
        after = self._price_and_tally(row, columns, usage, parts)
        changes = {name: value for name, value in columns.items() if row[name] != value}
        if changes:
            _update(self._connection, row["id"], changes)
        self._aliases.extend(
            (row["session_id"], alias, row["id"])
            for alias in {*prepared.word_aliases, *prepared.id_aliases}
        )
        return Written(
            id=row["id"], message=sent, before=before, after=after, changed=bool(changes)
        )

    def _price_and_tally(
        self,
        row: sqlite3.Row,
        columns: dict[str, Any],
        usage: TokenUsage | None,
        parts: tuple[Part, ...],
    ) -> Counted:
        """Add to the merged columns what follows from them; return what they count."""
        created, model = columns["created_at"], columns["model"]
        told = usage if columns["origin"] == "import" else None
        cost = self._cost(told, model, created, columns["is_fast"])
        tools = self._tally(row["session_id"], parts, model)
        columns |= {"cost_micro_usd": cost, "tools": tallies_text(tools)}
        return Counted(
            kind=columns["kind"],
            origin=columns["origin"],
            is_sidechain=bool(row["is_sidechain"]),
            bucket=bucket_of(created),
            model=model or "",
            tool_calls=columns["tool_call_count"],
            tools=tools,
            usage=usage,
            cost_micro_usd=cost,
        )

    def _cost(
        self, usage: TokenUsage | None, model: str | None, created: int, is_fast: object
    ) -> int | None:
        """Return what an imported reply costs; what a plugin says of one is never added up."""
        if usage is None or self._origin != "import":
            return None
        at = bucket_of(created) * BUCKET_MS
        return self._prices.cost_of(model or self._model, usage, at, is_fast=bool(is_fast))

    def _tally(
        self, session_id: int, parts: tuple[Part, ...], model: str | None
    ) -> tuple[ToolTally, ...]:
        return tally(parts, model or "", lambda call: self._callers.find(session_id, call))

    def _absorb(self, rows: Sequence[sqlite3.Row]) -> None:
        """Remove the pushed messages that an imported one holds in full."""
        for row in rows:
            self._connection.execute("DELETE FROM messages WHERE id = ?", (row["id"],))
            self._connection.execute(
                "DELETE FROM message_aliases WHERE session_id = ? AND message_id = ?",
                (row["session_id"], row["id"]),
            )
            self.deleted.append((row["session_id"], row["id"], counted(row)))

    def _flush(self) -> None:
        if self._inserts:
            marks = ",".join("?" * len(self._inserts[0]))
            self._connection.executemany(
                "INSERT INTO messages (id, session_id, external_id, role, kind, origin, position, "  # noqa: S608 - only marks
                "model, has_usage, input, output, cache_write_5m, cache_write_1h, cache_read, "
                "reasoning, is_fast, cost_micro_usd, duration_ms, created_at, is_sidechain, "
                "file_id, tool_call_count, tools, usage_key, body) "
                f"VALUES ({marks})",
                self._inserts,
            )
        self._connection.executemany(
            "INSERT OR IGNORE INTO message_aliases VALUES (?, ?, ?)", self._aliases
        )
        self._inserts.clear()
        self._aliases.clear()


def _untouched(row: sqlite3.Row, sent: Message) -> Written:
    """Return that a known message says all of this already."""
    held = counted(row)
    return Written(id=row["id"], message=sent, before=held, after=held, changed=False)


def _update(connection: sqlite3.Connection, message_id: int, changes: dict[str, Any]) -> None:
    assignments = ", ".join(f"{name} = ?" for name in changes)
    connection.execute(
        f"UPDATE messages SET {assignments} WHERE id = ?",  # noqa: S608 - own column names
        [*changes.values(), message_id],
    )
