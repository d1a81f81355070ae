"""A session's own totals, kept in step with its messages."""

import sqlite3
from collections import defaultdict

from opensync_app.core.session import Message, Origin
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.usage import USAGE_COLUMNS
from opensync_app.store.written import Counted

COUNTS = (
    "message_count",
    "user_prompt_count",
    "assistant_message_count",
    "tool_call_count",
)


def counts_of(counted: Counted) -> tuple[int, int, int, int]:
    """Return what a message adds to message, prompt, reply and tool call counts.

    A session's message count is its prompts and replies; what a plugin pushes counts as it is.
    Prompts to a sub-agent inside the same file are not typed by a person.
    """
    is_prompt = counted.kind == "prompt" and not counted.is_sidechain
    is_reply = counted.kind == "reply"
    counts = counted.origin == "push" or counted.kind in ("prompt", "reply")
    return int(counts), int(is_prompt), int(is_reply), counted.tool_calls


def _exact_usage(counted: Counted) -> TokenUsage:
    """Return the usage that counts: what a plugin says of one message never adds up."""
    return counted.usage or NO_USAGE if counted.origin == "import" else NO_USAGE


class SessionTotals:
    """Gathers what a batch changes in the totals of its sessions, then writes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Start with no changes."""
        self._connection = connection
        width = len(COUNTS) + len(USAGE_COLUMNS)
        self._deltas: dict[int, list[int]] = defaultdict(lambda: [0] * width)
        self._seen: dict[int, list[int]] = {}
        self._replied: set[int] = set()

    def add(self, session_id: int, before: Counted | None, after: Counted | None) -> None:
        """Count the difference that one message makes; None stands for no message."""
        delta = self._deltas[session_id]
        for counted, sign in ((before, -1), (after, 1)):
            if counted is None:
                continue
            usage = _exact_usage(counted)
            for index, value in enumerate((*counts_of(counted), *usage.fields())):
                delta[index] += sign * value
        if after is not None and _exact_usage(after) != NO_USAGE:
            self._replied.add(session_id)

    def saw(self, session_id: int, message: Message, origin: Origin, now: int) -> None:
        """Note when something happened in a session."""
        moment = message.created_at
        if moment is None:
            moment = now if origin == "push" else None
        if moment is None:
            return
        seen = self._seen.setdefault(session_id, [moment, moment])
        seen[0], seen[1] = min(seen[0], moment), max(seen[1], moment)

    def has_exact_usage(self, session_id: int) -> bool:
        """Whether imported replies tell this session's usage, now or before this batch."""
        if session_id in self._replied:
            return True
        row = self._connection.execute(
            "SELECT has_usage FROM sessions WHERE id = ?", (session_id,)
        ).fetchone()
        return bool(row["has_usage"])

    def flush(self) -> None:
        """Write the differences."""
        columns = (*COUNTS, *USAGE_COLUMNS)
        sums = ", ".join(f"{name} = {name} + ?" for name in columns)
        self._connection.executemany(
            f"UPDATE sessions SET {sums}, has_usage = has_usage OR ? WHERE id = ?",  # noqa: S608
            [(*delta, sid in self._replied, sid) for sid, delta in self._deltas.items()],
        )
        self._connection.executemany(
            "UPDATE sessions SET started_at = min(coalesce(started_at, ?1), ?1), "
            "ended_at = max(coalesce(ended_at, ?2), ?2), updated_at = max(updated_at, ?2) "
            "WHERE id = ?3",
            [(began, ended, session_id) for session_id, (began, ended) in self._seen.items()],
        )
        self._deltas.clear()
        self._seen.clear()
