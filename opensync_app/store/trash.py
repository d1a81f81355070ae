"""The trash: sessions that count nowhere and are found nowhere, until they are restored.

A reply that stands in several sessions is paid for by one of them. While that one is in the trash,
another that holds the reply pays; `handed_over` remembers whose it was, so that everything stands
as before once it comes back.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from opensync_app.store import journal
from opensync_app.store.batches import Recorded
from opensync_app.store.rollups import TABLES, USAGE, RollUps, place_of, rows_of
from opensync_app.store.usage import entry_of

_CHOSEN = "(SELECT value FROM json_each(?))"


def trash(
    connection: sqlite3.Connection, user_id: int, ids: Sequence[int], now: int
) -> tuple[Recorded, list[int]]:
    """Put sessions and their sub-agents into the trash, inside the caller's transaction.

    Returns what the recorder announces, and the ids of those that were not there before.
    """
    family = family_of(connection, user_id, ids, "s.deleted_at IS NULL")
    chosen, rollups = _json(family), RollUps(connection, user_id)
    _count(connection, rollups, chosen, -1)
    connection.execute(f"UPDATE sessions SET deleted_at = ? WHERE id IN {_CHOSEN}", (now, chosen))  # noqa: S608
    for row in _other_holders(connection, user_id, chosen, "s.deleted_at IS NULL"):
        _lend(connection, row)
        _pay(connection, rollups, user_id, row["key"], row["holder"])
    rollups.flush()
    sequence = journal.append(connection, [("session-deleted", i, None) for i in family])
    return Recorded(sequence, {}, {}, tuple(family)), family


def restore(
    connection: sqlite3.Connection, user_id: int, ids: Sequence[int]
) -> tuple[Recorded, list[int]]:
    """Take sessions out of the trash, with the sub-agents that went there in the same moment.

    Returns what the recorder announces, and the ids of those that came back.
    """
    family = family_of(connection, user_id, ids, "s.deleted_at IS NOT NULL")
    chosen, rollups = _json(family), RollUps(connection, user_id)
    _take_back(connection, rollups, user_id, chosen)
    connection.execute(f"UPDATE sessions SET deleted_at = NULL WHERE id IN {_CHOSEN}", (chosen,))  # noqa: S608
    _count(connection, rollups, chosen, 1)
    for row in _trashed_payers(connection, user_id, chosen):
        _lend(connection, row)
        _pay(connection, rollups, user_id, row["key"], row["holder"])
    rollups.flush()
    return Recorded(_journal_all(connection, chosen), {}, {}, tuple(family)), family


def part_from(connection: sqlite3.Connection, user_id: int, ids: Sequence[int]) -> None:
    """Let others in the trash own the replies that they share with trashed sessions to be purged."""
    rollups, chosen = RollUps(connection, user_id), _json(ids)
    for row in _other_holders(connection, user_id, chosen, f"s.id NOT IN {_CHOSEN}", chosen):
        _pay(connection, rollups, user_id, row["key"], row["holder"])
    rollups.flush()


def family_of(
    connection: sqlite3.Connection, user_id: int, ids: Sequence[int], state: str
) -> list[int]:
    """Return sessions of a user and the sub-agents that were trashed with them, or are not yet."""
    rows = connection.execute(
        f"""WITH RECURSIVE family (id, external_id, deleted_at) AS (
          SELECT id, external_id, deleted_at FROM sessions s WHERE +user_id = ?1
            AND id IN (SELECT value FROM json_each(?2)) AND {state}
          UNION
          SELECT s.id, s.external_id, s.deleted_at FROM family JOIN sessions s ON s.user_id = ?1
            AND s.parent_external_id = family.external_id AND s.source <> 'pi'
            AND s.deleted_at IS family.deleted_at)
        SELECT DISTINCT id FROM family ORDER BY id""",  # noqa: S608 - own words
        (user_id, _json(ids)),
    )
    return [int(row["id"]) for row in rows]


def _count(connection: sqlite3.Connection, rollups: RollUps, chosen: str, sign: int) -> None:
    """Add all figures of sessions to the sums, or take them away."""
    for table in TABLES:
        rows = rows_of(table, f"s.id IN {_CHOSEN}")
        keys = ", ".join(("bucket", *table.keys))
        sums = ", ".join(f"sum({name})" for name in table.figures)
        found = connection.execute(
            f"SELECT {keys}, {sums} FROM ({rows}) GROUP BY {keys}",  # noqa: S608 - own names
            (chosen,) * rows.count("?"),
        )
        for bucket, *values in map(tuple[Any, ...], found):
            names, figures = values[: len(table.keys)], values[len(table.keys) :]
            rollups.add(table, bucket, tuple(names), figures, sign)


def _pay(
    connection: sqlite3.Connection, rollups: RollUps, user_id: int, key: bytes, session_id: int
) -> None:
    """Let another session pay for a reply, and keep the sums in step."""
    _count_reply(connection, rollups, user_id, key, -1)
    connection.execute(
        "UPDATE usage SET session_id = ? WHERE user_id = ? AND key = ?", (session_id, user_id, key)
    )
    _count_reply(connection, rollups, user_id, key, 1)


def _count_reply(
    connection: sqlite3.Connection, rollups: RollUps, user_id: int, key: bytes, sign: int
) -> None:
    row = connection.execute(
        "SELECT u.*, s.source, s.project_name, s.deleted_at FROM usage u "
        "JOIN sessions s ON s.id = u.session_id WHERE u.user_id = ? AND u.key = ?",
        (user_id, key),
    ).fetchone()
    if row is None or row["deleted_at"] is not None:
        return
    entry, place = entry_of(row), place_of(row)
    cost = entry.cost_micro_usd
    figures = (1, *entry.usage.fields(), cost or 0, int(cost is None))
    rollups.add(USAGE, entry.bucket, (place.source, entry.model, place.project), figures, sign)


def _other_holders(
    connection: sqlite3.Connection, user_id: int, chosen: str, which: str, *values: str
) -> list[sqlite3.Row]:
    """Return the replies that sessions pay for and others hold: `key`, `payer`, `holder`."""
    return connection.execute(
        "SELECT u.key, u.session_id AS payer, min(s.id) AS holder "  # noqa: S608 - own words
        "FROM usage u INDEXED BY usage_session CROSS JOIN messages m ON m.usage_key = u.key "
        "AND m.session_id <> u.session_id AND m.origin = 'import' "
        f"JOIN sessions s ON s.id = m.session_id AND s.user_id = u.user_id AND {which} "
        f"WHERE u.session_id IN {_CHOSEN} AND u.user_id = ? GROUP BY u.key",
        (*values, chosen, user_id),
    ).fetchall()


def _trashed_payers(connection: sqlite3.Connection, user_id: int, chosen: str) -> list[sqlite3.Row]:
    """Return the replies that sessions hold and others pay for in the trash, as `_other_holders`."""
    return connection.execute(
        "SELECT u.key, u.session_id AS payer, min(m.session_id) AS holder "  # noqa: S608 - own words
        "FROM messages m INDEXED BY messages_order CROSS JOIN usage u ON u.user_id = ? "
        "AND u.key = m.usage_key AND u.session_id <> m.session_id "
        "CROSS JOIN sessions p ON p.id = u.session_id AND p.deleted_at IS NOT NULL "
        f"WHERE m.session_id IN {_CHOSEN} AND m.origin = 'import' GROUP BY u.key",
        (user_id, chosen),
    ).fetchall()


def _lend(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    connection.execute(
        "INSERT INTO handed_over (key, session_id) VALUES (?, ?)", (row["key"], row["payer"])
    )


def _take_back(connection: sqlite3.Connection, rollups: RollUps, user_id: int, chosen: str) -> None:
    """Let sessions pay again for what others pay for in their stead, and what those lent on."""
    lent = connection.execute(
        "SELECT id, key, session_id, EXISTS (SELECT 1 FROM messages m WHERE m.usage_key = "  # noqa: S608
        "h.key AND m.session_id = h.session_id) AS is_held FROM handed_over h "
        f"WHERE session_id IN {_CHOSEN} ORDER BY id DESC",
        (chosen,),
    ).fetchall()
    for row in lent:
        if row["is_held"]:
            _pay(connection, rollups, user_id, row["key"], row["session_id"])
        connection.execute(
            "DELETE FROM handed_over WHERE key = ? AND id >= ?", (row["key"], row["id"])
        )


def _journal_all(connection: sqlite3.Connection, chosen: str) -> int:
    """Have sessions and all their messages indexed again; return the last number of the journal."""
    connection.execute(
        "INSERT INTO journal (op, session_id, message_id) SELECT 'session', id, NULL "  # noqa: S608
        f"FROM sessions WHERE id IN {_CHOSEN}",
        (chosen,),
    )
    connection.execute(
        "INSERT INTO journal (op, session_id, message_id) SELECT 'message', session_id, id "  # noqa: S608
        f"FROM messages WHERE session_id IN {_CHOSEN} ORDER BY session_id, id",
        (chosen,),
    )
    return journal.append(connection, [])


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(ids).decode()
