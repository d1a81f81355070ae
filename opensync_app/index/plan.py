"""What a search will look for: the engine's query, the words to mark, and how the text was read."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from tantivy import Occur, Query

from opensync_app.core.query import SearchQuery
from opensync_app.core.search_answer import Correction, Reading
from opensync_app.core.search_tree import AllOf, Asked, Leaf, Loose, Not, Phrase, Word
from opensync_app.index.corrections import Corrector
from opensync_app.index.filters import Filters, all_of, chosen
from opensync_app.index.lines import as_typed
from opensync_app.index.queries import Term, TreeQuery
from opensync_app.index.state import State
from opensync_app.index.wants import Want, telling, want_of

_AS_TYPED = ("file", "before", "after", "is")


class Plan(NamedTuple):
    """A search, ready to run.

    Attributes:
        engine: finds the hits; None when there is nothing to look for.
        text: the part of it that the words make; None when filters alone were given.
        filters: what every hit must pass, the user's own messages first.
        narrow: those of the filters that are run; the user's own is not where it says nothing.
        typed: those of the filters that stand in the text.
        excluded: what no hit may match, as one more filter each.
        wants: the wanted words, for highlights.
        reading: how the text was understood.
        is_by_time: there are no words, the newest come first.
        can_loosen: when nothing matches, a looser plan may still find something.
        expected: documents of each word that can make a hit.
        terms: tells the fields and words any of which makes a document a hit; None when it takes
            more than that.
        line: finds the words side by side, three or more; None when they stand so nowhere.
    """

    engine: Query | None
    text: Query | None
    filters: list[Query]
    narrow: list[Query]
    typed: list[Query]
    excluded: list[Query]
    wants: tuple[Want, ...]
    reading: Reading
    is_by_time: bool
    can_loosen: bool
    expected: tuple[int, ...]
    terms: Callable[[], tuple[Term, ...] | None]
    line: Query | None


def plan_of(
    state: State,
    query: SearchQuery,
    asked: Asked,
    filters: Filters,
    *,
    is_strict: bool = True,
) -> Plan:
    """Return the plan of a query whose text was read; the user's filter always holds.

    Where the index has no document of anybody else, words find no other, and the filter is not run:
    it would look at a million documents for nothing, a third of the time that a search takes.
    """
    frequencies = state.frequencies
    typed = filters.of_fields(asked.fields)
    must = [*filters.of_query(query), *typed]
    corrector = Corrector(state, filters, () if is_strict else must)
    wants: dict[Leaf, Want] = {}
    corrections: list[Correction] = []
    wished = {leaf: want_of(leaf) for leaf in asked.leaves()}
    kept = set(telling(wished.values()))
    for leaf, want in wished.items():
        if want in kept:
            wants[leaf], changes = corrector.corrected(want)
            corrections += changes
    unwanted = {leaf: want for leaf in asked.excluded() if not (want := want_of(leaf)).is_blank()}
    keeps = is_strict or not _loosened(asked)
    tree = TreeQuery(frequencies, {**unwanted, **wants}, filters.of_field, is_strict=keeps)
    text = tree.of(asked.tree) if asked.tree else None
    terms = partial(tree.terms, tree.telling)
    whole = as_typed(asked, state) if text is not None else None
    if text is not None and whole is not None:
        text = Query.boolean_query([(Occur.Must, text), (Occur.Should, whole)])
    is_by_time = not wants and (text is not None or bool(asked.fields))
    is_needless = bool(wants) and not unwanted and filters.is_alone()
    narrow = must[1:] if is_needless else must
    return Plan(
        engine=combined(text, narrow) if text is not None or is_by_time else None,
        text=text,
        filters=must,
        narrow=narrow,
        typed=typed,
        excluded=_excluded(asked, tree),
        wants=tuple(wants.values()),
        reading=Reading(
            terms=tuple(leaf.text for leaf in wants),
            filters=_understood(filters, query, asked),
            corrected=tuple(dict.fromkeys(corrections)),
            ignored=(*asked.ignored, *(() if is_strict else _loosened(asked))),
        ),
        is_by_time=is_by_time,
        can_loosen=is_strict
        and (
            bool(_loosened(asked))
            or (len(must) > 1 and any(map(corrector.may_correct, wants.values())))
        ),
        expected=tuple(tree.expected),
        terms=terms,
        line=whole,
    )


def combined(text: Query | None, filters: list[Query]) -> Query:
    """Return the query of a text, if there is one, within filters that do not score."""
    if text is None:
        return all_of(filters)
    if not filters:
        return text
    return Query.boolean_query([(Occur.Must, all_of(filters)), (Occur.Must, text)])


def _excluded(asked: Asked, tree: TreeQuery) -> list[Query]:
    parts = asked.tree.parts if asked.tree else ()
    return [query for part in parts if isinstance(part, Not) and (query := tree.of(part))]


def _loosened(asked: Asked) -> list[str]:
    """Return what need not match when nothing does: only where plain words stand beside it."""
    parts = asked.tree.parts if asked.tree else ()
    return _strict_texts(asked) if any(isinstance(part, Word) for part in parts) else []


def _strict_texts(asked: Asked) -> list[str]:
    """Return what must match, as it would be typed."""
    texts: list[str] = []
    for part in asked.tree.parts if asked.tree else ():
        if isinstance(part, Phrase):
            texts.append(f'"{part.text}"')
        elif isinstance(part, AllOf):
            texts.append(" AND ".join(leaf.text for leaf in Asked(Loose((part,))).leaves()))
    return texts


def _understood(filters: Filters, query: SearchQuery, asked: Asked) -> dict[str, list[str]]:
    values = {name: list(found) for name, found in chosen(query)}
    for field in asked.fields:
        known = [] if field.name in _AS_TYPED else filters.values_of(field)
        values.setdefault(field.name, []).extend(known or [field.value])
    return values
