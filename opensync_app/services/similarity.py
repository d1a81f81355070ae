"""Finds messages, and sessions as a whole, by meaning: vectors first, and the best full-text hits that have none yet."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from opensync_app.core.embeddable import embeddable_of
from opensync_app.core.errors import UnavailableError
from opensync_app.core.query import SearchQuery
from opensync_app.core.records import StoredMessage
from opensync_app.core.similarity import NearMessage, SemanticAnswer
from opensync_app.core.stop_words import STOP_WORDS
from opensync_app.index.chosen_model import embedder_of
from opensync_app.index.chunks import chunks_of
from opensync_app.index.embedder import (
    Embedder,
    EmbeddingFailedError,
    Matrix,
    ModelChoice,
)
from opensync_app.index.vector_engine import VectorsDamagedError, load_engine
from opensync_app.index.vector_reader import VectorReader, Wanted
from opensync_app.index.vector_rows import digest_of
from opensync_app.index.vector_spool import VectorSpool, spooled
from opensync_app.index.vector_state import TableState, VectorState, read_state
from opensync_app.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_log = logging.getLogger(__name__)

_OFF = "Search by meaning is switched off; the setting `semantic` switches it on."
_NOTHING_YET = "No message can be found by meaning yet; that is being prepared."

_FAR = "Nothing that was said is near enough to that in meaning."

_TELLING_SHARE = 0.3
"""How much the words that tell something weigh beside the whole text (bench/relevance)."""

_LATE_MESSAGES = 20
_LATE_S = 0.3
"""How many messages, and for how long, a search embeds before it answers."""

_LOADING_S = 4.0
"""How long the first search waits for engine and model; then it says that they are being loaded."""

_LOADING = "Search by meaning is being made ready; try again in a few seconds."

_REMEMBERED = 2000
_ENDPOINT_PATIENCE_S = 5.0
_COUNTED_FOR_S = 5.0


class _Late(msgspec.Struct, frozen=True):
    """Messages without vectors that a search may embed now.

    Attributes:
        messages: with their texts, the best hits first.
        vector: of what is looked for.
        model: makes their vectors.
    """

    messages: list[tuple[StoredMessage, str]]
    vector: "npt.NDArray[np.float32]"
    model: Embedder


class SimilarityService:
    """Reads the vectors that another process writes; loads what that needs at its first use."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        choice: ModelChoice | None,
        suspect: Callable[[], None],
        *,
        least_near: float | None = None,
    ) -> None:
        """Search this record and these vectors.

        `choice` is None when search by meaning is switched off; `suspect` is called when the
        vectors cannot be read. Nothing that is less near than `least_near` (a cosine) is found;
        without it the model says what chance would have.
        """
        self._store = store
        self._folder = folder
        self._choice = choice
        self._suspect = suspect
        self._least_near = least_near
        self._reader = VectorReader(folder)
        self._spool = VectorSpool(folder)
        self._guard = threading.Lock()
        self._models: dict[str, Embedder] = {}
        self._late: OrderedDict[tuple[str, int], Matrix] = OrderedDict()
        self._counts: dict[int, tuple[float, int]] = {}
        self._loaded = threading.Event()
        self._loading: threading.Thread | None = None

    def nearest(self, query: SearchQuery, text: str, candidates: Sequence[int]) -> SemanticAnswer:
        """Return the messages nearest to a text; see `core.similarity.Similarity`.

        Filters that vectors do not carry (tools, files) leave only the candidates, which fulfil
        them. Once every message is covered no candidate is without vectors, and none is looked for.
        When the nearest is no nearer than chance would have it, nothing is found.
        Never raises for a text, a model or damaged vectors.
        """
        choice = self._choice
        if choice is None:
            return SemanticAnswer(reason=_OFF)
        state = read_state(self._folder)
        covered, total = self._coverage(state, query.user_id)
        if not text.strip() or not self._is_loaded():
            return SemanticAnswer((), covered, total, _LOADING if text.strip() else None)
        late = candidates if covered < total or query.tools or query.files else ()
        try:
            hits, model = self._nearest(query, text, late, choice)
            least = model.least_near(text, is_known=bool(candidates), among=covered)
            hits = self._resolved(query, hits)
        except EmbeddingFailedError as error:
            return SemanticAnswer((), covered, total, error.message)
        except VectorsDamagedError as error:
            self._suspect()
            return SemanticAnswer((), covered, total, f"{error.message} They are being mended.")
        near = self._near_enough(hits, least)
        is_far = bool(hits) and not near
        reason = _NOTHING_YET if not hits and not covered and total else None
        return SemanticAnswer(near, covered, total, _FAR if is_far else reason, is_far)

    def _near_enough(self, hits: Sequence[NearMessage], least: float) -> tuple[NearMessage, ...]:
        """Return the hits that the setting allows, or without one all if the nearest is no chance."""
        if self._least_near is not None:
            return tuple(hit for hit in hits if hit.score >= self._least_near)
        return tuple(hits) if hits and hits[0].score >= least else ()

    def _is_loaded(self) -> bool:
        """Load what searching needs, in a thread of its own; return whether it is there."""
        with self._guard:
            if self._loading is None:
                self._loading = threading.Thread(target=self._load, name="loading", daemon=True)
                self._loading.start()
        return self._loaded.wait(_LOADING_S)

    def _load(self) -> None:
        """Load engine and model; what fails here fails again, with words, when it is used."""
        try:
            load_engine()
            if self._choice is not None and not self._choice.url:
                self._model(self._choice).embed(["ready"])
        except UnavailableError as error:
            _log.warning("search by meaning is not ready: %s", error.message)
        finally:
            self._loaded.set()

    def _nearest(
        self, query: SearchQuery, text: str, candidates: Sequence[int], choice: ModelChoice
    ) -> tuple[list[NearMessage], Embedder]:
        """Return the nearest, and the model that compared them."""
        state = read_state(self._folder)
        table, model = self._table(state, choice)
        vector = _vector_of(text, model)
        found: list[NearMessage] = []
        known: set[int] = set()
        if table is not None:
            ids = candidates if query.tools or query.files else None
            found = self._reader.nearest(table.name, Wanted(query, vector, ids=ids))
            known = self._reader.known(table.name, query.user_id, candidates)
        missing = [number for number in candidates if number not in known]
        late = self._embedded_now(_Late(self._texts(query, missing), vector, model))
        hits = sorted([*found, *late], key=lambda near: (-near.score, -near.created_at))
        return hits, model

    def _resolved(self, query: SearchQuery, hits: Sequence[NearMessage]) -> list[NearMessage]:
        """Return the hits, each opening with the message to open; without them for messages."""
        wanted = {hit.session_id for hit in hits if hit.is_opening}
        if not wanted or query.level == "messages":
            return [hit for hit in hits if not hit.is_opening]
        first = self._store.covering.first_of(wanted)
        return [
            msgspec.structs.replace(hit, message_id=first[hit.session_id])
            if hit.is_opening
            else hit
            for hit in hits
            if not hit.is_opening or hit.session_id in first
        ]

    def _table(self, state: VectorState, choice: ModelChoice) -> tuple[TableState | None, Embedder]:
        """Return the table that answers and the model that made it.

        The old model's table serves until the new one is built, when that model can be asked.
        """
        wanted = self._model(choice)
        tables = [table for table in (state.serving, state.building) if table is not None]
        for table in tables:
            if table.key == wanted.key:
                model = wanted
            elif table.url == choice.url or not table.url:
                key = choice.key if table.url else ""
                model = self._model(ModelChoice(table.url, table.model, key))
            else:
                continue
            if model.key == table.key and (table.covered or table is tables[-1]):
                return (table if table.covered else None), model
        return None, wanted

    def _model(self, choice: ModelChoice) -> Embedder:
        name = f"{choice.url} {choice.model if choice.url else ''}"
        with self._guard:
            if name not in self._models:
                self._models[name] = embedder_of(
                    choice, threads=2, patience_s=_ENDPOINT_PATIENCE_S, tries=1
                )
            return self._models[name]

    def _texts(self, query: SearchQuery, ids: Sequence[int]) -> list[tuple[StoredMessage, str]]:
        """Return the user's own messages among these that have anything to embed, in their order."""
        some = list(ids)[: 2 * _LATE_MESSAGES]
        messages = {message.id: message for message in self._store.messages.by_ids(some)}
        sessions = {message.session_id for message in messages.values()}
        own = {
            session.id
            for session in self._store.sessions.by_ids(sorted(sessions))
            if session.user_id == query.user_id
        }
        found = [messages[n] for n in some if n in messages and messages[n].session_id in own]
        texts = [(message, embeddable_of(message, tool_output=False)) for message in found]
        return [(message, text) for message, text in texts if text][:_LATE_MESSAGES]

    def _embedded_now(self, late: _Late) -> list[NearMessage]:
        """Return how near messages without vectors are, as many as the time allows; keep them."""
        deadline = time.monotonic() + _LATE_S
        near: list[NearMessage] = []
        made: list[tuple[int, int, Matrix]] = []
        for message, text in late.messages:
            digest = digest_of(message, text)
            vectors = self._remembered((late.model.key, digest))
            if vectors is None:
                if time.monotonic() > deadline:
                    continue
                vectors = late.model.embed([text[c.start : c.end] for c in chunks_of(text)])
                self._remember((late.model.key, digest), vectors)
                made.append((message.id, digest, vectors))
            score = min(1.0, float((vectors @ late.vector).max()))
            near.append(NearMessage(message.id, message.session_id, score, message.created_at))
        if made:
            self._spool.leave(late.model.key, [spooled(*one) for one in made])
        return near

    def _remembered(self, key: tuple[str, int]) -> "Matrix | None":
        with self._guard:
            return self._late.get(key)

    def _remember(self, key: tuple[str, int], vectors: Matrix) -> None:
        with self._guard:
            self._late[key] = vectors
            while len(self._late) > _REMEMBERED:
                self._late.popitem(last=False)

    def _coverage(self, state: VectorState, user_id: int) -> tuple[int, int]:
        """Return how many of a user's messages were looked at, and how many there are."""
        table = state.serving
        covered = 0 if table is None else table.covered.get(user_id, 0)
        counted = self._counts.get(user_id)
        if counted is None or time.monotonic() - counted[0] > _COUNTED_FOR_S:
            counted = (time.monotonic(), self._store.covering.wanted_of(user_id))
            self._counts[user_id] = counted
        return covered, max(covered, counted[1])


def _vector_of(text: str, model: Embedder) -> "npt.NDArray[np.float32]":
    """Return the vector of a query: of its text, drawn a little towards its telling words."""
    words = text.split()
    telling = " ".join(word for word in words if word.strip("?,.!").lower() not in STOP_WORDS)
    if not telling or len(telling.split()) == len(words):
        return model.embed([text])[0]
    whole, part = model.embed([text, telling])
    vector = (1 - _TELLING_SHARE) * whole + _TELLING_SHARE * part
    length = float((vector @ vector) ** 0.5)
    return vector / length if length else whole
