"""What full-text search asks of the half that searches by meaning."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from opensync_app.core.query import SearchQuery


class NearMessage(msgspec.Struct, frozen=True):
    """One message whose meaning is near the query's, or a session whose opening is.

    Attributes:
        message_id: record id; of an opening that of the message which begins it.
        session_id: record id of its session.
        score: cosine of its best chunk with the query, -1 to 1.
        created_at: epoch ms; breaks ties, newest first.
        is_opening: what is near is how the session as a whole begins: its title and first words.
    """

    message_id: int
    session_id: int
    score: float
    created_at: int
    is_opening: bool = False


class SemanticAnswer(msgspec.Struct, frozen=True):
    """The messages that are nearest, and how far they can be trusted.

    Attributes:
        hits: nearest first, each message and opening once; those of `query.user_id` alone, within
            its filters; openings only when sessions are looked for.
        covered: messages whose vectors are known.
        total: messages that are to have vectors.
        reason: why there is no answer, as a sentence for the person; None when there is one.
        is_far: whether the reason is that nothing is near enough: a full answer all the same.
    """

    hits: tuple[NearMessage, ...] = ()
    covered: int = 0
    total: int = 0
    reason: str | None = None
    is_far: bool = False


class Similarity(Protocol):
    """Finds messages by meaning."""

    def nearest(self, query: SearchQuery, text: str, candidates: Sequence[int]) -> SemanticAnswer:
        """Return the messages nearest to a text.

        Args:
            query: whose messages, and the filters that always hold; its `text` is not looked at.
                The caller checks all filters again, so that rare ones may be left out here.
            text: what to look for, without the field syntax of the search language.
            candidates: ids of the best full-text hits, best first; those that have no vectors yet
                may be embedded now.

        Never raises for a text or a missing model: the answer then has a `reason`.
        """
        ...
