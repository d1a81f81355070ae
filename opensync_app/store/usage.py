"""The usage ledger: every reply's tokens and cost once, and the roll-ups that follow it in step."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import msgspec

from opensync_app.core.pricing import PriceList
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.columns import BUCKET_MS, USAGE_COLUMNS
from opensync_app.store.rollups import DAY, USAGE, Place, Places, RollUps

_NAMES = ", ".join(USAGE_COLUMNS)

_KEYS = 64
"""Keys that are looked up at a time; fewer are filled up, so that one statement serves all."""

_OWN = (
    f"UPDATE sessions SET {', '.join(f'{name} = {name} + ?' for name in USAGE_COLUMNS)}, "  # noqa: S608 - own names
    "cost_micro_usd = cost_micro_usd + ?, unpriced = unpriced + ?, has_usage = 1 WHERE id = ?"
)
_FIND = f"SELECT * FROM usage WHERE user_id = ? AND key IN ({','.join('?' * _KEYS)})"  # noqa: S608 - only marks
_PUT = (
    "INSERT OR REPLACE INTO usage (user_id, key, session_id, bucket, model, is_extra, "  # noqa: S608 - own names
    f"is_total, is_fast, {_NAMES}, cost_micro_usd) VALUES ({','.join('?' * 15)})"
)


class Entry(msgspec.Struct, frozen=True):
    """One reply's usage as the ledger holds it.

    Attributes:
        key: hash of the reply's global identity.
        session_id: the session it is counted for.
        bucket: quarter of an hour since the epoch, UTC.
        model: empty when unknown.
        usage: tokens.
        is_extra: told only by the parent's file, no message stands for it.
        is_total: sum over many replies, whose price bands cannot be known. With `is_extra` it
            counts as the session's own.
        is_fast: answered in the vendor's fast mode.
        cost_micro_usd: None when no price is known.
    """

    key: bytes
    session_id: int
    bucket: int
    model: str
    usage: TokenUsage
    is_extra: bool = False
    is_total: bool = False
    is_fast: bool = False
    cost_micro_usd: int | None = None


def usage_key(text: str) -> bytes:
    """Return the hash under which a reply's usage is kept."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def reported_key(session_id: int) -> bytes:
    """Return the key of the totals that a plugin reports for a whole session."""
    return usage_key(f"session:{session_id}")


def cost_of(prices: PriceList, entry: Entry) -> int | None:
    """Return what an entry costs at the start of its quarter of an hour; None when unknown."""
    return prices.cost_of(
        entry.model,
        entry.usage,
        entry.bucket * BUCKET_MS,
        context_tokens=0 if entry.is_total else None,
        is_fast=entry.is_fast,
    )


class UsageBook:
    """Changes the ledger of one user in one transaction and tells the roll-ups."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        user_id: int,
        prices: PriceList,
        rollups: RollUps,
        places: Places,
    ) -> None:
        """Price every entry by this list; the caller flushes the roll-ups."""
        self._connection = connection
        self._user_id = user_id
        self._prices = prices
        self._rollups = rollups
        self._places = places

    def record(self, entries: Iterable[Entry]) -> None:
        """Count entries; an entry whose key is known already only raises its figures."""
        entries = tuple(entries)
        known = self._all_known(sorted({entry.key for entry in entries}))
        latest = dict(known)
        for entry in entries:
            before = latest.get(entry.key)
            merged = entry if before is None else _merged(before, entry)
            if before is not None and not self._places[merged.session_id].is_counted:
                merged = self._handed_over(merged, entry.session_id)
            latest[entry.key] = merged
        priced = [self._priced(entry) for _, entry in sorted(latest.items())]
        self._put_all([entry for entry in priced if entry != known.get(entry.key)], known)

    def set(self, entry: Entry, reported_cost: int | None = None) -> int | None:
        """Make the ledger say exactly this of a key; a cost that was reported is kept as it is.

        Returns the cost in micro-dollars, None when it is unknown.
        """
        return self._store(self._known(entry.key), entry, reported_cost)

    def retell(self, key: bytes, reports: Sequence[TokenUsage]) -> None:
        """Let the ledger say of a key what these reports say, one of them having been taken back."""
        known = self._known(key)
        if known is not None:
            usage = reduce(TokenUsage.merged, reports, NO_USAGE)
            self._store(known, msgspec.structs.replace(known, usage=usage))

    def remove(self, key: bytes) -> None:
        """Forget a key."""
        known = self._known(key)
        if known is None:
            return
        self._count(known, self._places[known.session_id], -1)
        self._own(known, -1)
        self._connection.execute(
            "DELETE FROM usage WHERE user_id = ? AND key = ?", (self._user_id, key)
        )

    def move(self, session_id: int, old: Place, new: Place) -> None:
        """Count everything of a session at another place."""
        rows = self._connection.execute(
            "SELECT * FROM usage WHERE session_id = ? AND user_id = ?", (session_id, self._user_id)
        ).fetchall()
        for entry in map(entry_of, rows):
            self._count(entry, old, -1)
            self._count(entry, new, 1)

    def _store(self, known: Entry | None, entry: Entry, reported: int | None = None) -> int | None:
        """Price an entry, put it in the place of the known one and count the difference."""
        entry = self._priced(entry, reported)
        if entry != known:
            self._put_all([entry], {} if known is None else {known.key: known})
        return entry.cost_micro_usd

    def _priced(self, entry: Entry, reported: int | None = None) -> Entry:
        cost = cost_of(self._prices, entry) if reported is None else reported
        return msgspec.structs.replace(entry, cost_micro_usd=cost)

    def _handed_over(self, entry: Entry, session_id: int) -> Entry:
        """Let another session pay for what stands in the trash, until that comes back."""
        if not self._places[session_id].is_counted:
            return entry
        self._connection.execute(
            "INSERT INTO handed_over (key, session_id) VALUES (?, ?)", (entry.key, entry.session_id)
        )
        return msgspec.structs.replace(entry, session_id=session_id)

    def _known(self, key: bytes) -> Entry | None:
        row = self._connection.execute(
            "SELECT * FROM usage WHERE user_id = ? AND key = ?", (self._user_id, key)
        ).fetchone()
        return None if row is None else entry_of(row)

    def _all_known(self, keys: list[bytes]) -> dict[bytes, Entry]:
        """Return the entries of the keys that the ledger holds."""
        found: dict[bytes, Entry] = {}
        for start in range(0, len(keys), _KEYS):
            some = keys[start : start + _KEYS]
            padded = (*some, *some[-1:] * (_KEYS - len(some)))
            rows = self._connection.execute(_FIND, (self._user_id, *padded))
            found.update((row["key"], entry_of(row)) for row in rows)
        return found

    def _put_all(self, entries: Sequence[Entry], known: Mapping[bytes, Entry]) -> None:
        """Write entries in the place of the known ones and count the differences."""
        self._connection.executemany(
            _PUT,
            [
                (
                    self._user_id,
                    entry.key,
                    entry.session_id,
                    entry.bucket,
                    entry.model,
                    entry.is_extra,
                    entry.is_total,
                    entry.is_fast,
                    *entry.usage.fields(),
                    entry.cost_micro_usd,
                )
                for entry in entries
            ],
        )
        for entry in entries:
            before = known.get(entry.key)
            if before is not None:
                self._count(before, self._places[before.session_id], -1)
                self._own(before, -1)
            self._count(entry, self._places[entry.session_id], 1)
            self._own(entry, 1)

    def _own(self, entry: Entry, sign: int) -> None:
        """Let a session's own totals hold what is told only of the whole of it, by no message."""
        if entry.is_extra and entry.is_total:
            figures = _figures(entry)[1:]
            values = (*(sign * figure for figure in figures), entry.session_id)
            self._connection.execute(_OWN, values)

    def _count(self, entry: Entry, place: Place, sign: int) -> None:
        if not place.is_counted:
            return
        key = (place.source, entry.model, place.project)
        self._rollups.add(USAGE, entry.bucket, key, _figures(entry), sign)


def _figures(entry: Entry) -> tuple[int, ...]:
    """Return what an entry adds to sums: replies, tokens, cost and replies without a price."""
    cost = entry.cost_micro_usd
    return (1, *entry.usage.fields(), cost or 0, int(cost is None))


def _merged(known: Entry, sent: Entry) -> Entry:
    """Return one entry for two reports of a reply; a message outranks usage without one."""
    usage = known.usage.merged(sent.usage)
    if known.is_extra and not sent.is_extra:
        return msgspec.structs.replace(sent, usage=usage)
    return msgspec.structs.replace(
        known,
        usage=usage,
        model=known.model or sent.model,
        is_fast=known.is_fast or sent.is_fast,
    )


def entry_of(row: sqlite3.Row) -> Entry:
    """Return a row of the ledger."""
    return Entry(
        key=row["key"],
        session_id=row["session_id"],
        bucket=row["bucket"],
        model=row["model"],
        usage=TokenUsage(*(int(row[name]) for name in USAGE_COLUMNS)),
        is_extra=bool(row["is_extra"]),
        is_total=bool(row["is_total"]),
        is_fast=bool(row["is_fast"]),
        cost_micro_usd=row["cost_micro_usd"],
    )


def total_usage(connection: sqlite3.Connection, user_id: int) -> TokenUsage:
    """Return all tokens of a user, each reply counted once."""
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in USAGE_COLUMNS)
    row: tuple[Any, ...] = connection.execute(
        f"SELECT {sums} FROM rollups WHERE user_id = ? AND span = ?",  # noqa: S608 - own names
        (user_id, DAY),
    ).fetchone()
    return TokenUsage(*row) if row else NO_USAGE
