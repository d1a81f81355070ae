"""How the messages a search found add up to a ranking of sessions."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import mul
from typing import NamedTuple

import msgspec

from opensync_app.core.query import MessageHit

Sizes = Callable[[Collection[int]], Mapping[int, int]]
"""Tells how many messages each of some sessions has, by record id."""

_COUNTED = 5
_WEIGHTS = tuple(0.9**place for place in range(1, _COUNTED))
_BY_SIZE = 0.5
"""How much a long session is held back: it has words by the way, and would win by volume."""

_SHOWN = 3


class SessionHits(msgspec.Struct, frozen=True):
    """What a search found in one session.

    Attributes:
        session_id: record id.
        score: larger is better; comparable within one answer only.
        messages: the best three messages, best first; empty when only the title matched.
        in_title: whether its title or project path is among the hits.
    """

    session_id: int
    score: float
    messages: tuple[MessageHit, ...]
    in_title: bool = False


class ScoredHit(NamedTuple):
    """One document that the text index found.

    Attributes:
        message_id: record id; None for the document of the session itself.
        created_at: epoch ms; breaks ties, newest first.
    """

    message_id: int | None
    session_id: int
    score: float
    created_at: int


class RankedSession(NamedTuple):
    """A session in its place, with everything that was found in it, best first."""

    session_id: int
    score: float
    hits: list[ScoredHit]

    def shown(self) -> SessionHits:
        """Return what is shown of it."""
        messages = [hit for hit in self.hits if hit.message_id is not None]
        best = tuple(
            MessageHit(h.message_id or 0, h.session_id, h.score) for h in messages[:_SHOWN]
        )
        return SessionHits(self.session_id, self.score, best, len(messages) < len(self.hits))


def sessions_by_score(hits: Iterable[ScoredHit], sizes: Sizes) -> list[RankedSession]:
    """Return the sessions of hits that come best first; the best session first.

    A session counts its best hit whole, and up to four more the less, the longer it is. Equal
    scores stand newest first, then by id.
    """
    found: dict[int, list[ScoredHit]] = {}
    for hit in hits:
        known = found.get(hit[1])
        if known is None:
            found[hit[1]] = [hit]
        else:
            known.append(hit)
    lengths = sizes([session for session, of in found.items() if len(of) > 1])
    ranked = sorted(
        [(-_score(of, lengths.get(s, len(of))), -_latest(of), s) for s, of in found.items()]
    )
    return [RankedSession(session, -score, found[session]) for score, _, session in ranked]


def _score(hits: list[ScoredHit], size: int) -> float:
    """Return what the hits of one session add up to."""
    if len(hits) == 1:
        return hits[0].score
    others = sum(map(mul, _WEIGHTS, [hit.score for hit in hits[1:_COUNTED]]))
    return hits[0].score + others / (1 + _BY_SIZE * math.log1p(size))


def _latest(hits: list[ScoredHit]) -> int:
    return max([hit.created_at for hit in hits]) if len(hits) > 1 else hits[0].created_at
