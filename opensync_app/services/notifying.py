"""Tell people what happened while they did not look, each thing once."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from opensync_app.core import notices
from opensync_app.core.changes import Notified
from opensync_app.core.clock import Clock
from opensync_app.core.local_days import buckets_of, zone_of
from opensync_app.core.notices import Notice, StoredNotice
from opensync_app.core.preferences import Preferences
from opensync_app.core.usage import usd
from opensync_app.feed import ChangeFeed
from opensync_app.services.import_report import ImportReport
from opensync_app.store import Store

_MANY = 50
"""Sessions of an import that are worth telling when the tool was imported before."""

_PRICES = "prices"
"""Name under which the record remembers the price list that all costs were counted by."""


class NoticePage(msgspec.Struct, frozen=True):
    """Notifications, newest first.

    Attributes:
        next_before: the id to go on from; None on the last page.
        unread: how many are unread in all.
    """

    notices: list[StoredNotice]
    next_before: int | None
    unread: int


class Notifying:
    """Writes and reads notifications; any process of a data folder may tell something.

    What was told is remembered in the record, in the transaction that tells it.
    """

    def __init__(self, store: Store, clock: Clock, user_id: int = 1) -> None:
        """Keep them in this store; what concerns the whole record is told to this user."""
        self._store = store
        self._clock = clock
        self._user_id = user_id

    def page(self, user_id: int, before: int | None, limit: int) -> NoticePage:
        """Return a page of a user's notifications."""
        desk = self._store.desk
        found = desk.notices(user_id, before, limit + 1)
        page = found[:limit]
        more = page[-1].id if page and len(found) > limit else None
        return NoticePage(page, more, desk.unread(user_id))

    def mark_read(self, user_id: int, ids: Sequence[int] | None) -> int:
        """Note that a user read some notifications, or all; return how many were unread."""
        return self._store.desk.mark_read(user_id, ids, self._clock.now_ms())

    def imported(self, report: ImportReport) -> None:
        """Tell of an import that brought a tool's first sessions, or many, or that failed in part."""
        self._finished(report)
        self._failed([(s.path, s.reason) for r in report.sources.values() for s in r.skipped])

    def trash_purged(self, user_id: int, sessions: int) -> None:
        """Tell that sessions were deleted for good."""
        self._store.desk.tell(user_id, notices.trash_purged(sessions), self._clock.now_ms())

    def index_stands(self, *, was_built: bool) -> None:
        """Tell that the search index was built anew; the first one of a data folder is no news."""
        is_first = self._store.desk.remember("told.index", "stands")
        if was_built and not is_first:
            self._tell(notices.index_rebuilt())

    def look(self) -> None:
        """Tell what the figures of the record give reason to; called on a clock."""
        self._look_at_prices()
        for user_id in self._store.desk.users():
            self._look_at_budget(user_id)

    def _finished(self, report: ImportReport) -> None:
        told = {name: r.sessions for name, r in report.sources.items() if r.sessions}
        desk = self._store.desk
        first = [name for name in told if desk.remember(f"told.first-import.{name}", "yes")]
        if first or sum(told.values()) > _MANY:
            files = sum(report.sources[name].files_read for name in told)
            self._tell(notices.import_finished(told, files))

    def _failed(self, files: Sequence[tuple[str, str]]) -> None:
        """Tell which files could not be read, as (path, reason), unless they were told before."""
        name = "told.unread-files"
        digest = hashlib.sha256(msgspec.json.encode(sorted(files))).hexdigest()
        if files:
            self._tell(notices.import_failed(files), (name, digest))
        elif self._store.desk.remembered(name) is not None:
            self._store.desk.remember(name, digest)

    def _look_at_prices(self) -> None:
        desk = self._store.desk
        told, now = desk.remembered("told.prices"), desk.remembered(_PRICES)
        if now is None or now == told:
            return
        if told is None:
            desk.remember("told.prices", now)
        else:
            self._tell(notices.prices_updated(), ("told.prices", now))

    def _look_at_budget(self, user_id: int) -> None:
        """Tell once in a month that 80 % of the budget are spent, and once that all of it is."""
        set_by_user = msgspec.convert(self._store.desk.preferences(user_id), Preferences)
        budget = set_by_user.budget_monthly_usd
        if budget is None:
            return
        month, buckets = _month(self._clock.now_ms(), set_by_user.time_zone or "UTC")
        cost = self._store.desk.cost_between(user_id, buckets)
        step = notices.budget_step(usd(cost) or 0.0, budget)
        name = f"told.budget.{user_id}"
        known = (self._store.desk.remembered(name) or "").split()
        if step is None or (known[:2] == [month, f"{budget}"] and int(known[2]) >= step):
            return
        notice = notices.budget_reached(step, budget, month)
        memory = (name, f"{month} {budget} {step}")
        self._store.desk.tell(user_id, notice, self._clock.now_ms(), memory)

    def _tell(self, notice: Notice, memory: tuple[str, str] | None = None) -> None:
        self._store.desk.tell(self._user_id, notice, self._clock.now_ms(), memory)


class NoticeWatch:
    """Announces notifications of every process here, and notices when an index was rebuilt."""

    def __init__(
        self,
        store: Store,
        feed: ChangeFeed,
        notifying: Notifying,
        is_rebuilding: Callable[[], bool],
    ) -> None:
        """Start from the newest notification; `is_rebuilding` looks at the index."""
        self._store = store
        self._feed = feed
        self._notifying = notifying
        self._is_rebuilding = is_rebuilding
        self._was_rebuilding: bool | None = None
        self._seen = store.desk.last_notice()

    def look(self) -> None:
        """Announce what is new; called on a clock."""
        rebuilding = self._is_rebuilding()
        if not rebuilding and self._was_rebuilding is not False:
            self._notifying.index_stands(was_built=self._was_rebuilding is True)
        self._was_rebuilding = rebuilding
        for notice in self._store.desk.notices_after(self._seen):
            self._seen = notice.id
            self._feed.publish(
                Notified(notice.user_id, notice.id, notice.kind, notice.title, notice.created_at)
            )


def _month(now_ms: int, zone_name: str) -> tuple[str, range]:
    """Return the local month of a moment, as 2026-11, and its quarters of an hour."""
    zone = zone_of(zone_name)
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()
    first = today.replace(day=1)
    last = _next_month(first) - timedelta(days=1)
    return f"{first:%Y-%m}", buckets_of(first, last, zone)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
