"""The tree of a query as a query of the engine; no text ever reaches the engine's own parser."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tantivy import Occur, Query

from opensync_app.core.search_tree import AllOf, AnyOf, Asked, Field, Leaf, Loose, Node, Not, Word
from opensync_app.core.searchable import pairs_of
from opensync_app.core.stop_words import STOP_WORDS
from opensync_app.index.analysers import stem_of, words_of
from opensync_app.index.frequencies import Frequencies, spellings
from opensync_app.index.schema import SCHEMA
from opensync_app.index.wants import Want

_TEXT = 1.0
_EXACT = 0.6
_TOOL_INPUT = 0.6
_TOOL_OUTPUT = 0.4
_CODE = 1.5
_PIECE = 0.3
_PHRASE = 1.5
_LINE = 2.0
_PREFIX = 2.0
_NEAR = 0.8
_TIE = 0.1

_BOOSTS = (_TEXT, _TOOL_INPUT, _TOOL_OUTPUT, _PIECE)
_WHOLE_FIELDS = (("exact", 1.0), ("tool_input", _TOOL_INPUT), ("tool_output", _TOOL_OUTPUT))
_WHOLE_LINES = (("exact", 1.0), ("tool_input", 0.8), ("tool_output", 0.8))
"""A line that a tool printed is as telling as one that was said, however much else it printed."""

_COMMON = 0.05
"""Share of all documents from which on a word alone does not make a document a hit."""
_LEAST_TELLING = 2
_FEWEST_IN_ROW, _MOST_IN_ROW = 3, 40
_SMALL = 5000
"""Documents; in smaller indexes every word counts alike."""


class TreeQuery:
    """Turns trees into queries of one searcher."""

    def __init__(
        self,
        frequencies: Frequencies,
        wants: Mapping[Leaf, Want],
        field_query: Callable[[Field], Query],
        *,
        is_strict: bool,
    ) -> None:
        """Use these wants for the leaves, and leave out leaves without one.

        Unless it `is_strict`, phrases and what AND joins may match too, instead of must.

        Attributes:
            expected: documents of each word that can make a hit, as far as the tree was read.
        """
        self._frequencies = frequencies
        self._wants = wants
        self._field_query = field_query
        self._is_strict = is_strict
        self.expected: list[int] = []

    def of(self, node: Node) -> Query | None:
        """Return the query of a node; None when there is nothing to look for in it."""
        if isinstance(node, Loose):
            return self._loose(node.parts)
        if isinstance(node, (AllOf, AnyOf)):
            return self._joined(node.parts, Occur.Must if isinstance(node, AllOf) else Occur.Should)
        if isinstance(node, Not):
            query = self.of(node.part)
            return None if query is None else _everything_but(query)
        if isinstance(node, Field):
            return Query.const_score_query(self._field_query(node), 0.0)
        return wanted(self._wants[node], self._frequencies) if node in self._wants else None

    def _joined(self, parts: Iterable[Node], occur: Occur) -> Query | None:
        queries = [query for part in parts if (query := self.of(part)) is not None]
        return Query.boolean_query([(occur, query) for query in queries]) if queries else None

    def _loose(self, parts: Iterable[Node]) -> Query | None:
        must: list[Query] = []
        may: list[tuple[int, Query]] = []
        must_not: list[Query] = []
        for part in parts:
            query = self.of(part.part if isinstance(part, Not) else part)
            if query is None:
                continue
            if isinstance(part, Not):
                must_not.append(query)
            elif self._is_required(part):
                must.append(query)
            else:
                may.append((self._commonness(part), query))
        may.sort(key=lambda pair: pair[0])
        if not must and may:
            telling = _telling(may, self._frequencies.documents)
            self.expected += [count for count, _ in telling]
            must, may = [_any([query for _, query in telling])], may[len(telling) :]
        if not must and must_not:
            must = [Query.const_score_query(Query.all_query(), 0.0)]
        clauses = [
            *((Occur.Must, query) for query in must),
            *((Occur.Should, query) for _, query in may),
            *((Occur.MustNot, query) for query in must_not),
        ]
        return Query.boolean_query(clauses) if clauses else None

    def _is_required(self, part: Node) -> bool:
        if isinstance(part, Field):
            return True
        if isinstance(part, (AnyOf, Loose)) or not self._is_strict:
            return False
        want = None if isinstance(part, (AllOf, Not)) else self._wants.get(part)
        return want is None or want.kind == "phrase"

    def _commonness(self, part: Node) -> int:
        """Return in how many documents a lone word stands; 0 for anything else."""
        want = (
            None if isinstance(part, (AllOf, AnyOf, Loose, Not, Field)) else self._wants.get(part)
        )
        if want is None or want.kind != "word" or want.runs or len(want.words) != 1 or want.name:
            return 0
        return self._frequencies.of(want.words[0])


def as_typed(asked: Asked, frequencies: Frequencies) -> Query | None:
    """Return a query for all words side by side, which pasted lines are; None for few words.

    It counts the same in texts of any length.
    """
    parts = asked.tree.parts if asked.tree else ()
    words = words_of(" ".join(part.text for part in parts if isinstance(part, Word)))
    if not _FEWEST_IN_ROW <= len(words) <= _MOST_IN_ROW:
        return None
    rarest = min(frequencies.of(word) for word in words)
    if not rarest or (rarest > frequencies.documents * _COMMON and rarest > _SMALL):
        return None
    telling = sum(frequencies.weight_of(word) for word in words)
    return Query.disjunction_max_query(
        [
            Query.const_score_query(in_order(field, words), _LINE * weight * telling)
            for field, weight in _WHOLE_LINES
        ],
        _TIE,
    )


def wanted(want: Want, frequencies: Frequencies) -> Query:
    """Return the query of one want."""
    if want.kind == "phrase":
        return _all([*_phrases(want.words, 1.0), *_runs(want)])
    words = _Words(frequencies)
    if want.kind == "prefix":
        return _any([_prefix(want.words[-1]), *words.each(want.words[:-1]), *_runs(want)])
    is_exact = bool(want.name) or len(want.words) > 1
    parts = [*words.each(want.words, exact=is_exact), *_runs(want)]
    if len(want.words) > 1:
        parts.extend(_phrases(want.words, _PHRASE))
    if want.name:
        parts.append(_term("code", want.name, _CODE))
    parts.extend(_term("code", piece, _PIECE) for piece in want.pieces)
    if want.near:
        near = Query.disjunction_max_query(list(words.each(want.near, exact=True)), _TIE)
        parts.append(Query.boost_query(near, _NEAR))
    return _any(parts)


def _telling(may: list[tuple[int, Query]], documents: int) -> list[tuple[int, Query]]:
    """Return what can make a hit; the common words, which stand last, only add to one."""
    bound = documents * _COMMON if documents > _SMALL else documents
    return may[: max(_LEAST_TELLING, sum(count <= bound for count, _ in may))]


class _Words:
    """Queries of single words."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies

    def each(self, words: Iterable[str], *, exact: bool = False) -> Iterable[Query]:
        """Yield one query for each telling word: its best field counts, the others a little."""
        every = list(words)
        for word in [word for word in every if word not in STOP_WORDS] or every:
            fields = self._fields(word)
            if exact:
                fields.append(_term("exact", word, _EXACT))
            yield fields[0] if len(fields) == 1 else Query.disjunction_max_query(fields, _TIE)

    def _fields(self, word: str) -> list[Query]:
        """Return a query for each field that has the word, but is not full of it.

        What half the tools print tells nothing, and costs the most to look through.
        """
        bound = max(_SMALL, self._frequencies.documents * _COMMON)
        counted = zip(spellings(word), self._frequencies.by_field(word), _BOOSTS, strict=True)
        present = [(field, term, boost, count) for (field, term), count, boost in counted if count]
        telling = [one for one in present if one[0] == "text" or one[3] <= bound] or present
        queries = [_term(field, term, boost) for field, term, boost, _ in telling]
        return queries or [_term("text", stem_of(word), _TEXT)]


def _phrases(words: Sequence[str], boost: float) -> Iterable[Query]:
    """Yield one query that finds the words side by side, in any of the fields."""
    if words:
        yield Query.disjunction_max_query(
            [
                Query.boost_query(in_order(field, words), boost * weight)
                for field, weight in _WHOLE_FIELDS
            ],
            _TIE,
        )


def in_order(field: str, words: Sequence[str]) -> Query:
    """Return a query for words that stand side by side in a field."""
    if len(words) == 1:
        return Query.term_query(SCHEMA, field, words[0])
    return Query.phrase_query(SCHEMA, field, list(words))


def _runs(want: Want) -> Iterable[Query]:
    """Yield the queries for text in unspaced script: pairs, all of them within a phrase."""
    for run in want.runs:
        pairs = [_term("pairs", term, _TEXT) for term in pairs_of(run) or [run]]
        yield _all(pairs) if want.kind == "phrase" else _any(pairs)


def _prefix(start: str) -> Query:
    fields = [
        Query.boost_query(Query.regex_query(SCHEMA, field, start + ".*"), _PREFIX * weight)
        for field, weight in (*_WHOLE_FIELDS, ("code", _PIECE))
    ]
    return Query.disjunction_max_query(fields, _TIE)


def _term(field: str, term: str, boost: float) -> Query:
    return Query.boost_query(Query.term_query(SCHEMA, field, term), boost)


def _everything_but(query: Query) -> Query:
    everything = Query.const_score_query(Query.all_query(), 0.0)
    return Query.boolean_query([(Occur.Must, everything), (Occur.MustNot, query)])


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
