"""Makes the vectors of the record's sessions and messages, a little at a time, and keeps them in step with it."""

import logging
import threading
import time
from pathlib import Path

import msgspec

from opensync_app.core.changes import SemanticProgress
from opensync_app.index.chosen_model import embedder_of
from opensync_app.index.embedder import Embedder, ModelChoice
from opensync_app.index.vector_engine import VectorsDamagedError
from opensync_app.index.vector_folder import VectorFolder
from opensync_app.index.vector_spool import VectorSpool
from opensync_app.index.vector_state import TableState
from opensync_app.index.vectors import VectorTable
from opensync_app.services.vector_keeping import VectorKeeping
from opensync_app.store import Store

_STEP = 8
"""Messages, or openings of sessions, that are embedded before anything else is looked at."""

_BATCH = 1000
"""Vectors that are written together (design/engines.md section 4)."""

_LONGEST_HELD_S = 30.0
_FIRST_HELD_S = 5.0
"""The first vectors are written sooner, so that there is something to find."""

_FOLLOW_EVERY_S = 2.0
_TEND_AFTER = 50
"""Writes; then small files are merged."""

_PATIENCE_S = 60.0
_TRIES = 4

_log = logging.getLogger(__name__)


class Embedding(msgspec.Struct, frozen=True):
    """How vectors are made.

    Attributes:
        choice: the model.
        cpu_share: of one processor core, above 0 and up to 1.
        tool_output: whether what tools answer is embedded too, after everything else.
    """

    choice: ModelChoice = ModelChoice()
    cpu_share: float = 0.5
    tool_output: bool = False


class EmbeddingService:
    """The one writer of the vectors; `work` is called from one thread."""

    def __init__(self, store: Store, folder: Path, how: Embedding) -> None:
        """Make vectors of this record in this folder; nothing is opened before `work`."""
        self._store = store
        self._folder = VectorFolder(folder)
        self._spool = VectorSpool(folder)
        self._how = how
        self._stopping = threading.Event()
        self._suspected = False
        self._embedder: Embedder | None = None
        self._main: VectorKeeping | None = None
        self._old: VectorKeeping | None = None
        self._followed_at = 0.0
        self._held_since = 0.0
        self._writes = 0

    def work(self, budget_s: float = 1.0) -> SemanticProgress:
        """Go on for about this long, within the CPU share; return how far it is.

        Raises:
            EmbeddingFailedError: the model or the endpoint does not answer; try again later.
            VectorsDamagedError: the vectors cannot be written; the next call mends them.
        """
        deadline = time.monotonic() + budget_s
        try:
            keeping = self._opened()
            if self._suspected:
                self._mend(keeping)
            while not self._stopping.is_set():
                is_done = self._step(keeping)
                if is_done or time.monotonic() > deadline:
                    break
        except VectorsDamagedError:
            self._suspected = True
            self._main = self._old = None
            raise
        return self.progress()

    def progress(self) -> SemanticProgress:
        """Return how far the vectors of the wanted model are."""
        table = self._table()
        covered = 0 if self._main is None else len(self._main.coverage)
        wanted = self._store.covering.wanted() if self._main is None else self._main.wanted
        return SemanticProgress(
            state="ready" if table.is_complete else "building",
            covered=covered,
            total=covered if table.is_complete else max(covered, wanted),
            model=table.model,
        )

    def suspect(self) -> None:
        """Have everything checked, and mended if need be, at the next `work`."""
        self._suspected = True

    def rebuild(self) -> None:
        """Forget all vectors; the next `work` begins anew."""
        self._main = self._old = None
        self._folder.clear()

    def stop(self) -> None:
        """Have a running `work` end soon."""
        self._stopping.set()

    def close(self) -> None:
        """Write what is held and let go."""
        self._stopping.set()
        if self._main is not None:
            self._write(self._main)
            self._main = self._old = None
            self._folder.release()

    def _opened(self) -> VectorKeeping:
        """Return the table of the wanted model, opened at first need."""
        if self._main is not None:
            return self._main
        embedder = self._embedder or embedder_of(
            self._how.choice, threads=1, patience_s=_PATIENCE_S, tries=_TRIES
        )
        dimension = embedder.dimension
        self._embedder = embedder
        if self._folder.claim():
            self._suspected = True
        self._folder.choose(embedder, self._how.choice.url)
        self._open_old()
        self._main = self._keeping(self._folder.open(self._table(), dimension))
        self._held_since = time.monotonic() + _FIRST_HELD_S - _LONGEST_HELD_S
        return self._main

    def _open_old(self) -> None:
        """Open the table that serves until the wanted one is built; give up a damaged one."""
        state = self._folder.state
        if state.building is None or state.serving is None:
            return
        old = self._folder.open_known(state.serving)
        if old is None:
            self._folder.finish()
        else:
            self._old = self._keeping(old)

    def _keeping(self, table: VectorTable) -> VectorKeeping:
        return VectorKeeping(self._store, table, self._stopping, tool_output=self._how.tool_output)

    def _table(self) -> TableState:
        """Return what is told of the wanted model's table."""
        table = self._folder.state.building or self._folder.state.serving
        return table or TableState(name="", key="", model="")

    def _mend(self, keeping: VectorKeeping) -> None:
        """Check every vector and compare everything with the record; drop what is wrong."""
        self._suspected = False
        for one in (keeping, self._old):
            if one is not None:
                one.drop(one.table.unsound())
                one.compare()
                one.table.tend()

    def _step(self, keeping: VectorKeeping) -> bool:
        """Do a little; return whether nothing is left to do."""
        began, used = time.monotonic(), time.process_time()
        if began - self._followed_at > _FOLLOW_EVERY_S:
            self._follow(keeping)
        if self._embedder is not None and self._embed_some(keeping, self._embedder):
            if keeping.held >= _BATCH or began - self._held_since > _LONGEST_HELD_S:
                self._write(keeping)
            self._rest(began, used)
            return False
        self._write(keeping)
        return self._is_done(keeping)

    def _embed_some(self, keeping: VectorKeeping, embedder: Embedder) -> bool:
        """Embed a few openings, or else a few messages; return whether there were any."""
        openings = keeping.next_openings(_STEP)
        messages = [] if openings else keeping.next(_STEP)
        if not openings and not messages:
            return False
        self._note(keeping, is_complete=False)
        if openings:
            keeping.embed_openings(openings, embedder)
        else:
            keeping.embed(messages, embedder)
        return True

    def _follow(self, keeping: VectorKeeping) -> None:
        keeping.follow()
        if self._old is not None:
            self._old.follow()
        if self._embedder is not None and not self._spool.is_empty():
            keeping.adopt(self._spool.gather(self._embedder.key))
        self._followed_at = time.monotonic()

    def _is_done(self, keeping: VectorKeeping) -> bool:
        """Finish when the journal has nothing more to tell."""
        if keeping.follow():
            return False
        keeping.plan()
        if keeping.is_planned:
            return False
        if self._writes:
            self._tend(keeping)
        self._note(keeping, is_complete=True)
        if self._folder.state.building is not None:
            self._folder.finish()
            self._old = None
        return True

    def _write(self, keeping: VectorKeeping) -> None:
        """Make what is held durable, and tell the file."""
        self._held_since = time.monotonic()
        if keeping.flush():
            self._writes += 1
            self._folder.prove()
        if self._writes >= _TEND_AFTER:
            self._tend(keeping)
        self._note(keeping, is_complete=self._table().is_complete)

    def _tend(self, keeping: VectorKeeping) -> None:
        self._writes = 0
        keeping.table.tend()

    def _note(self, keeping: VectorKeeping, *, is_complete: bool) -> None:
        """Tell the file how far the wanted model's vectors are."""
        self._folder.note(
            msgspec.structs.replace(
                self._table(),
                reached=keeping.durable,
                covered=keeping.coverage.by_user(),
                is_complete=is_complete,
                has_openings=True,
            )
        )

    def _rest(self, began: float, used: float) -> None:
        """Wait until this step has used no more than its share of a processor."""
        busy = time.process_time() - used
        left = busy / self._how.cpu_share - (time.monotonic() - began)
        if left > 0:
            self._stopping.wait(left)
