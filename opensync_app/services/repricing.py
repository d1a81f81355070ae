"""Counts every stored cost again after the price list changed, between other writes."""

import logging
import threading

from opensync_app.core.pricing import PriceList
from opensync_app.store import Store
from opensync_app.store.repricing import is_stale, reprice_some

_log = logging.getLogger(__name__)

_ROWS_AT_ONCE = 250
"""Rows of one transaction: about as long as a bulk write may hold the lane."""

_SAY_EVERY = 50_000


class Repricing:
    """Brings stored costs in step with the price list."""

    def __init__(self, store: Store, prices: PriceList) -> None:
        """Count by this list."""
        self._store = store
        self._prices = prices
        self._stopping = threading.Event()

    def is_due(self) -> bool:
        """Whether stored costs were counted by another list, or not to the end."""
        return self._store.database.read(lambda c: is_stale(c, self._prices))

    def run(self) -> int:
        """Count everything again, once, if it is due; return the rows that were looked at.

        Each little step is durable and leaves all sums in step, so it may end at any time; the
        next run goes on from there.
        """
        done = said = 0
        while not self._stopping.is_set() and self.is_due():
            counted = self._store.database.write(
                lambda c: reprice_some(c, self._prices, _ROWS_AT_ONCE), urgent=False
            )
            done += counted
            if not counted:
                break  # still due when somebody who knows another list writes meanwhile
            if done - said >= _SAY_EVERY:
                said = done
                _log.info("prices changed: %d costs are counted again so far", done)
        if done:
            _log.info("prices changed: %d costs were counted again", done)
        return done

    def stop(self) -> None:
        """Ask a run to end after the step it is at."""
        self._stopping.set()
