"""Sessions along time: lanes of projects, small enough to be sent in one go."""

from collections.abc import Iterable

import msgspec

from opensync_app.core.query import WITHOUT

_LONGEST_TITLE = 80
_ROW_BYTES = 190
"""What an entry takes besides its texts, at most."""


class TimelineEntry(msgspec.Struct, frozen=True):
    """One session on a timeline.

    Attributes:
        title: cut; None when it has none.
        began: epoch ms; ended: epoch ms, never before.
        cost_micro_usd: None when it is unknown.
    """

    id: int
    title: str | None
    source: str
    model: str | None
    project: str
    began: int
    ended: int
    tokens: int
    cost_micro_usd: int | None


class Lane(msgspec.Struct, frozen=True):
    """The sessions of one project, oldest first; `-` for those without one."""

    project: str
    entries: list[TimelineEntry]


class Timeline(msgspec.Struct, frozen=True):
    """A stretch of time and what lies in it.

    Attributes:
        first: epoch ms at which the first entry begins; None when there is none.
        last: epoch ms at which the last entry ends.
        lanes: the one with the newest activity first.
        total: sessions that match.
    """

    first: int | None
    last: int | None
    lanes: list[Lane]
    total: int

    @property
    def shown(self) -> int:
        """How many sessions stand in the lanes."""
        return sum(len(lane.entries) for lane in self.lanes)


def timeline_of(newest_first: Iterable[TimelineEntry], total: int, most_bytes: int) -> Timeline:
    """Return the newest sessions in lanes, as many as fit into a number of bytes of JSON."""
    lanes: dict[str, list[TimelineEntry]] = {}
    first: int | None = None
    last: int | None = None
    room = most_bytes
    for entry in newest_first:
        size = _ROW_BYTES + sum(
            len(msgspec.json.encode(text)) for text in (entry.title, entry.source, entry.model)
        )
        if entry.project not in lanes:
            size += _ROW_BYTES + len(msgspec.json.encode(entry.project))
        room -= size
        if room < 0:
            break
        lanes.setdefault(entry.project, []).append(entry)
        first = entry.began if first is None else min(first, entry.began)
        last = entry.ended if last is None else max(last, entry.ended)
    ordered = [Lane(name, sorted(found, key=_began)) for name, found in lanes.items()]
    return Timeline(first, last, ordered, total)


def entry_of(
    *,
    session_id: int,
    title: str | None,
    source: str,
    model: str | None,
    project: str | None,
    began: int,
    ended: int,
    tokens: int,
    cost: int | None,
) -> TimelineEntry:
    """Return an entry with its title cut, which never ends before it began."""
    short = title if title is None or len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"
    name = project or WITHOUT
    return TimelineEntry(
        session_id, short, source, model, name, began, max(began, ended), tokens, cost
    )


def _began(entry: TimelineEntry) -> tuple[int, int]:
    return entry.began, entry.id
