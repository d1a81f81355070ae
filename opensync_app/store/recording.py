"""One batch of session data written in one transaction: data, ledger, position and journal."""

import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING

from opensync_app.core.pricing import PriceList
from opensync_app.core.session import text_of
from opensync_app.store import archive, families, journal, positions, session_upserts
from opensync_app.store.batch_usage import BatchUsage
from opensync_app.store.batches import PreparedBatch, Recorded
from opensync_app.store.columns import bucket_of
from opensync_app.store.message_upserts import MessageWriter
from opensync_app.store.removals import (
    drop_extra_usage,
    drop_file_messages,
    own_sessions,
    unlink_file,
)
from opensync_app.store.repricing import note_list
from opensync_app.store.rollups import ACTIVITY, Places, RollUps, place_of
from opensync_app.store.session_totals import SessionTotals
from opensync_app.store.session_upserts import Row, SessionOutcome
from opensync_app.store.tombstones import admitted
from opensync_app.store.usage import UsageBook
from opensync_app.store.written import Written, counted

if TYPE_CHECKING:
    from opensync_app.core.records import JournalOp
    from opensync_app.store.prepared import PreparedMessage


def write_batch(
    connection: sqlite3.Connection, prepared: PreparedBatch, prices: PriceList, now: int
) -> Recorded:
    """Write a batch inside the caller's transaction, its usage priced by this list.

    Raises:
        ConflictError: the file's position is not the one the reader started from.
    """
    note_list(connection, prices)
    return _BatchWriter(connection, admitted(connection, prepared), prices, now).run()


class _BatchWriter:
    """Writes one batch, step by step."""

    def __init__(
        self, connection: sqlite3.Connection, prepared: PreparedBatch, prices: PriceList, now: int
    ) -> None:
        self._connection = connection
        self._prices = prices
        self._batch = prepared.batch
        self._prepared = prepared
        self._now = now
        self._places = Places(connection)
        self._rollups = RollUps(connection, prepared.batch.user_id)
        self._book = UsageBook(
            connection, prepared.batch.user_id, prices, self._rollups, self._places
        )
        self._totals = SessionTotals(connection, self._rollups, self._places)
        self._rows: dict[str, Row] = {}
        self._entries: list[tuple[JournalOp, int, int | None]] = []
        self._dropped: dict[tuple[int, str], sqlite3.Row] = {}
        self._own: dict[str, int] = {}
        self._afresh: set[str] = set()
        self._counts = {"sessions_inserted": 0, "sessions_updated": 0}

    def run(self) -> Recorded:
        file_id = self._advance()
        sessions = self._write_sessions()
        written = self._write_messages(file_id)
        self._link_file(file_id)
        self._name_agents()
        self._complete()
        usage = BatchUsage(self._connection, self._book, self._now)
        usage.count(self._prepared.messages, written)
        usage.count_extra(self._batch.extra, self._rows)
        self._totals.flush()
        usage.report_totals(self._rows.values(), self._totals)
        self._rollups.flush()
        sequence = journal.append(self._connection, self._entries)
        return self._result(sequence, sessions, written)

    def _advance(self) -> int | None:
        """Move the file's position and archive what was read of it."""
        progress = self._batch.file
        if progress is None:
            return None
        file_id = positions.advance(self._connection, progress, self._now)
        if self._batch.restart:
            self._drop(file_id)
        if self._batch.raw:
            archive.append(
                self._connection,
                file_id,
                generation=progress.generation,
                start=self._batch.raw_start,
                length=len(self._batch.raw),
                packed=self._prepared.packed,
            )
        return file_id

    def _drop(self, file_id: int) -> None:
        """Take back what the file said before."""
        for row in drop_file_messages(self._connection, file_id, self._book):
            self._totals.add(row["session_id"], counted(row), None)
            self._dropped[row["session_id"], row["external_id"]] = row
        if self._batch.is_whole:
            self._own = own_sessions(self._connection, file_id)
            self._afresh = {*self._own}
            drop_extra_usage(self._connection, self._own.values(), self._book)

    def _write_sessions(self) -> dict[str, int]:
        for patch in self._batch.sessions:
            outcome = session_upserts.upsert(
                self._connection,
                self._batch.user_id,
                patch,
                self._batch.origin,
                self._now,
                afresh=patch.external_id in self._afresh,
            )
            self._afresh.discard(patch.external_id)
            self._note_session(patch.external_id, outcome)
        for message in self._prepared.messages:
            row = self._session_of(message.message.session_external_id)
            if message.message.source is not None and row["source_is_default"]:
                self._name_source(row, message.message.source)
        for extra in self._batch.extra:
            self._session_of(extra.session_external_id)
        return {external_id: int(row["id"]) for external_id, row in self._rows.items()}

    def _session_of(self, external_id: str) -> Row:
        row = self._rows.get(external_id)
        if row is None:
            outcome = session_upserts.ensure(
                self._connection,
                self._batch.user_id,
                external_id,
                self._batch.origin,
                self._now,
            )
            self._note_session(external_id, outcome)
            row = self._rows[external_id]
        return row

    def _name_source(self, row: Row, source: str) -> None:
        """A message that comes before its session's own report may name the tool."""
        before = dict(row)
        session_upserts.name_source(self._connection, row, source)
        outcome = SessionOutcome(
            id=row["id"], inserted=False, changed=True, before=before, after=row
        )
        self._note_session(row["external_id"], outcome)

    def _note_session(self, external_id: str, outcome: SessionOutcome) -> None:
        is_first = external_id not in self._rows
        self._rows[external_id] = outcome.after
        place = place_of(outcome.after)
        self._places[outcome.id] = place
        self._count_session(outcome.before, -1)
        self._count_session(outcome.after, 1)
        if outcome.inserted:
            outcome.after["is_new"] = True
            self._counts["sessions_inserted"] += 1
        elif outcome.changed:
            before = place_of(outcome.before)
            if before != place:
                self._book.move(outcome.id, before, place)
                self._totals.move(outcome.id, before, place)
            self._counts["sessions_updated"] += int(is_first)
        if outcome.changed:
            self._entries.append(("session", outcome.id, None))

    def _count_session(self, row: Row, sign: int) -> None:
        """Count a session where it began; an empty row is none, one in the trash is not counted."""
        if row and place_of(row).is_counted:
            key = (row["source"], row["model"] or "", row["project_name"] or "")
            self._rollups.add(ACTIVITY, bucket_of(row["created_at"]), key, (1, 0, 0, 0), sign)

    def _write_messages(self, file_id: int | None) -> list[tuple[Row, Written]]:
        batch = self._batch
        kept_ids = {key: row["id"] for key, row in self._dropped.items()}
        writer = MessageWriter(
            self._connection, self._prices, batch.origin, file_id, self._now, kept_ids=kept_ids
        )
        by_session: dict[str, list[PreparedMessage]] = defaultdict(list)
        for prepared in self._prepared.messages:
            by_session[prepared.message.session_external_id].append(prepared)
        written: list[tuple[Row, Written]] = []
        for external_id, messages in by_session.items():
            row = self._rows[external_id]
            mixed = bool(row["is_pushed"] if batch.origin == "import" else row["is_imported"])
            outcomes = writer.write(
                row["id"],
                messages,
                is_new=bool(row.get("is_new")),
                mixed=mixed,
                kin=families.kin(self._connection, row, batch.origin),
                model=row["model"] or "",
            )
            written.extend((row, outcome) for outcome in outcomes)
        for session_id, message_id, before in writer.deleted:
            self._totals.add(session_id, before, None)
            self._entries.append(("message-deleted", session_id, message_id))
        for row, outcome in written:
            if outcome.changed:
                self._totals.add(row["id"], outcome.before, outcome.after)
                self._totals.saw(row["id"], outcome.message, batch.origin, self._now)
                if not self._dropped or not self._is_as_before(row["id"], outcome):
                    self._entries.append(("message", row["id"], outcome.id))
                if batch.origin == "push":
                    self._offer_title(row, outcome)
        for row in self._dropped.values():
            self._entries.append(("message-deleted", row["session_id"], row["id"]))
        return written

    def _is_as_before(self, session_id: int, outcome: Written) -> bool:
        """Return whether a message that was dropped came back word for word."""
        dropped = self._dropped.pop((session_id, outcome.message.external_id), None)
        if dropped is None:
            return False
        now = self._connection.execute("SELECT * FROM messages WHERE id = ?", (outcome.id,))
        return tuple(now.fetchone()) == tuple(dropped)

    def _offer_title(self, row: Row, outcome: Written) -> None:
        """A pushed session without a title is called by its first prompt."""
        message = outcome.message
        if message.kind == "prompt":
            words = text_of(message.parts, message.text_content)
            moment = message.created_at or self._now
            if session_upserts.offer_first_prompt(self._connection, row, words, moment):
                self._entries.append(("session", row["id"], None))

    def _link_file(self, file_id: int | None) -> None:
        """Remember which files a session was read from."""
        if file_id is None:
            return
        self._connection.executemany(
            "INSERT OR IGNORE INTO session_files (session_id, file_id) VALUES (?, ?)",
            [(row["id"], file_id) for row in self._rows.values()],
        )
        if self._batch.is_whole:
            told = {int(row["id"]) for row in self._rows.values()}
            gone = unlink_file(self._connection, file_id, told, self._own.values())
            for row in gone:
                self._count_session(dict(row), -1)
                self._entries.append(("session-deleted", row["id"], None))

    def _name_agents(self) -> None:
        for agent in self._batch.agents:
            named = families.name_agent(self._connection, self._batch.user_id, agent)
            self._entries.extend(("session", session_id, None) for session_id in named)

    def _complete(self) -> None:
        """Tell readers that a result can be read in full now."""
        batch = self._batch
        if batch.completes is not None and batch.file is not None:
            rows = families.naming_file(
                self._connection, batch.user_id, batch.completes, batch.file.path
            )
            self._entries.extend(("message", row["session_id"], row["id"]) for row in rows)

    def _result(
        self, sequence: int, sessions: dict[str, int], written: list[tuple[Row, Written]]
    ) -> Recorded:
        messages = {
            (w.message.session_external_id, w.message.external_id): w.id for _, w in written
        }
        inserted = sum(1 for _, w in written if w.before is None)
        updated = sum(1 for _, w in written if w.before is not None and w.changed)
        return Recorded(
            sequence,
            sessions,
            messages,
            tuple(dict.fromkeys(session_id for _, session_id, _ in self._entries)),
            messages_inserted=inserted,
            messages_updated=updated,
            **self._counts,
        )
