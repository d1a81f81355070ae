"""The large record of `bench.scale`: real sessions, many times, and their vectors.

The development sessions are imported once and recorded again and again, under other ids, dates and
projects, with a word in each message that stands nowhere else. So the lengths, kinds and words of
messages are real, but a common word is as common as it is in one copy, and most texts have equals.
Embedding all of it would take hours: the first distinct texts are embedded by the real model, every
other text takes the vector of one of those, turned a little at random. The vector table then has
the size, the columns and the spread of a real one and its answers cost what real ones cost; what
they mean is not worth judging. Everything is written through the classes that the program uses.
"""

import hashlib
import json
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from bench import contenders
from bench.contenders import Contender, Server
from bench.relevance.running import wait_for_index
from opensync_app.bootstrap import OpenSync
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.session import PUSHED_TITLE, Message, Part, SessionPatch
from opensync_app.index.bundled_model import BundledModel
from opensync_app.index.embedder import Embedder
from opensync_app.index.vector_folder import VectorFolder
from opensync_app.services.vector_keeping import VectorKeeping
from opensync_app.settings import Settings
from opensync_app.store.batches import RecordBatch

if TYPE_CHECKING:
    import numpy.typing as npt

OWNER = 1
PROJECTS = 40
DAY_MS = 86_400_000
INDEXED_WITHIN = 3600.0
TURNED_BY = 0.35
"""Length of the noise added to a copied vector of length 1; their cosine is about .94."""
_AT_ONCE = 200
_WRITTEN_AT = 20_000


class SampledModel:
    """The real model for the first distinct texts; for the others copies of their vectors, turned.

    Attributes:
        embedded: texts that the model really read.
        copied: texts that got a turned copy.
    """

    def __init__(self, model: Embedder, sample: int) -> None:
        """Read this many distinct texts with the model."""
        self.key, self.name, self.dimension = model.key, model.name, model.dimension
        self.embedded = self.copied = 0
        self._model = model
        self._sample = sample
        self._known: list[npt.NDArray[np.float32]] = []
        self._rng = np.random.default_rng(5)

    def embed(self, texts: Sequence[str]) -> "npt.NDArray[np.float32]":
        """Return a vector of length 1 for each text."""
        real = min(len(texts), max(0, self._sample - len(self._known)))
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        if real:
            rows[:real] = self._model.embed(texts[:real])
            self._known.extend(rows[:real])
        for number in range(real, len(texts)):
            rows[number] = self._turned(texts[number])
        self.embedded += real
        self.copied += len(texts) - real
        return rows

    def least_near(self, text: str, *, is_known: bool, among: int) -> float:
        """Return what the model says."""
        return self._model.least_near(text, is_known=is_known, among=among)

    def _turned(self, text: str) -> "npt.NDArray[np.float32]":
        digest = hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest()
        vector = self._known[int.from_bytes(digest, "big") % len(self._known)]
        noise = self._rng.standard_normal(self.dimension, dtype=np.float32)
        turned = vector + noise * np.float32(TURNED_BY / np.sqrt(self.dimension))
        return np.asarray(turned / np.linalg.norm(turned), dtype=np.float32)


def large_record(home: Path, data: Path, messages: int, sample: int) -> Contender:
    """Return OpenSync with that many messages or more, searchable, with vectors; made once."""
    contender = contenders.opensync(home, data)
    filled = data.with_suffix(".filled")
    if not filled.is_file():
        contender.forget()
        contender.run_import()
        contenders.give_key(contender)
        settings = Settings(data_dir=data)
        facts: dict[str, float] = {"messages": fill_messages(settings, messages)}
        begun = time.perf_counter()
        words = {**contender.environment, "OPENSYNC_SEMANTIC": "false"}
        with Server(replace(contender, environment=words)) as server:
            wait_for_index(server, INDEXED_WITHIN)
        facts["indexing_s"] = round(time.perf_counter() - begun)
        facts |= fill_vectors(settings, sample)
        filled.write_text(json.dumps(facts))
    contenders.give_key(contender)
    return contender


def fill_messages(settings: Settings, wanted: int) -> int:
    """Record the sessions that a record holds again until it has so many messages; return those.

    Every message that is stored counts, what tools answered too: each is a document of the index.
    """
    core = OpenSync(settings)
    try:
        sessions = core.store.sessions.by_ids(core.store.sessions.ids_after(0, 100_000))
        held = stored_messages(core)
        copies = max(0, -(-wanted // held) - 1) if held else 0
        for session in sessions:
            messages = whole_session(core, session.id)
            for number in range(1, copies + 1):
                core.recorder.record(copy_of(session, messages, number))
        return held * (copies + 1)
    finally:
        core.close()


def stored_messages(core: OpenSync) -> int:
    """Return how many messages a record has."""
    count = after = 0
    while ids := core.store.messages.ids_after(after, 10_000):
        count, after = count + len(ids), ids[-1]
    return count


def whole_session(core: OpenSync, session_id: int) -> list[StoredMessage]:
    """Return all messages of a session in order."""
    found: list[StoredMessage] = []
    page = core.store.messages.page(session_id)
    found.extend(page.messages)
    while page.next_cursor:
        page = core.store.messages.page(session_id, page.next_cursor)
        found.extend(page.messages)
    return found


def copy_of(session: StoredSession, messages: Sequence[StoredMessage], number: int) -> RecordBatch:
    """Return a session as another one: ids, days and project of its own, a new word in each."""
    rng = random.Random(f"{session.external_id}/{number}")  # noqa: S311  a reproducible draw
    name, later = f"{session.external_id}-{number}", rng.randrange(-300, 30) * DAY_MS
    patch = SessionPatch(
        external_id=name,
        source=session.source,
        title=session.title,
        title_rank=PUSHED_TITLE,
        project_name=f"{session.project_name}-{int(rng.expovariate(0.15)) % PROJECTS}",
        git_branch=session.git_branch,
        model=session.model,
        created_at=session.created_at + later,
        active_at=session.updated_at + later,
    )
    return RecordBatch(
        user_id=OWNER,
        origin="import",
        sessions=(patch,),
        messages=tuple(_message_of(message, name, later) for message in messages),
    )


def _message_of(message: StoredMessage, session: str, later: int) -> Message:
    digest = hashlib.blake2b(f"{session}/{message.external_id}".encode(), digest_size=5)
    word = Part("text", f"note zq{digest.hexdigest()}")
    return Message(
        session_external_id=session,
        external_id=message.external_id,
        role=message.role,
        kind=message.kind,
        parts=(*message.parts, word),
        text_content=message.text_content,
        model=message.model,
        created_at=message.created_at + later,
        position=message.position,
    )


def fill_vectors(settings: Settings, sample: int) -> dict[str, float]:
    """Give every message of a record that wants one its vectors; return how many were made how."""
    core = OpenSync(settings)
    model = SampledModel(BundledModel(), sample)
    shutil.rmtree(settings.vectors_dir, ignore_errors=True)
    folder = VectorFolder(settings.vectors_dir)
    folder.claim()
    folder.choose(model, "")
    table = folder.state.serving
    if table is None:
        message = "the vector folder chose no table"
        raise RuntimeError(message)
    try:
        opened = folder.open(table, model.dimension)
        keeping = VectorKeeping(core.store, opened, threading.Event(), tool_output=False)
        keeping.follow()
        while openings := keeping.next_openings(_AT_ONCE):
            keeping.embed_openings(openings, model)
        while messages := keeping.next(_AT_ONCE):
            keeping.embed(messages, model)
            if keeping.held >= _WRITTEN_AT:
                keeping.flush()
        keeping.flush()
        opened.tend()
        folder.note(
            msgspec.structs.replace(
                table,
                reached=keeping.reached,
                covered=keeping.coverage.by_user(),
                is_complete=True,
                has_openings=True,
            )
        )
        return {"vectors": opened.count(), "embedded": model.embedded, "copied": model.copied}
    finally:
        folder.release()
        core.close()


def disk(data: Path) -> dict[str, int]:
    """Return the bytes that the parts of a data folder take on the disk."""
    sizes: dict[str, int] = {}
    for path in sorted(data.iterdir()):
        done = subprocess.run(["du", "-sk", str(path)], capture_output=True, check=True, text=True)
        name = path.name.split(".")[0] if path.is_file() else path.name
        sizes[name] = sizes.get(name, 0) + int(done.stdout.split()[0]) * 1024
    return sizes
