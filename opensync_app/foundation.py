"""What every process of a data folder stands on, and all that an import needs: the record, its door, the importer."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Self

from opensync_app.core.clock import SystemClock
from opensync_app.core.prices import BUNDLED
from opensync_app.core.pricing import PriceList
from opensync_app.feed import ChangeFeed
from opensync_app.services.importing import Importer
from opensync_app.services.recorder import Recorder
from opensync_app.services.repricing import Repricing
from opensync_app.settings import Settings
from opensync_app.sources.base import Home, Source
from opensync_app.sources.registry import SOURCES
from opensync_app.store import Store

if TYPE_CHECKING:
    from opensync_app.services.notifying import Notifying


class Foundation:
    """The record and who writes it; loads no index, no web and nothing that only answers.

    Attributes:
        settings: the effective ones.
        store: the record.
        feed: changes of this process after their commit.
        recorder: the one door in.
        repricing: brings stored costs in step with the price list.
    """

    def __init__(self, settings: Settings, *, repeatable: bool = False) -> None:
        """Open the record; nothing runs yet. A process that only imports is `repeatable`.

        Raises:
            DataFolderError: the folder cannot be used.
        """
        prices = PriceList(BUNDLED, (own.price() for own in settings.prices))
        self.settings = settings
        self.clock = SystemClock()
        self.store = Store(settings.record_path, repeatable=repeatable)
        self.feed = ChangeFeed()
        self.recorder = Recorder(self.store, self.feed, self.clock, prices)
        self.repricing = Repricing(self.store, prices)

    def __enter__(self) -> Self:
        """Return this, to be closed behind the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the record."""
        self.close()

    def importer(self, sources: Sequence[Source] = SOURCES) -> Importer:
        """Return what reads the tools' files."""
        return Importer(
            self.store,
            self.recorder,
            self.feed,
            self.clock,
            sources=sources,
            home=self.home(),
            machine=self.settings.machine,
        )

    @cached_property
    def notifying(self) -> "Notifying":
        """What tells people what happened."""
        from opensync_app.services.notifying import Notifying  # noqa: PLC0415 - often nothing did

        return Notifying(self.store, self.clock)

    def home(self) -> Home:
        """Return where the tools keep their files."""
        return Home(self.settings.home_path, self.settings.tool_environment())

    def close(self) -> None:
        """Let go of the record."""
        self.store.close()
