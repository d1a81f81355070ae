"""Counting stored costs again after the price list changed, a little at a time."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from opensync_app.core.pricing import PriceList
from opensync_app.store.columns import BUCKET_MS, USAGE_COLUMNS, bucket_of
from opensync_app.store.rollups import Places, RollUps
from opensync_app.store.usage import UsageBook, entry_of, reported_key
from opensync_app.store.written import usage_of

_COUNTED_BY = "prices"
"""Name in `meta` of the price list that all stored costs were counted by."""

_TOKENS = ", ".join(f"m.{name}" for name in USAGE_COLUMNS)

_UNDER_WAY = "repricing"
"""Name in `meta` of how far a counting is."""


class _Mark(msgspec.Struct, frozen=True):
    """How far a counting is: the rows up to this one are done.

    Attributes:
        fingerprint: of the price list it is counted by.
        table: whose rows are next.
        user_id: of the last row of the ledger.
        key: of the last row of the ledger, in hexadecimal.
        message_id: of the last message.
        is_mixed: meanwhile others were written by another list, so that it must be done again.
    """

    fingerprint: str
    table: Literal["usage", "messages"] = "usage"
    user_id: int = 0
    key: str = ""
    message_id: int = 0
    is_mixed: bool = False


def is_stale(connection: sqlite3.Connection, prices: PriceList) -> bool:
    """Tell whether stored costs were counted by another price list, or not to the end."""
    return _meta(connection, _COUNTED_BY) != prices.fingerprint


def note_list(connection: sqlite3.Connection, prices: PriceList) -> None:
    """Note that costs are written by this list: those counted by another are no longer all there.

    A server that knows an older list may go on writing; what it wrote is counted again later.
    """
    connection.execute(
        "DELETE FROM meta WHERE name = ? AND value <> ?", (_COUNTED_BY, prices.fingerprint)
    )
    connection.execute(
        "UPDATE meta SET value = json_set(value, '$.is_mixed', json('true')) "
        "WHERE name = ? AND json_extract(value, '$.fingerprint') <> ?",
        (_UNDER_WAY, prices.fingerprint),
    )


def reprice_some(connection: sqlite3.Connection, prices: PriceList, rows: int) -> int:
    """Count the next rows again, inside the caller's transaction; return how many there were.

    Ledger, roll-ups, messages and sessions are in step after every call; 0 says that all is done.
    What is recorded meanwhile is counted by the new list anyway, or it stays stale. An interrupted
    counting goes on where it stood, one by an older list begins anew.
    """
    text = _meta(connection, _UNDER_WAY)
    mark = msgspec.json.decode(text, type=_Mark) if text else _Mark(prices.fingerprint)
    if mark.fingerprint != prices.fingerprint:
        mark = _Mark(prices.fingerprint)
    if mark.table == "usage":
        found = _ledger_rows(connection, mark, rows)
        if found:
            _reprice_ledger(connection, prices, found)
            last = found[-1]
            mark = msgspec.structs.replace(mark, user_id=last["user_id"], key=last["key"].hex())
            return _go_on(connection, mark, len(found))
        mark = msgspec.structs.replace(mark, table="messages")
    found = _message_rows(connection, mark, rows)
    if found:
        _reprice_messages(connection, prices, found)
        mark = msgspec.structs.replace(mark, message_id=found[-1]["id"])
        return _go_on(connection, mark, len(found))
    connection.execute("DELETE FROM meta WHERE name = ?", (_UNDER_WAY,))
    if not mark.is_mixed:
        _remember(connection, _COUNTED_BY, prices.fingerprint)
    return 0


def _go_on(connection: sqlite3.Connection, mark: _Mark, done: int) -> int:
    _remember(connection, _UNDER_WAY, msgspec.json.encode(mark).decode())
    return done


def _ledger_rows(connection: sqlite3.Connection, mark: _Mark, rows: int) -> Sequence[sqlite3.Row]:
    return connection.execute(
        "SELECT * FROM usage WHERE (user_id, key) > (?, ?) ORDER BY user_id, key LIMIT ?",
        (mark.user_id, bytes.fromhex(mark.key), rows),
    ).fetchall()


def _message_rows(connection: sqlite3.Connection, mark: _Mark, rows: int) -> Sequence[sqlite3.Row]:
    return connection.execute(
        f"SELECT m.id, m.session_id, m.has_usage, {_TOKENS}, m.created_at, m.is_fast, "  # noqa: S608
        "m.cost_micro_usd, coalesce(m.model, s.model, '') AS priced_model FROM messages m "
        "JOIN sessions s ON s.id = m.session_id "
        "WHERE m.id > ? AND m.has_usage AND m.origin = 'import' ORDER BY m.id LIMIT ?",
        (mark.message_id, rows),
    ).fetchall()


def _reprice_ledger(
    connection: sqlite3.Connection, prices: PriceList, rows: Iterable[sqlite3.Row]
) -> None:
    places = Places(connection)
    sums: dict[int, tuple[RollUps, UsageBook]] = {}
    for row in rows:
        user_id, entry = row["user_id"], entry_of(row)
        if user_id not in sums:
            rollups = RollUps(connection, user_id)
            sums[user_id] = rollups, UsageBook(connection, user_id, prices, rollups, places)
        book = sums[user_id][1]
        if entry.key == reported_key(entry.session_id):
            _reprice_session(connection, book, row)
        else:
            book.set(entry)
    for rollups, _ in sums.values():
        rollups.flush()


def _reprice_session(connection: sqlite3.Connection, book: UsageBook, row: sqlite3.Row) -> None:
    """Count the totals again that a plugin reported for a session; a reported cost stays."""
    session = connection.execute(
        "SELECT reported_cost_micro_usd FROM sessions WHERE id = ?", (row["session_id"],)
    ).fetchone()
    cost = book.set(entry_of(row), session["reported_cost_micro_usd"])
    connection.execute(
        "UPDATE sessions SET estimated_cost_micro_usd = ? WHERE id = ?", (cost, row["session_id"])
    )


def _reprice_messages(
    connection: sqlite3.Connection, prices: PriceList, rows: Iterable[sqlite3.Row]
) -> None:
    """Count messages again, and their sessions by the difference."""
    for row in rows:
        usage = usage_of(row)
        if usage is None:
            continue
        at = bucket_of(row["created_at"]) * BUCKET_MS
        before = row["cost_micro_usd"]
        cost = prices.cost_of(row["priced_model"], usage, at, is_fast=bool(row["is_fast"]))
        if cost == before:
            continue
        connection.execute("UPDATE messages SET cost_micro_usd = ? WHERE id = ?", (cost, row["id"]))
        connection.execute(
            "UPDATE sessions SET cost_micro_usd = cost_micro_usd + ?, unpriced = unpriced + ? "
            "WHERE id = ?",
            ((cost or 0) - (before or 0), (cost is None) - (before is None), row["session_id"]),
        )


def _meta(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row["value"])


def _remember(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
