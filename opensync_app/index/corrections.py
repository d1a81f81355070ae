"""Words that the index does not know, and the known ones that were perhaps meant."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec
from tantivy import Query, Searcher

from opensync_app.core.search_answer import Correction
from opensync_app.core.typos import allowed_slips, slips
from opensync_app.index.filters import Filters
from opensync_app.index.frequencies import Frequencies, spellings
from opensync_app.index.wants import Want

_SPELT_FIELDS = ("exact", "tool_input", "tool_output", "code")
_SHORTEST_GUESS = 3
_MOST_NEAR = 3
_MOST_VERIFIED = 20
_MOST_LOOKED_AT = 20_000
_START = 2


class Corrector:
    """Finds the words of one user that were perhaps meant."""

    def __init__(
        self,
        searcher: Searcher,
        frequencies: Frequencies,
        filters: Filters,
        within: Sequence[Query] = (),
    ) -> None:
        """Only words of this user's documents come into it.

        With filters `within`, words that no document within them has are unknown too.
        """
        self._searcher = searcher
        self._frequencies = frequencies
        self._filters = filters
        self._within = within

    def corrected(self, want: Want) -> tuple[Want, tuple[Correction, ...]]:
        """Return a want with likely words for those nobody knows, and what was done.

        A lone unknown word is a beginning when something begins with it. Phrases and prefixes stay.
        """
        if want.kind != "word" or want.runs:
            return want, ()
        found: dict[str, list[str]] = {}
        for word in dict.fromkeys((want.name or want.words[0], *want.words)):
            if self._is_known(word):
                continue
            if len(want.words) == 1 and not want.name and self._begins_something(word):
                return msgspec.structs.replace(want, kind="prefix"), (Correction(word, f"{word}*"),)
            if near := self.nearest(word):
                found[word] = near
        if not found:
            return want, ()
        changes = tuple(Correction(typed, near[0]) for typed, near in found.items())
        every = tuple(dict.fromkeys(word for near in found.values() for word in near))
        return msgspec.structs.replace(want, near=every), changes

    def nearest(self, word: str) -> list[str]:
        """Return at most three words with the fewest slips to a word, the common ones first."""
        most = allowed_slips(word)
        if most == 0:
            return []
        for start in _starts(word):
            best = self._by_slips(word, start, most)
            for distance in sorted(best):
                counts = best[distance]
                ordered = sorted(counts, key=lambda term: (-counts[term], term))
                owned = (term for term in ordered[:_MOST_VERIFIED] if self._is_owned(term))
                if near := list(islice(owned, _MOST_NEAR)):
                    return near
        return []

    def _by_slips(self, word: str, start: str, most: int) -> dict[int, dict[str, int]]:
        """Return words with such a beginning by their slips, each with its documents."""
        best: dict[int, dict[str, int]] = {}
        for field in _SPELT_FIELDS:
            terms = self._searcher.terms_with_prefix(field, start)
            for term, count in terms[:_MOST_LOOKED_AT]:
                distance = slips(word, term, most)
                if distance <= most:
                    counts = best.setdefault(distance, {})
                    counts[term] = counts.get(term, 0) + count
        return best

    def _is_known(self, word: str) -> bool:
        if not self._within or not self._frequencies.of(word):
            return bool(self._frequencies.of(word))
        return any(
            self._filters.is_owned(field, term, self._within) for field, term in spellings(word)
        )

    def _is_owned(self, word: str) -> bool:
        return any(self._filters.is_owned(field, word, self._within) for field in _SPELT_FIELDS)

    def _begins_something(self, word: str) -> bool:
        """Whether one of the commonest words with this beginning is the user's."""
        return len(word) >= _SHORTEST_GUESS and any(
            self._filters.is_owned(field, term, self._within)
            for field in _SPELT_FIELDS
            for term, _ in self._searcher.terms_with_prefix(field, word, limit=_MOST_VERIFIED)
        )


def _starts(word: str) -> Iterator[str]:
    """Yield what the meant word may begin with, the likeliest first."""
    yield word[:_START]
    yield word[1] + word[0]
    yield word[0]
