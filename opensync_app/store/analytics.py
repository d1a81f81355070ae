"""Reads the roll-ups: sums by source, model and project, by local day, by hour, by tool."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Literal, TypeVar

import msgspec

from opensync_app.core.activity import Activity, ActivityRow, ToolUse, UsageFilter
from opensync_app.core.analytics import RollupRow
from opensync_app.core.usage import TokenUsage
from opensync_app.store.database import Database
from opensync_app.store.kept_sums import KeptSums, Question, pieces
from opensync_app.store.rollups import ACTIVITY, DAY, HOUR, TOOLS, USAGE, RollupTable

Dimension = Literal["source", "model", "project"]

_T = TypeVar("_T")

_DIMENSIONS: tuple[Dimension, ...] = ("source", "model", "project")
_WEEK_HOURS = 7 * 24

_Part = tuple[int, range | None]
"""A span and the buckets of that span; None for all."""


class Analytics:
    """Adds up roll-ups; whole UTC days are read from their own rows, which are few.

    Spans are read in pieces, and a piece is read again once one of its days has changed.
    """

    def __init__(self, database: Database) -> None:
        """Read from this database."""
        self._database = database
        self._kept = KeptSums(database)

    def usage(self, wanted: UsageFilter, *by: Dimension) -> list[RollupRow]:
        """Return the usage by these dimensions, the others empty; one group may have more rows."""

        def read(wanted: UsageFilter) -> list[RollupRow]:
            keys = ", ".join(name if name in by else "''" for name in _DIMENSIONS)
            return [
                _usage_row(0, row)
                for part in _parts(wanted.buckets)
                for row in self._sums(USAGE, wanted, part, keys, ", ".join(by))
            ]

        return self._gathered("usage", wanted, read, by=by)

    def usage_by_day(
        self, wanted: UsageFilter, stretches: Iterable[range], *by: Dimension
    ) -> list[RollupRow]:
        """Return the usage by local day and dimensions, each at a bucket of its day.

        Args:
            wanted: its own buckets are not looked at.
            stretches: the local days, as `even_stretches` gives them.
            by: dimensions that are told apart; the others are empty.
        """

        def read(wanted: UsageFilter, stretch: range) -> list[RollupRow]:
            part = self._widest(wanted, stretch, (DAY,) if by else (HOUR, DAY))
            return self._stretch(wanted, part, _day_of(stretch, part), *by)

        return self._by_stretch("usage by day", wanted, stretches, read, by=by)

    def activity_by_day(
        self, wanted: UsageFilter, stretches: Iterable[range]
    ) -> list[tuple[int, Activity]]:
        """Return what was done by local day, each with a bucket of its day; see `usage_by_day`."""

        def read(wanted: UsageFilter, stretch: range) -> list[tuple[int, Activity]]:
            part = self._widest(wanted, stretch, (DAY,))
            found = self._sums(ACTIVITY, wanted, part, "min(bucket)", _day_of(stretch, part))
            return [(row[0] * part[0], Activity(*row[1:])) for row in found]

        return self._by_stretch("activity by day", wanted, stretches, read)

    def variety_by_day(
        self, wanted: UsageFilter, stretches: Iterable[range]
    ) -> list[tuple[int, int, int]]:
        """Return a bucket of each local day and how many named models and projects it used."""

        def read(wanted: UsageFilter, stretch: range) -> list[tuple[int, int, int]]:
            part = self._widest(wanted, stretch, (DAY,))
            conditions, values = _conditions(wanted, part)
            found = self._rows(
                "SELECT min(bucket), count(DISTINCT nullif(model, '')), "  # noqa: S608
                f"count(DISTINCT nullif(project, '')) FROM {USAGE.name} "
                f"WHERE {conditions} AND replies > 0 GROUP BY {_day_of(stretch, part)}",
                values,
            )
            return [(row[0] * part[0], row[1], row[2]) for row in found]

        return self._by_stretch("variety by day", wanted, stretches, read)

    def usage_by_hour(self, wanted: UsageFilter, stretches: Iterable[range]) -> list[RollupRow]:
        """Return the usage by local hour of the week, each at a bucket of such an hour.

        The arguments are those of `usage_by_day`.
        """

        def read(wanted: UsageFilter, stretch: range) -> list[RollupRow]:
            span, part = self._widest(wanted, stretch, (HOUR,))
            is_even = len(stretch) % DAY == 0
            hour = f"(bucket - {part.start:d}) / {HOUR // span:d} % {_WEEK_HOURS}"
            return self._stretch(wanted, (span, part), hour if is_even else "bucket")

        return self._by_stretch("usage by hour", wanted, stretches, read)

    def activity(self, wanted: UsageFilter, *by: Dimension) -> list[ActivityRow]:
        """Return what was done by these dimensions, as `usage` does."""

        def read(wanted: UsageFilter) -> list[ActivityRow]:
            keys = ", ".join(name if name in by else "''" for name in _DIMENSIONS)
            return [
                ActivityRow(row[0], row[1], row[2], Activity(*row[3:]))
                for part in _parts(wanted.buckets)
                for row in self._sums(ACTIVITY, wanted, part, keys, ", ".join(by))
            ]

        return self._gathered("activity", wanted, read, by=by)

    def tools(self, wanted: UsageFilter) -> list[ToolUse]:
        """Return how often each tool was called; one tool may have more rows."""

        def read(wanted: UsageFilter) -> list[ToolUse]:
            return [
                ToolUse(*row)
                for part in _parts(wanted.buckets)
                for row in self._sums(TOOLS, wanted, part, "tool", "tool")
            ]

        return self._gathered("tools", wanted, read)

    def models(self, wanted: UsageFilter) -> list[str]:
        """Return the models of the sessions and replies that are meant, sorted."""
        used = {row.model for row in self.usage(wanted, "model")}
        return sorted(used | {row.model for row in self.activity(wanted, "model")})

    def has_model(self, user_id: int, model: str) -> bool:
        """Whether any session or reply of a user is of a model."""
        rows = self._rows(
            "SELECT EXISTS (SELECT 1 FROM rollups WHERE user_id = ?1 AND span = ?2 AND model = ?3) "
            "OR EXISTS (SELECT 1 FROM activity_rollups "
            "WHERE user_id = ?1 AND span = ?2 AND model = ?3)",
            (user_id, DAY, model),
        )
        return bool(rows[0][0])

    def _gathered(
        self,
        kind: str,
        wanted: UsageFilter,
        read: Callable[[UsageFilter], list[_T]],
        by: tuple[str, ...] = (),
    ) -> list[_T]:
        """Return the rows of every piece of the wanted buckets."""
        seen, rows = self._kept.follow(), list[_T]()
        for piece in (None,) if wanted.buckets is None else pieces(wanted.buckets):
            narrowed = msgspec.structs.replace(wanted, buckets=piece)
            rows += self._kept.get(Question(kind, narrowed, by), seen, partial(read, narrowed))
        return rows

    def _by_stretch(
        self,
        kind: str,
        wanted: UsageFilter,
        stretches: Iterable[range],
        read: Callable[[UsageFilter, range], list[_T]],
        by: tuple[str, ...] = (),
    ) -> list[_T]:
        """Return the rows of every piece of the stretches; an uneven day is one piece."""
        seen, rows = self._kept.follow(), list[_T]()
        for stretch in stretches:
            is_even = len(stretch) % DAY == 0
            for piece in pieces(stretch, stretch.start % DAY) if is_even else (stretch,):
                narrowed = msgspec.structs.replace(wanted, buckets=piece)
                question = Question(kind, narrowed, by)
                rows += self._kept.get(question, seen, partial(read, narrowed, piece))
        return rows

    def _widest(
        self, wanted: UsageFilter, stretch: range, spans: Iterable[int]
    ) -> tuple[int, range]:
        """Return the widest of the spans that tells a stretch exactly, and its buckets."""
        is_whole = wanted.sources is wanted.models is wanted.projects is None
        for span in spans:
            fits = stretch.start % span == 0 and len(stretch) % span == 0
            if fits and (is_whole or span != HOUR):
                return span, range(stretch.start // span, stretch.stop // span)
        return 1, stretch

    def _stretch(
        self, wanted: UsageFilter, part: tuple[int, range], group: str, *by: Dimension
    ) -> list[RollupRow]:
        """Return sums of groups of buckets, each at its first quarter of an hour."""
        select = ", ".join(("min(bucket)", *(n if n in by else "''" for n in _DIMENSIONS)))
        found = self._sums(USAGE, wanted, part, select, ", ".join((group, *by)))
        return [_usage_row(row[0] * part[0], row[1:]) for row in found]

    def _sums(
        self, table: RollupTable, wanted: UsageFilter, part: _Part, select: str, group: str
    ) -> list[sqlite3.Row]:
        """Return the selected columns and the sums of every figure, group by group."""
        conditions, values = _conditions(wanted, part)
        sums = ", ".join(f"sum({name})" for name in table.figures)
        grouped = f"GROUP BY {group}" if group else "GROUP BY user_id"
        return self._rows(
            f"SELECT {select}, {sums} FROM {table.name} WHERE {conditions} {grouped}",  # noqa: S608
            values,
        )

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._database.read(lambda c: c.execute(sql, values).fetchall())


def _day_of(stretch: range, part: tuple[int, range]) -> str:
    """Return the SQL that numbers the local days of a stretch; an uneven day is one."""
    width = DAY if len(stretch) % DAY == 0 else len(stretch)
    return f"(bucket - {part[1].start:d}) / {width // part[0]:d}"


def _parts(buckets: range | None) -> Iterator[_Part]:
    """Yield whole UTC days and the quarters of an hour before and after them."""
    if buckets is None:
        yield DAY, None
        return
    first, last = -(-buckets.start // DAY), buckets.stop // DAY
    if first >= last:
        yield 1, buckets
        return
    yield DAY, range(first, last)
    for edge in (range(buckets.start, first * DAY), range(last * DAY, buckets.stop)):
        if edge:
            yield 1, edge


def _conditions(wanted: UsageFilter, part: _Part) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL condition of a filter and its values."""
    span, buckets = part
    clauses, values = ["user_id = ?", "span = ?"], [wanted.user_id, span]
    if buckets is not None:
        clauses.append("bucket >= ? AND bucket < ?")
        values += [buckets.start, buckets.stop]
    chosen = (("source", wanted.sources), ("model", wanted.models), ("project", wanted.projects))
    named: list[str] = []
    for column, names in chosen:
        if names is not None:
            clauses.append(f"{column} IN ({','.join('?' * len(names))})")
            named += names
    return " AND ".join(clauses), (*values, *named)


def _usage_row(bucket: int, row: Any) -> RollupRow:  # noqa: ANN401 - a row of any columns
    """Return a row of source, model, project, replies, tokens, cost and unpriced."""
    source, model, project, replies, *tokens, cost, unpriced = row
    return RollupRow(bucket, source, model, project, replies, TokenUsage(*tokens), cost, unpriced)
