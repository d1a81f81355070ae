"""How text becomes words, the same for documents, queries and highlights."""

from functools import lru_cache

import tantivy

WORD = "os_word"
STEM = "os_stem"
LISTED = "os_listed"
RAW = "raw"

_LONGEST_WORD_BYTES = 200
_REMEMBERED_STEMS = 10_000
"""Words come again and again; to ask the analyser takes fifty times as long as to remember."""


def _words() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD_BYTES))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


WORD_ANALYSER = _words().build()
STEM_ANALYSER = _words().filter(tantivy.Filter.stemmer("english")).build()
_LISTED_ANALYSER = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def register(index: tantivy.Index) -> None:
    """Make the analysers known to an index; needed at every open, or queries raise."""
    index.register_tokenizer(WORD, WORD_ANALYSER)
    index.register_tokenizer(STEM, STEM_ANALYSER)
    index.register_tokenizer(LISTED, _LISTED_ANALYSER)


def words_of(text: str) -> list[str]:
    """Return the words of a text in order: lower case, without accents, unstemmed."""
    return WORD_ANALYSER.analyze(text)


@lru_cache(_REMEMBERED_STEMS)
def stem_of(word: str) -> str:
    """Return the English stem of one word; the word itself when it has none."""
    stems = STEM_ANALYSER.analyze(word)
    return stems[0] if stems else word
