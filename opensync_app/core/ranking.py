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
    """Return the sessions of the hits, best first; equal scores newest first, then by id.

    A session counts its best hit whole and up to four more with falling weight; the more hits it
    has, the less the others add, or very long sessions would win by volume.
    """
    found: dict[int, list[ScoredHit]] = {}
    for hit in hits:
        found.setdefault(hit.session_id, []).append(hit)
    ranked = sorted(
        ((_score_of(group), max(h.created_at for h in group), group) for group in found.values()),
        key=lambda entry: (-entry[0], -entry[1], entry[2][0].session_id),
    )
    return [_session_hits(group, score) for score, _, group in ranked]


def _score_of(group: list[ScoredHit]) -> float:
    group.sort(key=lambda hit: (-hit.score, -hit.created_at, hit.message_id or 0))
    best, *others = (hit.score for hit in group[:_COUNTED])
    added = sum(score * _DAMPING**place for place, score in enumerate(others, 1))
    return best + added / (1 + math.log(len(group)))


def _session_hits(group: list[ScoredHit], score: float) -> SessionHits:
    session_id = group[0].session_id
    messages = tuple(
        MessageHit(hit.message_id, session_id, hit.score)
        for hit in group
        if hit.message_id is not None
    )
    return SessionHits(session_id, score, messages[:_SHOWN])
