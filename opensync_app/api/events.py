"""GET /api/events: server-sent events from the feed."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Collection,
    Iterable,
    Sequence,
)
from functools import partial
from typing import NamedTuple, cast

import msgspec
from litestar import Router, get
from litestar.response import Stream

from opensync_app.api.auth import ApiRequest, config_of, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.status import import_shape, semantic_shape
from opensync_app.core.changes import (
    Change,
    ImportProgress,
    IndexAdvanced,
    Notified,
    RecordChanged,
    SemanticProgress,
)
from opensync_app.feed import Subscription

_PAUSE_S = 0.2
"""Between two sendings; the first change after a quiet time goes out at once."""

_KEEP_ALIVE = b": still here\n\n"


class Listener(NamedTuple):
    """Who listens.

    Attributes:
        user_id: whose changes are told.
        others: returns those of some sessions that are somebody else's.
        semantic: returns how far search by meaning is in this user's messages.
    """

    user_id: int
    others: Callable[[Sequence[int]], Collection[int]]
    semantic: Callable[[], SemanticProgress]


class Gathered:
    """Changes that wait to be sent, as one event of each kind."""

    def __init__(self, user_id: int) -> None:
        """Start with nothing for a user."""
        self._user_id = user_id
        self._notices: list[Notified] = []
        self._sequence = 0
        self._sessions: dict[int, None] = {}
        self._index: IndexAdvanced | None = None
        self._import: ImportProgress | None = None
        self._is_semantic = False

    def add(self, change: Change) -> None:
        """Take in a change."""
        if isinstance(change, RecordChanged):
            self._sequence = max(self._sequence, change.sequence)
            self._sessions.update(dict.fromkeys(change.session_ids))
        elif isinstance(change, IndexAdvanced):
            self._index = change
        elif isinstance(change, ImportProgress):
            self._import = change
        elif isinstance(change, Notified) and change.user_id == self._user_id:
            self._notices.append(change)
        elif isinstance(change, SemanticProgress):
            self._is_semantic = True

    def take_changed(self) -> list[int]:
        """Return the record ids of the sessions that changed, anybody's, and forget them."""
        changed = list(self._sessions)
        self._sessions = {}
        return changed

    def take_semantic(self) -> bool:
        """Return whether search by meaning moved on, in anybody's messages, and forget it."""
        moved, self._is_semantic = self._is_semantic, False
        return moved

    def drain(self, changed: Iterable[int], semantic: SemanticProgress | None) -> bytes:
        """Return what waits as events, with these sessions; start again with nothing."""
        events: list[bytes] = []
        if ids := [f"s{number}" for number in changed]:
            events.append(event("change", {"sequence": self._sequence, "sessions": ids}))
        if self._index is not None:
            data = {"lag": self._index.lag, "sequence": self._index.sequence}
            events.append(event("index", data))
        if self._import is not None:
            events.append(event("import", import_shape(self._import)))
        if semantic is not None:
            events.append(event("semantic", semantic_shape(semantic)))
        events += [event("notification", _notice_shape(notice)) for notice in self._notices]
        self._notices = []
        self._index, self._import = None, None
        return b"".join(events)


class EventStreams:
    """The open streams of one app; they end together, so that a server can stop."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: dict[asyncio.Task[None], asyncio.AbstractEventLoop] = {}

    def close(self) -> None:
        """End every stream; may be called from any thread."""
        for task, loop in [*self._open.items()]:
            if not loop.is_closed():
                loop.call_soon_threadsafe(task.cancel)

    async def follow(
        self, listener: "Listener", subscription: Subscription, hello: bytes, keep_alive_s: float
    ) -> AsyncGenerator[bytes, None]:
        """Yield a greeting, then changes as they come, until `close` or the listener leaves."""
        gathered, news = Gathered(listener.user_id), asyncio.Event()
        pump = asyncio.create_task(_pump(subscription, gathered, news))
        self._open[pump] = asyncio.get_running_loop()
        try:
            yield hello
            while not pump.done():
                await _news(news, pump, keep_alive_s)
                changed = gathered.take_changed()
                if changed:
                    hidden = await asyncio.to_thread(listener.others, changed)
                    changed = [number for number in changed if number not in hidden]
                moved = gathered.take_semantic()
                semantic = await asyncio.to_thread(listener.semantic) if moved else None
                yield gathered.drain(changed, semantic) or _KEEP_ALIVE
                await asyncio.wait({pump}, timeout=_PAUSE_S)
        finally:
            del self._open[pump]
            pump.cancel()
            subscription.close()


def _notice_shape(notice: Notified) -> dict[str, object]:
    return {
        "id": f"n{notice.id}",
        "kind": notice.kind,
        "title": notice.title,
        "createdAt": notice.created_at,
    }


async def _pump(subscription: Subscription, gathered: Gathered, news: asyncio.Event) -> None:
    async for change in subscription.changes():
        gathered.add(change)
        news.set()


async def _news(news: asyncio.Event, pump: asyncio.Task[None], keep_alive_s: float) -> None:
    """Wait until there is something to send, or for a quiet time."""
    waiting = asyncio.create_task(news.wait())
    try:
        await asyncio.wait(
            {waiting, pump}, timeout=keep_alive_s, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        waiting.cancel()
    news.clear()


def event(name: str, data: object) -> bytes:
    """Return one server-sent event with JSON data."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(data))


@get(
    "/events",
    operation_id="followEvents",
    summary="Follow changes as they happen",
    responses=problems(),
)
async def follow_events(request: ApiRequest) -> Stream:
    """Follow changes as server-sent events: `hello`, `change`, `index`, `import`, `semantic`, `notification`."""
    services, config = services_of(request), config_of(request)
    streams = cast("EventStreams", request.app.state.streams)
    subscription = services.feed.subscribe()
    sequence = await asyncio.to_thread(services.browsing.last_sequence)
    hello = event("hello", {"sequence": sequence, "version": config.version})
    user_id = request.user.user.id
    listener = Listener(
        user_id,
        partial(services.browsing.others, user_id),
        partial(services.work.semantic_state, user_id),
    )
    changes: AsyncIterator[bytes] = streams.follow(
        listener, subscription, hello, config.keep_alive_s
    )
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(changes, media_type="text/event-stream", headers=headers)


events_router = Router("/api", route_handlers=[follow_events], guards=[may_read], tags=["status"])
