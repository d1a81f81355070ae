"""How what the words found and what the meaning found become one list."""

import math
import re
from collections.abc import Iterable, Sequence

import msgspec

from opensync_app.core.query import MessageHit, Why
from opensync_app.core.ranking import SessionHits, Sizes
from opensync_app.core.search_tree import Asked, Phrase, Prefix
from opensync_app.core.similarity import NearMessage
from opensync_app.core.stop_words import STOP_WORDS

_BY_CHANCE = 60
"""Place in the list of near ones from which on they are near by chance."""

_MOST_FEW = 3
_SPOKEN, _CHATTY = 0.2, 0.4
"""Shares of words that tell nothing: a sentence has the first, and talk of errors the second."""

_SHOWN = 3
_IDENTIFIER = re.compile(r"[a-z][A-Z]|\w_\w|[./\\:=(){}<>$#@`-]\w|\w[(){}\[\]]|\d{2,}")
_ERROR = re.compile(
    r"\b\w*(?:Error|Exception|Warning|Traceback|errno|panic(?:ked)?|fatal|exit code|"
    r"not found|No such file|[Cc]annot|failed)\b"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class Weights(msgspec.Struct, frozen=True):
    """How much each half counts in the fused list."""

    words: float
    meaning: float


_SENTENCE = Weights(1.0, 0.8)
_SUBJECT = Weights(1.0, 0.6)
_FEW = Weights(1.0, 0.4)
_EXACT = Weights(1.0, 0.2)
_FOREIGN = Weights(1.0, 0.1)
"""Measured on the tuning half of bench/relevance, 2026-11-23; the bundled model knows English."""

_BY_SIZE = 0.015
"""How much farther a session counts, as a cosine, for each e-fold of messages: of many messages
one is near by chance."""


def weights_of(asked: Asked, *, stands_as_typed: bool = False) -> Weights:
    """Return the weights for a kind of query.

    Phrases and prefixes, identifiers, paths and error lines are meant as they stand, and so is
    text in other scripts; sentences are meant by their sense, less so where one `stands_as_typed`
    somewhere.
    """
    leaves = asked.leaves()
    text = asked.words()
    letters = [character for character in text if character.isalpha()]
    names = sum(bool(_IDENTIFIER.search(leaf.text)) for leaf in leaves)
    said = sum(leaf.text.strip("?,.!").lower() in STOP_WORDS for leaf in leaves)
    if letters and sum(bool(_LATIN.match(c)) for c in letters) * 2 < len(letters):
        return _FOREIGN
    if names * 2 >= len(leaves) or _has_exact(asked) or (names and not said):
        return _EXACT
    if _ERROR.search(text) and said < _CHATTY * len(leaves):
        return _EXACT
    if stands_as_typed or len(leaves) <= _MOST_FEW:
        return _FEW
    return _SENTENCE if said >= _SPOKEN * len(leaves) else _SUBJECT


def sessions_near(hits: Iterable[NearMessage], sizes: Sizes) -> list[SessionHits]:
    """Return the sessions of the nearest messages by their nearest one, held back by their size.

    An opening counts whatever their size. The message that begins a session is shown for it only
    when no other is near. Equals stand newest first.
    """
    found: dict[int, list[NearMessage]] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, -hit.created_at, hit.message_id)):
        found.setdefault(hit.session_id, []).append(hit)
    lengths = sizes(list(found))
    sessions = [
        _session_near(session_id, of, max(1, lengths.get(session_id, 1)))
        for session_id, of in found.items()
    ]
    return sorted(sessions, key=lambda session: -session.score)


def _session_near(session_id: int, hits: Sequence[NearMessage], size: int) -> SessionHits:
    """Return one session by what is near in it, nearest first."""
    said = [hit for hit in hits if not hit.is_opening]
    scores = [hit.score - _BY_SIZE * math.log(size) for hit in said[:1]]
    scores += [hit.score for hit in hits if hit.is_opening]
    shown = said[:_SHOWN] or hits[:1]
    messages = tuple(MessageHit(h.message_id, session_id, h.score, "meaning") for h in shown)
    return SessionHits(session_id, max(scores), messages)


def fused_sessions(
    words: Sequence[SessionHits], meaning: Sequence[SessionHits], weights: Weights
) -> list[SessionHits]:
    """Return the sessions of both lists by what both say, each with its best messages of both."""
    scores = _fused(
        [(session.session_id, session.score) for session in words],
        [(session.session_id, session.score) for session in meaning],
        weights,
    )
    by_words = {session.session_id: session for session in words}
    by_meaning = {session.session_id: session for session in meaning}
    return [
        _joined(by_words.get(number), by_meaning.get(number), score, weights)
        for number, score in scores
    ]


def fused_messages(
    words: Sequence[MessageHit], meaning: Sequence[MessageHit], weights: Weights
) -> list[MessageHit]:
    """Return the messages of both lists by what both say of them."""
    scores = _fused(
        [(hit.message_id, hit.score) for hit in words],
        [(hit.message_id, hit.score) for hit in meaning],
        weights,
    )
    worded = {hit.message_id for hit in words}
    near = {hit.message_id for hit in meaning}
    sessions = {hit.message_id: hit.session_id for hit in (*words, *meaning)}
    return [
        MessageHit(number, sessions[number], score, _why(number in worded, number in near))
        for number, score in scores
    ]


def _fused(
    words: Sequence[tuple[int, float]], meaning: Sequence[tuple[int, float]], weights: Weights
) -> list[tuple[int, float]]:
    """Return ids with their scores, best first; equal ones in the order of the words.

    Each counts its share of the best score, for the meaning of how far the best stands out from
    what is near by chance. Ranks are not looked at: that found less (nDCG@10 of the tasks docs,
    code and commits 0.610, 0.766 and 0.675 by damped ranks, 0.628, 0.780 and 0.683 by shares).
    """
    best = words[0][1] if words else 0.0
    scores = {
        number: weights.words * (score / best if best > 0 else 1.0) for number, score in words
    }
    nearest = meaning[0][1] if meaning else 0.0
    chance = meaning[min(len(meaning), _BY_CHANCE) - 1][1] if meaning else 0.0
    for number, score in meaning:
        share = max(0.0, score - chance) / (nearest - chance) if nearest > chance else 1.0
        scores[number] = scores.get(number, 0.0) + weights.meaning * share
    return sorted(scores.items(), key=lambda item: -item[1])


def _has_exact(asked: Asked) -> bool:
    return any(isinstance(leaf, (Phrase, Prefix)) for leaf in asked.leaves())


def _joined(
    worded: SessionHits | None, near: SessionHits | None, score: float, weights: Weights
) -> SessionHits:
    """Return one session of both lists."""
    one = worded or near
    if one is None:
        message = "A fused session stands in neither list."
        raise ValueError(message)
    messages = fused_messages(
        worded.messages if worded else (), near.messages if near else (), weights
    )
    return SessionHits(
        one.session_id, score, tuple(messages[:_SHOWN]), in_title=bool(worded and worded.in_title)
    )


def _why(by_words: bool, by_meaning: bool) -> Why:  # noqa: FBT001 - one of three words for two facts
    if by_words and by_meaning:
        return "both"
    return "words" if by_words else "meaning"
