"""Counts stored costs again at the worker's start when the price list changed, in a thread."""

import logging
import threading

from opensync_app.services.repricing import Repricing

_log = logging.getLogger(__name__)


class RepricingJob:
    """Runs once, beside everything else."""

    def __init__(self, repricing: Repricing) -> None:
        """Prepare the thread; `start` runs it."""
        self._repricing = repricing
        self._thread = threading.Thread(target=self._run, name="repricing", daemon=True)

    def start(self) -> None:
        """Begin, or go on where an earlier run was interrupted."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the step at hand and stop."""
        self._repricing.stop()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._repricing.run()
        except Exception:  # noqa: BLE001 - logged; the next start tries again
            _log.exception("counting the costs again failed")
