"""Words that the index does not know, and the known ones that were perhaps meant."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec
from tantivy import Query

from opensync_app.core.search_answer import Correction
from opensync_app.core.typos import allowed_slips, slips
from opensync_app.index.filters import Filters
from opensync_app.index.frequencies import spellings
from opensync_app.index.state import State
from opensync_app.index.wants import Want

_SPELT_FIELDS = ("exact", "tool_input", "tool_output", "code")
_SHORTEST_GUESS = 3
_MOST_NEAR = 3
_MOST_VERIFIED = 20
_MOST_LOOKED_AT = 20_000
_START = 2
_KNOWN_ELSEWHERE = 20
_COMMON_ELSEWHERE = 0.0002
"""Share of all documents, or number, from which on a word is no slip, whatever the filters leave."""


class Corrector:
    """Finds the words of one user that were perhaps meant."""

    def __init__(self, state: State, filters: Filters, within: Sequence[Query] = ()) -> None:
        """Only words of this user's documents come into it.

        With filters `within`, rare words that no document within them has are unknown too.
        """
        self._state = state
        self._searcher = state.searcher
        self._frequencies = state.frequencies
        self._filters = filters
        self._within = within

    def corrected(self, want: Want) -> tuple[Want, tuple[Correction, ...]]:
        """Return a want with likely words for those nobody knows, and what was done.

        A lone unknown word is a beginning when something begins with it. Phrases and prefixes stay.
        """
        if self._within:
            return self._corrected(want)
        question = "corrected", self._filters.user_id, want
        return self._state.once(question, lambda: self._corrected(want))

    def _corrected(self, want: Want) -> tuple[Want, tuple[Correction, ...]]:
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
        """Return at most three words with the fewest slips to a word, the common ones first.

        Whether there are any is asked of the engine first: it knows in milliseconds, while a
        dictionary may hold a million words with such a beginning (numbers, hashes), a second's walk.
        """
        most = allowed_slips(word)
        if most == 0 or not self._filters.is_near(_SPELT_FIELDS, word, most, self._within):
            return []
        for start in _starts(word):
            best = self._by_slips(word, start, most)
            for distance in sorted(best):
                counts = best[distance]
                ordered = sorted(counts, key=lambda term: (-counts[term], term))[:_MOST_VERIFIED]
                if not self._is_owned(*ordered):
                    continue
                owned = (term for term in ordered if self._is_owned(term))
                if near := list(islice(owned, _MOST_NEAR)):
                    return near
        return []

    def _by_slips(self, word: str, start: str, most: int) -> dict[int, dict[str, int]]:
        """Return words with such a beginning by their slips, each with its documents."""
        best: dict[int, dict[str, int]] = {}
        letters, shortest, longest = set(word), len(word) - most, len(word) + most
        for field in _SPELT_FIELDS:
            for term, count in self._searcher.terms_with_prefix(field, start)[:_MOST_LOOKED_AT]:
                if not shortest <= len(term) <= longest or len(letters.difference(term)) > most:
                    continue
                distance = slips(word, term, most)
                if distance <= most:
                    counts = best.setdefault(distance, {})
                    counts[term] = counts.get(term, 0) + count
        return best

    def may_correct(self, want: Want) -> bool:
        """Return whether one of its words is so rare that it may be a slip within the filters."""
        if want.kind != "word" or want.runs:
            return False
        return any(self._is_rare(word) for word in (want.name, *want.words) if word)

    def _is_rare(self, word: str) -> bool:
        common = self._frequencies.documents * _COMMON_ELSEWHERE
        return self._frequencies.of(word) <= max(_KNOWN_ELSEWHERE, common)

    def _is_known(self, word: str) -> bool:
        if not self._within or not self._is_rare(word):
            return bool(self._frequencies.of(word))
        return self._filters.is_owned(spellings(word), self._within)

    def _is_owned(self, *words: str) -> bool:
        terms = [(field, word) for word in words for field in _SPELT_FIELDS]
        return self._filters.is_owned(terms, self._within)

    def _begins_something(self, word: str) -> bool:
        """Whether one of the commonest words with this beginning is the user's."""
        if len(word) < _SHORTEST_GUESS:
            return False
        terms = [
            (field, term)
            for field in _SPELT_FIELDS
            for term, _ in self._searcher.terms_with_prefix(field, word, limit=_MOST_VERIFIED)
        ]
        return bool(terms) and self._filters.is_owned(terms, self._within)


def _starts(word: str) -> Iterator[str]:
    """Yield what the meant word may begin with, the likeliest first."""
    yield word[:_START]
    yield word[1] + word[0]
    yield word[0]
