"""A line as it was typed or pasted, looked for in one piece where it stands in one piece."""

from collections.abc import Sequence

from tantivy import Query

from opensync_app.core.search_tree import Asked, Word
from opensync_app.index.analysers import words_of
from opensync_app.index.queries import COMMON, SMALL, TIE, in_order
from opensync_app.index.state import State

_LINE = 2.0
_FIELDS = (("exact", 1.0, 0), ("tool_input", 0.8, 1), ("tool_output", 0.8, 2))
"""Fields, what a line in them counts, and the places of their counts among a word's frequencies.
A line that a tool printed is as telling as one that was said, however much else it printed."""

_FEWEST_IN_ROW, _MOST_IN_ROW = 3, 40
_TELLING_IN_ROW = 3
"""Words of a line that are looked for first: where they do not stand, the line does not either."""


def as_typed(asked: Asked, state: State) -> Query | None:
    """Return a query for all words side by side; None for few words, and where they stand nowhere.

    It counts the same in texts of any length. To ask first where the line stands takes a fifth of
    looking for it beside its words, which costs as much where it does not.
    """
    frequencies = state.frequencies
    parts = asked.tree.parts if asked.tree else ()
    words = words_of(" ".join([part.text for part in parts if isinstance(part, Word)]))
    if not _FEWEST_IN_ROW <= len(words) <= _MOST_IN_ROW:
        return None
    rarest = min([frequencies.of(word) for word in words])
    if not rarest or (rarest > frequencies.documents * COMMON and rarest > SMALL):
        return None
    telling = sum(map(frequencies.weight_of, words))
    found = [
        Query.const_score_query(in_order(field, words), _LINE * weight * telling)
        for field, weight, place in _FIELDS
        if _stands_in(field, words, [frequencies.by_field(w)[place] for w in words], state)
    ]
    return Query.disjunction_max_query(found, TIE) if found else None


def _stands_in(field: str, words: Sequence[str], counts: Sequence[int], state: State) -> bool:
    """Return whether the words stand side by side in a field; the rarest three are asked first."""
    if not all(counts):
        return False
    starts = range(len(words) - _TELLING_IN_ROW + 1)
    first = min(starts, key=lambda at: counts[at] * counts[at + 1] * counts[at + 2])
    rarest = words[first : first + _TELLING_IN_ROW]
    if not _is_in(field, rarest, state):
        return False
    return len(rarest) == len(words) or _is_in(field, words, state)


def _is_in(field: str, words: Sequence[str], state: State) -> bool:
    return state.once(("line", field, *words), lambda: state.has_any(in_order(field, words)))
