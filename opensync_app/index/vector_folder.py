"""`VectorFolder`: which tables of vectors there are, opened for writing, mended or made anew.

One process writes. It leaves a mark while it does: one that died is noticed at the next opening,
and one that died again and again, perhaps of a damaged file, gets new tables.
"""

import logging
import shutil
from pathlib import Path

import msgspec

from opensync_app.index.embedder import Embedder
from opensync_app.index.vector_engine import VectorsDamagedError, table_name
from opensync_app.index.vector_state import TableState, VectorState, read_state, write_state
from opensync_app.index.vectors import VectorTable

_IN_USE = "in-use"
_SUFFIX = ".lance"
_DEATHS = 3
"""Times running that a writer may die before it writes anything; then its tables are made anew."""

_log = logging.getLogger(__name__)


class VectorFolder:
    """The folder in the hands of the one process that writes it.

    Attributes:
        state: what the file in the folder says.
    """

    def __init__(self, folder: Path) -> None:
        """Use this folder; nothing is opened yet."""
        self._folder = folder
        self.state = read_state(folder)
        self._is_proven = False

    def claim(self) -> bool:
        """Mark the folder as being written; return whether the last writer died in it.

        Tables in which it died several times running are removed.
        """
        mark = self._folder / _IN_USE
        self._folder.mkdir(parents=True, exist_ok=True)
        deaths = mark.stat().st_size if mark.exists() else 0
        if deaths >= _DEATHS:
            _log.error("vectors broke off %d times; they are made anew", deaths)
            self.clear()
            deaths = 0
        mark.write_bytes(b"x" * (deaths + 1))
        self._is_proven = deaths == 0
        return deaths > 0

    def prove(self) -> None:
        """Note that the tables can be written: earlier deaths had other reasons."""
        if not self._is_proven:
            (self._folder / _IN_USE).write_bytes(b"x")
            self._is_proven = True

    def release(self) -> None:
        """Take the mark away."""
        (self._folder / _IN_USE).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all tables; they are made anew from the record."""
        self.state = VectorState()
        write_state(self._folder, self.state)
        self.sweep()

    def choose(self, embedder: Embedder, url: str) -> None:
        """Decide which table serves and which is built, for vectors of this model.

        The table of another model, or of other chunks, serves on while the new one is built, as
        long as its model can still be asked: the bundled one, or one of the same endpoint.
        """
        state, name = self.state, table_name(embedder.key)
        wanted = TableState(name=name, key=embedder.key, model=embedder.name, url=url)
        serving = state.serving
        if serving is None or serving.name == name:
            state = VectorState(serving=serving or wanted)
        elif serving.url not in ("", url) or not serving.covered:
            state = VectorState(serving=wanted)
        elif state.building is None or state.building.name != name:
            state = VectorState(serving=serving, building=wanted)
        self.save(state)
        self.sweep()

    def open_known(self, table: TableState) -> VectorTable | None:
        """Return a table as it is; None when it cannot be opened."""
        try:
            return VectorTable(self._folder, table.name, None)
        except VectorsDamagedError as error:
            _log.warning("the vectors %s are given up: %s", table.name, error)
            return None

    def open(self, table: TableState, dimension: int) -> VectorTable:
        """Return a table, an empty one in place of one that cannot be opened."""
        try:
            return VectorTable(self._folder, table.name, dimension)
        except VectorsDamagedError as error:
            _log.warning("the vectors %s are made anew: %s", table.name, error)
            self.remove(table)
            return VectorTable(self._folder, table.name, dimension)

    def remove(self, table: TableState) -> None:
        """Remove a table's files; its messages are to be looked at again."""
        for name in (table.name, f"{table.name}-seen"):
            shutil.rmtree(self._folder / f"{name}{_SUFFIX}", ignore_errors=True)

    def note(self, table: TableState) -> None:
        """Write down how far one of the tables is."""
        serving, building = self.state.serving, self.state.building
        if serving is not None and serving.name == table.name:
            self.save(msgspec.structs.replace(self.state, serving=table))
        elif building is not None and building.name == table.name:
            self.save(msgspec.structs.replace(self.state, building=table))

    def finish(self) -> None:
        """Let the table that was built serve; the old one is removed."""
        if self.state.building is not None:
            self.save(VectorState(serving=self.state.building))
            self.sweep()

    def save(self, state: VectorState) -> None:
        """Write a state when it is another one."""
        if state != self.state:
            self.state = state
            write_state(self._folder, state)

    def sweep(self) -> None:
        """Remove tables that nothing names."""
        tables = [table for table in (self.state.serving, self.state.building) if table is not None]
        kept = {f"{table.name}{end}{_SUFFIX}" for table in tables for end in ("", "-seen")}
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
