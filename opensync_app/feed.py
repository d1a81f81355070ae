"""In-process fan-out of changes after their commit, to threads and to event loops."""

import threading
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from opensync_app.core.changes import Change

if TYPE_CHECKING:
    import asyncio

_QUEUE = 1000
"""Changes a slow subscriber may fall behind before the oldest are dropped; it then refetches."""


class Subscription:
    """One listener on an event loop."""

    def __init__(
        self,
        loop: "asyncio.AbstractEventLoop",
        queue: "asyncio.Queue[Change]",
        leave: Callable[[], None],
    ) -> None:
        """Listen on this loop until `close`; changes wait in the queue."""
        self._loop = loop
        self._leave = leave
        self._queue = queue

    def deliver(self, change: Change) -> None:
        """Hand over a change from any thread; never blocks."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, change)

    async def changes(self) -> AsyncIterator[Change]:
        """Yield changes as they come, for ever."""
        while True:
            yield await self._queue.get()

    async def next(self) -> Change:
        """Return the next change."""
        return await self._queue.get()

    def close(self) -> None:
        """Stop listening."""
        self._leave()

    def _put(self, change: Change) -> None:
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(change)


class ChangeFeed:
    """Tells everybody who listens what changed."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._guard = threading.Lock()
        self._subscriptions: list[Subscription] = []
        self._listeners: list[Callable[[Change], None]] = []

    def publish(self, change: Change) -> None:
        """Tell everybody; called after the commit, from any thread; never blocks."""
        with self._guard:
            subscriptions, listeners = [*self._subscriptions], [*self._listeners]
        for subscription in subscriptions:
            subscription.deliver(change)
        for listener in listeners:
            listener(change)

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call a function on every change, in the publisher's thread; it must not block."""
        with self._guard:
            self._listeners.append(listener)

    def subscribe(self) -> Subscription:
        """Return a subscription on the running event loop."""
        import asyncio  # noqa: PLC0415 - takes a quarter of a command's start; only servers need it

        def leave() -> None:
            with self._guard:
                if subscription in self._subscriptions:
                    self._subscriptions.remove(subscription)

        subscription = Subscription(asyncio.get_running_loop(), asyncio.Queue(_QUEUE), leave)
        with self._guard:
            self._subscriptions.append(subscription)
        return subscription
