"""A session's own totals and what its messages add to the roll-ups, kept in step with them."""

import sqlite3
from collections import defaultdict
from operator import add, sub

from opensync_app.core.session import Message, Origin
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.columns import USAGE_COLUMNS
from opensync_app.store.rollups import ACTIVITY, TOOLS, Place, Places, RollUps
from opensync_app.store.written import Counted, counted

COUNTS = (
    "message_count",
    "user_prompt_count",
    "assistant_message_count",
    "tool_call_count",
    "command_count",
)
TOTALS = (*COUNTS, *USAGE_COLUMNS, "cost_micro_usd", "unpriced")
"""Columns of a session that are sums over its messages."""


def counts_of(counted: Counted) -> tuple[int, int, int, int, int]:
    """Return what a message adds to message, prompt, reply, tool call and command counts.

    A session's message count is its prompts and replies; what a plugin pushes counts as it is.
    Prompts to a sub-agent inside the same file are not typed by a person.
    """
    is_prompt = counted.kind == "prompt" and not counted.is_sidechain
    is_reply = counted.kind == "reply"
    counts = counted.origin == "push" or counted.kind in ("prompt", "reply")
    is_command = counted.kind == "command" and not counted.is_sidechain
    return int(counts), int(is_prompt), int(is_reply), counted.tool_calls, int(is_command)


def _exact_usage(counted: Counted) -> TokenUsage:
    """Return the usage that counts: what a plugin says of one message never adds up."""
    return counted.usage or NO_USAGE if counted.origin == "import" else NO_USAGE


def _cost(counted: Counted) -> tuple[int, int]:
    """Return what a message adds to its session's cost and to the replies without a price."""
    if counted.origin != "import" or counted.usage is None:
        return 0, 0
    return counted.cost_micro_usd or 0, int(counted.cost_micro_usd is None)


def totals_of(counted: Counted) -> tuple[int, ...]:
    """Return what a message adds to each of `TOTALS`."""
    return (*counts_of(counted), *_exact_usage(counted).fields(), *_cost(counted))


class SessionTotals:
    """Gathers what a batch changes in the totals of its sessions, then writes it."""

    def __init__(self, connection: sqlite3.Connection, rollups: RollUps, places: Places) -> None:
        """Start with no changes; the caller flushes the roll-ups."""
        self._connection = connection
        self._rollups = rollups
        self._places = places
        self._deltas: dict[int, list[int]] = defaultdict(lambda: [0] * len(TOTALS))
        self._seen: dict[int, list[int]] = {}
        self._replied: set[int] = set()
        self._is_push = False

    def add(self, session_id: int, before: Counted | None, after: Counted | None) -> None:
        """Count the difference that one message makes; None stands for no message."""
        delta, place = self._deltas[session_id], self._places[session_id]
        if before is not None:
            delta[:] = map(sub, delta, totals_of(before))
            self._roll_up(before, place, -1)
        if after is not None:
            delta[:] = map(add, delta, totals_of(after))
            self._roll_up(after, place, 1)
        if after is not None and _exact_usage(after) != NO_USAGE:
            self._replied.add(session_id)

    def move(self, session_id: int, old: Place, new: Place) -> None:
        """Count the messages of a session at another place."""
        rows = self._connection.execute(
            "SELECT kind, origin, is_sidechain, created_at, model, tool_call_count, tools, "
            "0 AS has_usage, NULL AS cost_micro_usd FROM messages WHERE session_id = ?",
            (session_id,),
        )
        for message in map(counted, rows):
            self._roll_up(message, old, -1)
            self._roll_up(message, new, 1)

    def saw(self, session_id: int, message: Message, origin: Origin, now: int) -> None:
        """Note when something happened in a session; a push moves no bounds that a file told."""
        self._is_push = origin == "push"
        moment = message.created_at
        if moment is None:
            moment = now if origin == "push" else None
        if moment is None:
            return
        seen = self._seen.setdefault(session_id, [moment, moment])
        if moment < seen[0]:
            seen[0] = moment
        elif moment > seen[1]:
            seen[1] = moment

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
        sums = ", ".join(f"{name} = {name} + ?" for name in TOTALS)
        self._connection.executemany(
            f"UPDATE sessions SET {sums}, has_usage = has_usage OR ? WHERE id = ?",  # noqa: S608
            [(*delta, sid in self._replied, sid) for sid, delta in self._deltas.items()],
        )
        self._connection.executemany(
            "UPDATE sessions SET updated_at = max(updated_at, ?2), "
            "started_at = iif(?4 AND is_imported, coalesce(started_at, ?1), "
            "min(coalesce(started_at, ?1), ?1)), "
            "ended_at = iif(?4 AND is_imported, coalesce(ended_at, ?2), "
            "max(coalesce(ended_at, ?2), ?2)) WHERE id = ?3",
            [(*seen, session_id, self._is_push) for session_id, seen in self._seen.items()],
        )
        self._deltas.clear()
        self._seen.clear()

    def _roll_up(self, message: Counted, place: Place, sign: int) -> None:
        if not place.is_counted:
            return
        messages, prompts, _, calls, _ = counts_of(message)
        if messages or calls:
            key = (place.source, message.model, place.project)
            figures = (0, messages, prompts, calls)
            self._rollups.add(ACTIVITY, message.bucket, key, figures, sign)
        for tool in message.tools:
            key = (place.source, tool.model, place.project, tool.tool)
            self._rollups.add(TOOLS, message.bucket, key, (tool.calls, tool.failures), sign)
