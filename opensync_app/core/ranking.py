"""How the messages a search found add up to a ranking of sessions."""

import math
from collections.abc import Iterable

import msgspec

from opensync_app.core.query import MessageHit

_COUNTED = 5
_DAMPING = 0.5
_SHOWN = 3


class SessionHits(msgspec.Struct, frozen=True):
    """What a search found in one session.

    Attributes:
        session_id: record id.
        score: larger is better; comparable within one answer only.
        messages: the best three messages, best first; empty when only the title matched.
    """

    session_id: int
    score: float
    messages: tuple[MessageHit, ...]


class ScoredHit(msgspec.Struct, frozen=True):
    """One document that the text index found.

    Attributes:
        message_id: record id; None for the document of the session itself.
        created_at: epoch ms; breaks ties, newest first.
    """

    message_id: int | None
    session_id: int
    score: float
    created_at: int


def sessions_by_score(hits: Iterable[ScoredHit]) -> list[SessionHits]:
    """Return the sessions of hits that come best first; the best session first.

    A session counts its best hit whole and up to four more with falling weight; the more hits it
    has, the less the others add, or very long sessions would win by volume. Equal scores stand
    newest first, then by id.
    """
    found: dict[int, _Tally] = {}
    for hit in hits:
        tally = found.get(hit.session_id)
        if tally is None:
            tally = found[hit.session_id] = _Tally(hit.session_id)
        tally.add(hit)
    ranked = sorted(found.values(), key=_Tally.rank)
    return [tally.session_hits() for tally in ranked]


class _Tally:
    """What one session has gathered."""

    __slots__ = ("_best", "_count", "_latest", "_messages", "_others", "_session_id")

    def __init__(self, session_id: int) -> None:
        self._session_id = session_id
        self._best = 0.0
        self._others = 0.0
        self._count = 0
        self._latest = 0
        self._messages: list[MessageHit] = []

    def add(self, hit: ScoredHit) -> None:
        if self._count == 0:
            self._best = hit.score
        elif self._count < _COUNTED:
            self._others += hit.score * _DAMPING**self._count
        self._count += 1
        self._latest = max(self._latest, hit.created_at)
        if hit.message_id is not None and len(self._messages) < _SHOWN:
            self._messages.append(MessageHit(hit.message_id, hit.session_id, hit.score))

    def score(self) -> float:
        return self._best + self._others / (1 + math.log(self._count))

    def rank(self) -> tuple[float, int, int]:
        return -self.score(), -self._latest, self._session_id

    def session_hits(self) -> SessionHits:
        return SessionHits(self._session_id, self.score(), tuple(self._messages))
