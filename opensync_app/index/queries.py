"""The tree of a query as a query of the engine; no text ever reaches the engine's own parser."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tantivy import Occur, Query

from opensync_app.core.search_tree import AllOf, AnyOf, Field, Leaf, Loose, Node, Not
from opensync_app.core.searchable import pairs_of
from opensync_app.core.stop_words import STOP_WORDS
from opensync_app.index.analysers import stem_of
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
_PREFIX = 2.0
_NEAR = 0.8
TIE = 0.1

_BOOSTS = (_TEXT, _TOOL_INPUT, _TOOL_OUTPUT, _PIECE)
_WHOLE_FIELDS = (("exact", 1.0), ("tool_input", _TOOL_INPUT), ("tool_output", _TOOL_OUTPUT))

_PRINTED = (("tool_input", 1), ("tool_output", 2))
"""Fields that may be left out for a word, and the places of their counts among its frequencies."""

COMMON = 0.05
"""Share of all documents from which on a word alone does not make a document a hit."""
_LEAST_TELLING = 2
SMALL = 5000
"""Documents; in smaller indexes every word counts alike."""


Term = tuple[str, str]
"""A field, and a word as it stands in it."""


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
            telling: the parts that can make a hit, when any one of them does and that is all there
                is to it.
        """
        self._frequencies = frequencies
        self._wants = wants
        self._field_query = field_query
        self._is_strict = is_strict
        self.expected: list[int] = []
        self.telling: tuple[Node, ...] | None = None

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
        may: list[tuple[int, Query, Node]] = []
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
                may.append((self._commonness(part), query, part))
        may.sort(key=lambda one: one[0])
        self.telling = None
        if not must and may:
            telling = may[: self._telling([count for count, _, _ in may])]
            self.expected += [count for count, _, _ in telling]
            self.telling = None if must_not else tuple([part for _, _, part in telling])
            must, may = [_any([query for _, query, _ in telling])], may[len(telling) :]
        if not must and must_not:
            must = [Query.const_score_query(Query.all_query(), 0.0)]
        clauses = [
            *((Occur.Must, query) for query in must),
            *((Occur.Should, query) for _, query, _ in may),
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
        want = self._want_of(part)
        if want is None or want.kind != "word" or want.runs or len(want.words) != 1 or want.name:
            return 0
        return self._frequencies.of(want.words[0])

    def _telling(self, counts: Sequence[int]) -> int:
        """Return how many can make a hit; the common words, which stand last, only add to one."""
        documents = self._frequencies.documents
        bound = documents * COMMON if documents > SMALL else documents
        return max(_LEAST_TELLING, sum([count <= bound for count in counts]))

    def terms(self, parts: Iterable[Node] | None) -> tuple[Term, ...] | None:
        """Return the terms any of which some words are found by; None for anything but words."""
        found: dict[Term, None] = {}
        for part in () if parts is None else parts:
            want = self._want_of(part)
            if want is None or want.kind != "word":
                return None
            terms = terms_of(want, self._frequencies)
            if terms is None:
                return None
            found.update(dict.fromkeys(terms))
        return tuple(found) or None

    def _want_of(self, part: Node) -> Want | None:
        if isinstance(part, (AllOf, AnyOf, Loose, Not, Field)):
            return None
        return self._wants.get(part)


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
        near = Query.disjunction_max_query(list(words.each(want.near, exact=True)), TIE)
        parts.append(Query.boost_query(near, _NEAR))
    return _any(parts)


def terms_of(want: Want, frequencies: Frequencies) -> tuple[Term, ...] | None:
    """Return the terms any of which a word is found by; None where it is found by more than them.

    What a phrase of several words finds, one of its words finds too, unless a field was left out
    for each of them.
    """
    words = _Words(frequencies)
    is_exact = bool(want.name) or len(want.words) > 1
    found = [
        term for word in words.telling(want.words) for term in words.terms(word, exact=is_exact)
    ]
    for field, place in _PRINTED if len(want.words) > 1 else ():
        stands = all(frequencies.by_field(word)[place] for word in want.words)
        if stands and not any((field, word) in found for word in want.words):
            return None
    found += [term for word in words.telling(want.near) for term in words.terms(word, exact=True)]
    found += [("pairs", pair) for run in want.runs for pair in pairs_of(run) or [run]]
    found += [("code", name) for name in (want.name, *want.pieces) if name]
    return tuple(found)


class _Words:
    """Queries of single words."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies

    def each(self, words: Iterable[str], *, exact: bool = False) -> Iterable[Query]:
        """Yield one query for each telling word: its best field counts, the others a little."""
        for word in self.telling(words):
            fields = [_term(*term, boost) for term, boost in self.fields(word, exact=exact)]
            yield fields[0] if len(fields) == 1 else Query.disjunction_max_query(fields, TIE)

    def telling(self, words: Iterable[str]) -> list[str]:
        """Return the words without stop words, unless there is nothing else."""
        every = list(words)
        return [word for word in every if word not in STOP_WORDS] or every

    def terms(self, word: str, *, exact: bool) -> list[Term]:
        """Return the terms that a word is found by."""
        return [term for term, _ in self.fields(word, exact=exact)]

    def fields(self, word: str, *, exact: bool) -> list[tuple[Term, float]]:
        """Return each field that has the word, but is not full of it, and what it counts there.

        What half the tools print tells nothing, and costs the most to look through.
        """
        bound = max(SMALL, self._frequencies.documents * COMMON)
        counted = zip(spellings(word), self._frequencies.by_field(word), _BOOSTS, strict=True)
        present = [(term, boost, count) for term, count, boost in counted if count]
        telling = [one for one in present if one[0][0] == "text" or one[2] <= bound] or present
        fields = [(term, boost) for term, boost, _ in telling]
        fields = fields or [(("text", stem_of(word)), _TEXT)]
        return [*fields, (("exact", word), _EXACT)] if exact else fields


def _phrases(words: Sequence[str], boost: float) -> Iterable[Query]:
    """Yield one query that finds the words side by side, in any of the fields."""
    if words:
        yield Query.disjunction_max_query(
            [
                Query.boost_query(in_order(field, words), boost * weight)
                for field, weight in _WHOLE_FIELDS
            ],
            TIE,
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
    return Query.disjunction_max_query(fields, TIE)


def _term(field: str, term: str, boost: float) -> Query:
    return Query.boost_query(Query.term_query(SCHEMA, field, term), boost)


def _everything_but(query: Query) -> Query:
    everything = Query.const_score_query(Query.all_query(), 0.0)
    return Query.boolean_query([(Occur.Must, everything), (Occur.MustNot, query)])


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
