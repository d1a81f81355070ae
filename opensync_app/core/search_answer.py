"""What a search answers: sessions or messages, why they match, and how the query was understood."""

from typing import Literal

import msgspec

from opensync_app.core.found import FoundSession
from opensync_app.core.query import SearchMode, Why
from opensync_app.core.session import Kind, Role

Place = Literal["title", "prompt", "reply", "tool input", "tool output", "notice"]
"""Where a query matched."""


class Correction(msgspec.Struct, frozen=True):
    """A word that stands for another one.

    Attributes:
        typed: the word that the index does not know.
        used: the word searched in its place; ends in `*` when it was taken as a beginning.
    """

    typed: str
    used: str


class Reading(msgspec.Struct, frozen=True):
    """How a query was understood, to be shown to the person who typed it.

    Attributes:
        terms: words and phrases that are looked for, as typed.
        filters: values that narrow, by field; as the index knows them where it does.
        corrected: unknown words, and what is searched in their place.
        ignored: what was typed and could not be used.
    """

    terms: tuple[str, ...] = ()
    filters: dict[str, list[str]] = {}
    corrected: tuple[Correction, ...] = ()
    ignored: tuple[str, ...] = ()


class Counted(msgspec.Struct, frozen=True):
    """A value of a filter and how many sessions, or messages, of the answer have it."""

    value: str
    count: int


class Coverage(msgspec.Struct, frozen=True):
    """How many messages can be found by meaning, of how many."""

    embedded: int
    total: int


class SearchSnippet(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was found.

    Attributes:
        message_id: record id.
        html: escaped text; `<mark>` is the only element.
        text: the same without marks and escapes.
        created_at: epoch ms.
        why: whether its words matched, its meaning, or both.
        places: where in it the words match.
    """

    message_id: int
    role: Role
    kind: Kind
    html: str
    text: str
    created_at: int
    why: Why = "words"
    places: tuple[Place, ...] = ()


class SearchResult(msgspec.Struct, frozen=True):
    """One session that was found.

    Attributes:
        score: larger is better; comparable within one answer only.
        snippets: the best message, three of the first five sessions; empty when the title alone
            matched.
        matched_in: where the query matched, as far as the snippets show it.
    """

    session: FoundSession
    score: float
    snippets: tuple[SearchSnippet, ...]
    matched_in: tuple[Place, ...] = ()


class MessageResult(msgspec.Struct, frozen=True):
    """One message that was found, and the session it stands in."""

    session: FoundSession
    score: float
    snippet: SearchSnippet


class SearchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One page of an answer.

    Attributes:
        mode: how the answer was really found.
        requested_mode: how it was asked for.
        reason: why another mode was used, or why nothing was found by meaning; None when neither
            was so.
        coverage: how far the meaning of messages is known; None when only words were looked for.
        total: sessions, or messages, on all pages.
        total_is_estimate: whether `total` is only about right.
        facets: counts of values over all pages; None unless asked for.
        reading: how the text was understood.
        results: sessions, best first; empty when messages were wanted.
        messages: messages, best first; empty when sessions were wanted.
        next_offset: offset of the next page; None on the last one.
    """

    mode: SearchMode
    requested_mode: SearchMode = "fulltext"
    reason: str | None = None
    coverage: Coverage | None = None
    total: int
    total_is_estimate: bool = False
    facets: dict[str, list[Counted]] | None = None
    reading: Reading = Reading()
    results: tuple[SearchResult, ...] = ()
    messages: tuple[MessageResult, ...] = ()
    next_offset: int | None = None
