"""`State`: one commit of the index, and what was asked of it already."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from tantivy import Query, Searcher

from opensync_app.index.frequencies import Frequencies

T = TypeVar("T")

_MOST_KEPT = 1_000
"""Answers; what people search within comes again and again, what they search for less so."""


class State:
    """What readers see until the next commit; used by all threads at once.

    Nothing in it ever changes, so what one search asks of it holds for all that follow.

    Attributes:
        searcher: the commit.
        frequencies: how often words stand in it.
    """

    def __init__(self, searcher: Searcher) -> None:
        """Keep answers for this commit; they go with it."""
        self.searcher = searcher
        self.frequencies = Frequencies(searcher)
        self._answers: dict[Hashable, object] = {}

    def has_any(self, query: Query) -> bool:
        """Return whether any document is found by a query."""
        unscored = Query.const_score_query(query, 0.0)
        return bool(self.searcher.search(unscored, 1, count=False).hits)

    def once(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Return the answer to a question, asked at its first use only."""
        if question in self._answers:
            return cast("T", self._answers[question])
        if len(self._answers) >= _MOST_KEPT:
            self._answers.clear()
        answer = ask()
        self._answers[question] = answer
        return answer
