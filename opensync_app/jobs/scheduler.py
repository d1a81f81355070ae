"""APScheduler set-up and the one table of jobs."""

from collections.abc import Callable
from typing import Any

import msgspec
from apscheduler.executors.pool import ThreadPoolExecutor  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.background import (  # pyright: ignore[reportMissingTypeStubs]
    BackgroundScheduler,
)


class Job(msgspec.Struct, frozen=True):
    """One job on a clock.

    Attributes:
        name: unique; shown in logs.
        every_s: seconds between two runs.
        run: what is called, in a thread of the scheduler.
    """

    name: str
    every_s: float
    run: Callable[[], object]


class Scheduler:
    """Runs the table of jobs; a run that is still under way is not started twice."""

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        """Take the table; nothing runs before `start`."""
        self._scheduler: Any = BackgroundScheduler(
            timezone="UTC", executors={"default": ThreadPoolExecutor(2)}
        )
        for job in jobs:
            self._scheduler.add_job(
                job.run,
                "interval",
                seconds=job.every_s,
                id=job.name,
                name=job.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let running jobs finish and stop."""
        self._scheduler.shutdown(wait=True)
