"""Sums of stretches of days, kept in memory until one of their days changes."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, TypeVar, cast

import msgspec

from opensync_app.core.activity import UsageFilter
from opensync_app.store.database import Database
from opensync_app.store.rollups import DAY

T = TypeVar("T")

_LONG = 32 * DAY
"""Buckets of a piece that lies inside a span: pieces begin at the same days whatever the span."""

_LIVELY = 2 * DAY
"""Buckets at the end of a span that stand alone: what is written now changes no longer piece."""

_MOST_ROWS = 60_000


class Question(msgspec.Struct, frozen=True):
    """What is summed up over some buckets.

    Attributes:
        kind: names the reader, whose rows always have one type.
        wanted: the filter, with the buckets.
        by: dimensions that are told apart.
    """

    kind: str
    wanted: UsageFilter
    by: tuple[str, ...] = ()


class KeptSums:
    """Keeps rows by question; marks of changed days, of any process, end what they touch."""

    def __init__(self, database: Database) -> None:
        """Read marks from this database."""
        self._database = database
        self._guard = threading.Lock()
        self._seen = -1
        self._kept: dict[Question, list[Any]] = {}
        self._rows = 0

    def follow(self) -> int:
        """Forget what changed since the last call; return the highest mark that is known of."""
        marks = self._database.read(self._newer)
        with self._guard:
            for mark, user_id, day in marks:
                if mark > self._seen:
                    self._seen = mark
                    self._forget(user_id, day)
            return self._seen

    def get(self, question: Question, seen: int, read: Callable[[], list[T]]) -> list[T]:
        """Return the rows of a question, from memory or read now.

        `seen` is what `follow` returned before: rows that were read while a day changed are not
        kept, because they may be older than its mark.
        """
        with self._guard:
            known = self._kept.pop(question, None)
            if known is not None:
                self._kept[question] = known
                return cast("list[T]", known)
        rows = read()
        with self._guard:
            if self._seen == seen and question not in self._kept:
                self._kept[question] = rows
                self._rows += len(rows) + 1
                self._drop_oldest()
        return rows

    def _newer(self, connection: sqlite3.Connection) -> list[tuple[int, int, int]]:
        if self._seen < 0:
            found = connection.execute("SELECT coalesce(max(mark), 0), 0, 0 FROM rollup_marks")
        else:
            found = connection.execute(
                "SELECT mark, user_id, day FROM rollup_marks WHERE mark > ? ORDER BY mark",
                (self._seen,),
            )
        return [(row[0], row[1], row[2]) for row in found]

    def _forget(self, user_id: int, day: int) -> None:
        touched = [
            question
            for question in self._kept
            if question.wanted.user_id == user_id and _touches(question.wanted.buckets, day)
        ]
        for question in touched:
            self._rows -= len(self._kept.pop(question)) + 1

    def _drop_oldest(self) -> None:
        while self._rows > _MOST_ROWS:
            oldest = next(iter(self._kept))
            self._rows -= len(self._kept.pop(oldest)) + 1


def pieces(buckets: range, phase: int = 0) -> Iterator[range]:
    """Yield a span in pieces that are the same for spans that overlap much.

    They begin at days that are `phase` buckets after those of UTC, but for the first.
    """
    cuts = {buckets.start, buckets.stop}
    cuts.update(range(_up(buckets.start - phase, _LONG) + phase, buckets.stop, _LONG))
    lively = (buckets.stop - phase) // DAY * DAY + phase - _LIVELY
    if lively > buckets.start:
        cuts.add(lively)
    for start, stop in pairwise(sorted(cuts)):
        yield range(start, stop)


def _up(number: int, step: int) -> int:
    return -(-number // step) * step


def _touches(buckets: range | None, day: int) -> bool:
    return buckets is None or (buckets.start < (day + 1) * DAY and buckets.stop > day * DAY)
