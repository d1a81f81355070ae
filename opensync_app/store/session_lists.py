"""Lists of sessions: by filter in any order, page by page, with counts and neighbours."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from opensync_app.core.cursors import Place, decode_cursor, encode_cursor
from opensync_app.core.query import SessionFilter, SessionSort
from opensync_app.core.records import StoredSession
from opensync_app.core.timelines import TimelineEntry, entry_of
from opensync_app.store.database import Database
from opensync_app.store.facets import FacetCounts, Facets
from opensync_app.store.remembering import Remembered
from opensync_app.store.session_filters import (
    AUTOMATED,
    EMPTY,
    Condition,
    condition_of,
    index_of,
    shown_noise,
)
from opensync_app.store.session_rows import bare, completed

_SORTS: dict[SessionSort, str] = {
    "updatedAt": "updated_at",
    "createdAt": "created_at",
    "title": "coalesce(user_title, title, '') COLLATE NOCASE",
    "source": "source COLLATE NOCASE",
    "project": "coalesce(project_name, '') COLLATE NOCASE",
    "model": "coalesce(model, '') COLLATE NOCASE",
    "messageCount": "message_count",
    "totalTokens": "total_tokens",
    "cost": "coalesce(known_cost, -1)",
    "durationMs": "known_duration_ms",
}

_AT_ONCE = 500
"""Rows read in one go while going through many."""


class HiddenSessions(msgspec.Struct, frozen=True):
    """How many sessions match a filter but are not shown.

    Attributes:
        empty: nothing was said in them; automated ones too.
        automated: nobody typed into them.
    """

    empty: int = 0
    automated: int = 0


class SessionPage(msgspec.Struct, frozen=True):
    """One page of sessions.

    Attributes:
        sessions: in the order asked for.
        next_cursor: hand it back for the next page; None on the last one.
        total: sessions that match on all pages.
        hidden: how many more would show.
    """

    sessions: list[StoredSession]
    next_cursor: str | None
    total: int
    hidden: HiddenSessions = HiddenSessions()


class SessionLists:
    """Lists the sessions of a filter; those in the trash only for one that asks for them."""

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database
        self._remembered = Remembered(database)
        self._facets = Facets(database, self._remembered)

    def page(
        self,
        wanted: SessionFilter,
        sort: SessionSort = "updatedAt",
        *,
        descending: bool = True,
        cursor: str | None = None,
        limit: int = 50,
    ) -> SessionPage:
        """Return one page of the sessions that match.

        Raises:
            InvalidInputError: the cursor is not ours.
        """
        after = None if cursor is None else decode_cursor(cursor)
        rows = self._ordered(wanted, sort, after, limit + 1, descending=descending)
        page, more = rows[:limit], len(rows) > limit
        last = page[-1] if more and page else None
        following = encode_cursor((last["sort_value"], last["id"])) if last else None
        counts = self._noise(wanted)
        total = sum(counts[noise] for noise in shown_noise(wanted))
        return SessionPage(self._completed(page), following, total, _hidden(counts, wanted))

    def each(
        self, wanted: SessionFilter, sort: SessionSort, *, descending: bool
    ) -> Iterator[StoredSession]:
        """Yield every session that matches, without what its sub-agents add."""
        place: Place | None = None
        while rows := self._ordered(wanted, sort, place, _AT_ONCE, descending=descending):
            yield from bare(rows)
            place = rows[-1]["sort_value"], rows[-1]["id"]

    def models_of(self, wanted: SessionFilter) -> tuple[str, ...]:
        """Return the models that a filter's providers stand for where none is told."""
        return self._facets.models_of(wanted.user_id, wanted.providers)

    def facets(self, wanted: SessionFilter) -> FacetCounts:
        """Return how many sessions there are of each value, each under all other filters."""
        return self._facets.counts(wanted)

    def duration(self, wanted: SessionFilter) -> int:
        """Return how long the sessions that match took, together (ms)."""
        condition = self._condition(wanted)
        source = f"FROM sessions {index_of(wanted)} WHERE {condition.sql}"
        sql = f"SELECT coalesce(sum(known_duration_ms), 0) {source}"
        return self._remembered.get(
            ("duration", sql, condition.values),
            lambda connection: connection.execute(sql, condition.values).fetchone()[0],
        )

    def beside(
        self, wanted: SessionFilter, sort: SessionSort, session_id: int, *, descending: bool
    ) -> tuple[StoredSession | None, StoredSession | None]:
        """Return the sessions before and after one in a list, whether or not it stands in it."""
        row = self._rows(
            f"SELECT {_SORTS[sort]} AS value, id FROM sessions WHERE id = ?",  # noqa: S608 - own words
            (session_id,),
        )[0]
        found = [
            self._ordered(wanted, sort, (row["value"], row["id"]), 1, descending=way)
            for way in (not descending, descending)
        ]
        before, after = (bare(rows) for rows in found)
        return (before[0] if before else None), (after[0] if after else None)

    def timeline(self, wanted: SessionFilter, limit: int) -> tuple[list[TimelineEntry], int]:
        """Return the newest sessions that match, as a timeline shows them, and how many match."""
        condition = self._condition(wanted)
        rows = self._rows(
            "SELECT id, coalesce(user_title, title) AS title, source, model, project_name, "  # noqa: S608
            "coalesce(started_at, created_at) AS began, coalesce(ended_at, updated_at) AS ended, "
            f"total_tokens, known_cost FROM sessions {index_of(wanted)} WHERE {condition.sql} "
            "ORDER BY updated_at DESC, id DESC LIMIT ?",
            (*condition.values, limit),
        )
        counts = self._noise(wanted)
        return list(map(_entry, rows)), sum(counts[noise] for noise in shown_noise(wanted))

    def _condition(self, wanted: SessionFilter, *, with_noise: bool = True) -> Condition:
        return condition_of(wanted, self.models_of(wanted), with_noise=with_noise)

    def _ordered(
        self,
        wanted: SessionFilter,
        sort: SessionSort,
        after: Place | None,
        limit: int,
        *,
        descending: bool,
    ) -> list[sqlite3.Row]:
        """Return the rows behind a place; the index finds them, only these are read whole."""
        column, condition = _SORTS[sort], self._condition(wanted)
        if after is not None:
            compare = "<" if descending else ">"
            condition &= Condition(f"({column}, id) {compare} (?, ?)", after)
        way = "DESC" if descending else "ASC"
        order = f"ORDER BY {column} {way}, id {way}"
        return self._rows(
            f"SELECT *, {column} AS sort_value FROM sessions WHERE id IN (SELECT id FROM sessions "  # noqa: S608
            f"{index_of(wanted)} WHERE {condition.sql} {order} LIMIT ?) {order}",
            (*condition.values, limit),
        )

    def _noise(self, wanted: SessionFilter) -> tuple[int, int, int, int]:
        """Return how many sessions match for each value of `noise`, hidden ones too."""
        condition = self._condition(wanted, with_noise=False)
        plain = wanted == SessionFilter(
            user_id=wanted.user_id,
            include_empty=wanted.include_empty,
            include_automated=wanted.include_automated,
        )
        index = "INDEXED BY sessions_counted" if plain else index_of(wanted)
        sql = f"SELECT noise, count(*) FROM sessions {index} WHERE {condition.sql} GROUP BY noise"  # noqa: S608

        def count(connection: sqlite3.Connection) -> tuple[int, int, int, int]:
            found = {row[0]: row[1] for row in connection.execute(sql, condition.values)}
            return found.get(0, 0), found.get(1, 0), found.get(2, 0), found.get(3, 0)

        return self._remembered.get(("noise", sql, condition.values), count)

    def _completed(self, rows: list[sqlite3.Row]) -> list[StoredSession]:
        return self._database.read(lambda c: completed(c, rows)) if rows else []

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _hidden(counts: tuple[int, int, int, int], wanted: SessionFilter) -> HiddenSessions:
    """Return what a filter leaves out of what matches; what is empty and automated counts as empty."""
    shown = shown_noise(wanted)
    return HiddenSessions(
        empty=sum(counts[n] for n in (EMPTY, EMPTY | AUTOMATED) if n not in shown),
        automated=0 if AUTOMATED in shown else counts[AUTOMATED],
    )


def _entry(row: sqlite3.Row) -> TimelineEntry:
    return entry_of(
        session_id=row["id"],
        title=row["title"],
        source=row["source"],
        model=row["model"],
        project=row["project_name"],
        began=row["began"],
        ended=row["ended"],
        tokens=row["total_tokens"],
        cost=row["known_cost"],
    )
