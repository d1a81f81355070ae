"""How often words stand in the documents of one state of the index."""

import math

from tantivy import Searcher

from opensync_app.index.analysers import stem_of

_MOST_KEPT = 20_000
"""Words; a state of the index may stand for days."""


class Frequencies:
    """In how many documents words stand; each word is looked up once.

    Attributes:
        documents: how many there are.
    """

    def __init__(self, searcher: Searcher) -> None:
        """Look them up in this state of the index."""
        self.documents = searcher.num_docs
        self._searcher = searcher
        self._known: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> int:
        """Return in how many documents a word stands, in the field that has it most."""
        return max(self.by_field(word))

    def weight_of(self, word: str) -> float:
        """Return how much a word tells: BM25's inverse document frequency."""
        count = self.of(word)
        return math.log(1 + max(0.0, self.documents - count + 0.5) / (count + 0.5))

    def by_field(self, word: str) -> tuple[int, ...]:
        """Return in how many documents a word stands, in the order of its spellings."""
        counts = self._known.get(word)
        if counts is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            counts = tuple([self._searcher.doc_freq(f, term) for f, term in spellings(word)])
            self._known[word] = counts
        return counts


def spellings(word: str) -> tuple[tuple[str, str], ...]:
    """Return the fields in which a word is looked up, and how it is spelt in each."""
    return (("text", stem_of(word)), ("tool_input", word), ("tool_output", word), ("code", word))
