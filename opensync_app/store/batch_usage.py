"""The usage that one batch tells, on its way into the ledger."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from opensync_app.core.session import ExtraUsage
from opensync_app.core.usage import NO_USAGE, TokenUsage
from opensync_app.store.columns import bucket_of
from opensync_app.store.prepared import PreparedMessage
from opensync_app.store.session_totals import SessionTotals
from opensync_app.store.session_upserts import Row
from opensync_app.store.usage import Entry, UsageBook, reported_key, usage_key
from opensync_app.store.written import Written


class BatchUsage:
    """Makes ledger entries of what a batch says, inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, book: UsageBook, now: int) -> None:
        """Write to this ledger; `now` stands for replies that do not tell their time."""
        self._connection = connection
        self._book = book
        self._now = now

    def count(
        self, prepared: Sequence[PreparedMessage], written: Sequence[tuple[Row, Written]]
    ) -> None:
        """Count the replies of imported messages that changed; a plugin's never add up."""
        keys = {
            (p.message.session_external_id, p.message.external_id): p.usage_key for p in prepared
        }
        entries = [
            self._entry(row, outcome, key)
            for row, outcome in written
            if outcome.changed
            and outcome.after.origin == "import"
            and (key := keys[outcome.message.session_external_id, outcome.message.external_id])
        ]
        self._book.record(entries)

    def count_extra(self, extra: Sequence[ExtraUsage], rows: Mapping[str, Row]) -> None:
        """Count what a file tells of replies that are no messages of it."""
        self._book.record([self._extra_entry(one, rows) for one in extra])

    def _entry(self, row: Row, outcome: Written, key: bytes) -> Entry:
        message = outcome.message
        return Entry(
            key=key,
            session_id=row["id"],
            bucket=bucket_of(message.created_at or self._now),
            model=message.model or row["model"] or "",
            usage=outcome.after.usage or NO_USAGE,
            is_fast=message.is_fast,
        )

    def _extra_entry(self, extra: ExtraUsage, rows: Mapping[str, Row]) -> Entry:
        return Entry(
            key=usage_key(extra.usage_key),
            session_id=rows[extra.session_external_id]["id"],
            bucket=bucket_of(extra.created_at or self._now),
            model=extra.model or "",
            usage=extra.usage,
            is_extra=True,
            is_total=extra.is_total,
        )

    def report_totals(self, rows: Iterable[Row], totals: SessionTotals) -> None:
        """Count a pushed session's reported totals until its replies tell exact ones."""
        for row in rows:
            reported = TokenUsage(
                row.get("reported_prompt_tokens") or 0, row.get("reported_completion_tokens") or 0
            )
            if totals.has_exact_usage(row["id"]):
                if not row.get("is_new"):
                    self._book.remove(reported_key(row["id"]))
            elif reported != NO_USAGE or row.get("reported_cost_micro_usd") is not None:
                self._estimate(row, reported)
            elif not row.get("is_new"):
                self._book.remove(reported_key(row["id"]))

    def _estimate(self, row: Row, reported: TokenUsage) -> None:
        """Count reported totals; their cost stands for the session's where none was reported."""
        entry = Entry(
            key=reported_key(row["id"]),
            session_id=row["id"],
            bucket=bucket_of(row["created_at"]),
            model=row["model"] or "",
            usage=reported,
            is_total=True,
        )
        cost = self._book.set(entry, row["reported_cost_micro_usd"])
        if cost != row.get("estimated_cost_micro_usd"):
            self._connection.execute(
                "UPDATE sessions SET estimated_cost_micro_usd = ? WHERE id = ?", (cost, row["id"])
            )
