"""Session filters as SQL conditions, and which index answers them."""

from collections.abc import Sequence
from typing import Any

import msgspec

from opensync_app.core.query import WITHOUT, SessionFilter

EMPTY, AUTOMATED = 1, 2
"""Bits of the column `noise`."""


class Condition(msgspec.Struct, frozen=True):
    """What stands behind WHERE, and its values.

    Attributes:
        sql: over the columns of `sessions`.
        values: one for each mark, in order.
    """

    sql: str
    values: tuple[Any, ...]

    def __and__(self, other: "Condition") -> "Condition":
        """Return what meets both."""
        return Condition(f"{self.sql} AND {other.sql}", (*self.values, *other.values))


def condition_of(
    wanted: SessionFilter, inferred_models: Sequence[str], *, with_noise: bool = True
) -> Condition:
    """Return the condition of a filter; without noise it also meets sessions that are hidden.

    `inferred_models` are the models whose inferred provider is one of those wanted.
    """
    clauses = ["user_id = ?", f"deleted_at IS {'NOT ' if wanted.is_trashed else ''}NULL"]
    values: list[Any] = [wanted.user_id]
    for clause, given in (
        *_named(wanted),
        _provided(wanted.providers, inferred_models),
        *_titled(wanted.title),
        *_bounds(wanted),
        *_kept(wanted),
    ):
        if clause:
            clauses.append(clause)
            values += given
    shown = shown_noise(wanted)
    if with_noise and len(shown) < 4:  # noqa: PLR2004 - both bits
        clauses.append(f"noise IN ({','.join(map(str, shown))})")
    return Condition(" AND ".join(clauses), tuple(values))


def shown_noise(wanted: SessionFilter) -> tuple[int, ...]:
    """Return the values of `noise` that a filter lets through."""
    if wanted.is_trashed:
        return (0, EMPTY, AUTOMATED, EMPTY | AUTOMATED)
    empty, automated = wanted.include_empty, wanted.include_automated or wanted.parent is not None
    return tuple(
        noise
        for noise in range(4)
        if (empty or not noise & EMPTY) and (automated or not noise & AUTOMATED)
    )


def index_of(wanted: SessionFilter) -> str:
    """Return the hint which index to read; tags and sub-agents have indexes of their own."""
    return "" if wanted.tags or wanted.parent is not None else "INDEXED BY sessions_listed"


_Clause = tuple[str, Sequence[Any]]


def _named(wanted: SessionFilter) -> list[_Clause]:
    clauses: list[_Clause] = []
    for column, names in (
        ("source", wanted.sources),
        ("project_name", wanted.projects),
        ("model", wanted.models),
        ("git_branch", wanted.branches),
    ):
        if names:
            clauses.append(_among(column, names))
    if wanted.tags:
        query = "SELECT session_id FROM session_tags WHERE tag IN"
        clauses.append((f"id IN ({query} ({_marks(wanted.tags)}))", wanted.tags))
    return clauses


def _among(column: str, names: Sequence[str]) -> _Clause:
    """Return the condition that a column holds one of some names, `-` standing for none."""
    clause = f"{column} IN ({_marks(names)})"
    return (f"({clause} OR coalesce({column}, '') = '')" if WITHOUT in names else clause, names)


def _provided(providers: Sequence[str], models: Sequence[str]) -> _Clause:
    if not providers:
        return "", ()
    told = f"provider IN ({_marks(providers)})"
    inferred = f"coalesce(provider, '') = '' AND coalesce(model, '') IN ({_marks(models)})"
    return f"({told} OR ({inferred}))", (*providers, *models)


def _titled(title: str) -> list[_Clause]:
    """Return a condition for each word; SQLite folds the case of ASCII letters only."""
    clauses: list[_Clause] = []
    for word in title.split():
        forms = [word]
        if not word.isascii():
            forms = list(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))
        like = "coalesce(user_title, title) LIKE ? ESCAPE '\\'"
        clauses.append((f"({' OR '.join([like] * len(forms))})", [_like(form) for form in forms]))
    return clauses


def _bounds(wanted: SessionFilter) -> list[_Clause]:
    moment = "created_at" if wanted.date_field == "createdAt" else "updated_at"
    return [
        (f"{column} {compare} ?", (bound,))
        for column, compare, bound in (
            (moment, ">=", wanted.since),
            (moment, "<", wanted.until),
            ("known_cost", ">=", wanted.min_cost),
            ("known_cost", "<=", wanted.max_cost),
        )
        if bound is not None
    ]


def _kept(wanted: SessionFilter) -> list[_Clause]:
    clauses: list[_Clause] = []
    if wanted.starred:
        clauses.append(("starred = 1", ()))
    if wanted.eval_ready:
        clauses.append(("eval_ready = 1", ()))
    if wanted.parent is not None:
        clauses.append(("parent_external_id = ?", (wanted.parent,)))
    return clauses


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _like(word: str) -> str:
    """Return a LIKE pattern that finds a word as it is."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
