"""`Keeping.verify()`: proves that archive, record and indexes agree, and says what does not."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from opensync_app.index.reading import IndexReader
from opensync_app.services.kept_files import FileProof, SourceFigures
from opensync_app.services.kept_index import IndexProof
from opensync_app.services.kept_messages import MessageProof
from opensync_app.services.kept_vectors import VectorProof
from opensync_app.sources.base import Home, Source
from opensync_app.store import Store

Progress = Callable[[str, int], None]
"""Called with what is looked at and how much of it is done."""


class Proof(msgspec.Struct):
    """One thing that was proven, or not.

    Attributes:
        name: what must agree.
        looked_at: how many things were compared.
        problems: a sentence for each fault; empty when all agree.
    """

    name: str
    looked_at: int = 0
    problems: list[str] = msgspec.field(default_factory=list[str])


class Verification(msgspec.Struct):
    """What `verify` found.

    Attributes:
        sources: files of each tool.
        proofs: what was compared.
        index_waits: journal entries that the search index has not passed yet.
        index_is_built: False while the search index is in the making; it was not compared then.
        vectors_missing: prompts and replies that cannot be found by meaning yet; None when there
            are no vectors at all.
    """

    sources: dict[str, SourceFigures]
    proofs: list[Proof]
    index_waits: int = 0
    index_is_built: bool = True
    vectors_missing: int | None = None

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return not any(proof.problems for proof in self.proofs)

    def as_json(self, seconds: float) -> dict[str, object]:
        """Return the stable shape of `verify --json`."""
        return {
            "ok": self.is_sound,
            "seconds": round(seconds, 3),
            "sources": msgspec.to_builtins(self.sources),
            "checks": [
                {"name": p.name, "checked": p.looked_at, "problems": p.problems}
                for p in self.proofs
            ],
            "indexWaits": self.index_waits,
            "indexBuilt": self.index_is_built,
            "vectorsMissing": self.vectors_missing,
        }


class Keeping:
    """Looks at the record as a whole; only reads, also beside a running server."""

    def __init__(
        self,
        store: Store,
        reader: IndexReader,
        *,
        sources: Sequence[Source],
        home: Home,
        vectors: Path | None = None,
    ) -> None:
        """Look at this record, this index and these vectors, and for these tools' files here."""
        self._store = store
        self._reader = reader
        self._sources = tuple(sources)
        self._home = home
        self._vectors = vectors

    def verify(self, progress: Progress | None = None) -> Verification:
        """Compare everything with everything it must agree with; takes its time."""
        tell = progress or _tell_nobody
        with self._store.database.one_moment():
            found = self._verify_record(tell)
        index = IndexProof(self._store, self._reader)
        proof = _proof("search index", index.problems(), tell)
        found.proofs.append(proof)
        found.index_waits, found.index_is_built = index.waiting, index.is_built
        if self._vectors is not None:
            vectors = VectorProof(self._store, self._vectors)
            proof = _proof("vectors", vectors.problems(), tell)
            proof.looked_at = vectors.messages
            found.proofs.append(proof)
            found.vectors_missing = vectors.missing if vectors.is_made else None
        return found

    def _verify_record(self, tell: Progress) -> Verification:
        checking = self._store.checking
        files = [FileProof(self._store, source, self._home) for source in self._sources]
        pages = _proof("database", checking.damage(), tell)
        archive = _proof("archive", (p for file in files for p in file.problems()), tell)
        known = [
            (source, record)
            for source, file in zip(self._sources, files, strict=True)
            for record in file.known.values()
        ]
        said = MessageProof(self._store, known)
        messages = _proof("messages", said.problems(), tell)
        messages.looked_at = said.messages
        totals = _proof("session totals", checking.wrong_totals(), tell)
        ledger = _proof("counted tokens", checking.wrong_ledger(said.extras), tell)
        rollups = _proof("roll-ups", checking.wrong_rollups(), tell)
        figures = {s.name: f.figures for s, f in zip(self._sources, files, strict=True)}
        return Verification(figures, [pages, archive, messages, totals, ledger, rollups])


def _tell_nobody(_name: str, _done: int) -> None:
    """Say nothing."""


def _proof(name: str, problems: Iterable[str | None], tell: Progress) -> Proof:
    """Go through what a proof yields: a sentence for each fault, None for each step."""
    proof = Proof(name)
    tell(name, 0)
    for problem in problems:
        if problem is None:
            proof.looked_at += 1
            tell(name, proof.looked_at)
        else:
            proof.problems.append(problem)
    return proof
