"""What people are told of in their notifications, and in which words."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from opensync_app.core.names import tool_name

NoticeKind = Literal[
    "import-finished",
    "import-failed",
    "budget-reached",
    "index-rebuilt",
    "price-list-updated",
    "trash-purged",
]

_NAMED = 3
"""Files that a notification names."""

BUDGET_STEPS = (100, 80)
"""Percent of the budget that are told, highest first."""


class Notice(msgspec.Struct, frozen=True):
    """One thing to tell.

    Attributes:
        title: one line.
        detail: what more there is to say; may be empty.
        link: path of the page that shows it; may be empty.
    """

    kind: NoticeKind
    title: str
    detail: str = ""
    link: str = ""


class StoredNotice(msgspec.Struct, frozen=True):
    """A notification as the record holds it.

    Attributes:
        id: record id; on the wire `n<id>`.
        created_at: epoch ms.
        read_at: epoch ms; None while it is unread.
    """

    id: int
    user_id: int
    kind: str
    title: str
    detail: str
    link: str
    created_at: int
    read_at: int | None


def import_finished(sessions: Mapping[str, int], files: int) -> Notice:
    """Return the words for an import, by the sessions of each source.

    Files are named when some were read; what a newer version reads again comes from the archive.
    """
    total = sum(sessions.values())
    most_first = sorted(sessions.items(), key=lambda one: -one[1])
    tools = ", ".join(f"{count:,} from {tool_name(name)}" for name, count in most_first)
    read = f"; {_counted(files, 'file')} read" if files else ""
    return Notice(
        "import-finished",
        f"{_counted(total, 'session')} imported",
        f"{tools}{read}.",
        "/sessions",
    )


def import_failed(files: Sequence[tuple[str, str]]) -> Notice:
    """Return the words for files that could not be read, as (path, reason)."""
    named = "\n".join(f"{path}: {reason}" for path, reason in files[:_NAMED])
    more = len(files) - _NAMED
    return Notice(
        "import-failed",
        f"{_counted(len(files), 'file')} could not be read",
        f"{named}\nand {more:,} more" if more > 0 else named,
        "/settings",
    )


def budget_reached(percent: int, budget_usd: float, month: str) -> Notice:
    """Return the words for a part of the month's budget that is spent; `month` as 2026-11."""
    title = (
        "The budget of the month is spent"
        if percent >= BUDGET_STEPS[0]
        else f"{percent} % of the month's budget is spent"
    )
    return Notice("budget-reached", title, f"${budget_usd:,.2f} for {month}.", "/")


def index_rebuilt() -> Notice:
    """Return the words for a search index that was built anew."""
    return Notice("index-rebuilt", "The search index was built anew", link="/search")


def prices_updated() -> Notice:
    """Return the words for costs that were counted again."""
    detail = "All costs were counted again by the new list."
    return Notice("price-list-updated", "Prices were updated", detail, "/analytics")


def trash_purged(sessions: int) -> Notice:
    """Return the words for sessions that were deleted for good."""
    title = f"{_counted(sessions, 'session')} deleted for good"
    return Notice("trash-purged", title, "They had been in the trash for 30 days.")


def budget_step(cost_usd: float, budget_usd: float) -> int | None:
    """Return the highest step of the budget that a cost has reached, percent; None for none."""
    return next((step for step in BUDGET_STEPS if cost_usd * 100 >= budget_usd * step), None)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
