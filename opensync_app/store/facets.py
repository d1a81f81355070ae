"""How many sessions there are of each source, project, model, provider, branch and tag."""

import functools
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from opensync_app.core.names import infer_provider
from opensync_app.core.query import WITHOUT, SessionFilter
from opensync_app.store.database import Database
from opensync_app.store.remembering import Remembered
from opensync_app.store.session_filters import Condition, condition_of, index_of

_DIMENSIONS = ("sources", "projects", "models", "branches", "providers")

_Group = tuple[tuple[str, ...], int]
"""The values of the dimensions, and how many sessions have them."""


class FacetCounts(msgspec.Struct, frozen=True):
    """How often each value occurs; `-` stands for sessions without one."""

    sources: Counter[str]
    projects: Counter[str]
    models: Counter[str]
    branches: Counter[str]
    providers: Counter[str]
    tags: Counter[str]


class Facets:
    """Counts sessions by the values of their dimensions."""

    def __init__(self, database: Database, remembered: Remembered) -> None:
        """Count in this database; the finest counts are remembered between two writes."""
        self._database = database
        self._remembered = remembered

    def counts(self, wanted: SessionFilter) -> FacetCounts:
        """Return how many sessions there are of each value, each under all other filters."""
        sources, projects, models, branches, providers = _counted(
            self._groups(wanted), [getattr(wanted, name) for name in _DIMENSIONS]
        )
        return FacetCounts(sources, projects, models, branches, providers, self._tags(wanted))

    def models_of(self, user_id: int, providers: Sequence[str]) -> tuple[str, ...]:
        """Return the models whose provider is not told and is inferred to be one of these."""
        if not providers:
            return ()
        models = self._remembered.get(("models", user_id), lambda c: _untold_models(c, user_id))
        return tuple(m for m in models if infer_provider(None, m or None) in providers)

    def _groups(self, wanted: SessionFilter) -> list[_Group]:
        """Return the counts under all filters but those of the dimensions."""
        loose = msgspec.structs.replace(wanted, **dict.fromkeys(_DIMENSIONS, ()))
        return self._remembered.get(("groups", loose), lambda c: _grouped(c, loose))

    def _tags(self, wanted: SessionFilter) -> Counter[str]:
        loose = msgspec.structs.replace(wanted, tags=())
        condition = condition_of(loose, self.models_of(wanted.user_id, wanted.providers))
        return self._remembered.get(("tags", loose), lambda c: _tagged(c, condition))


def _grouped(connection: sqlite3.Connection, wanted: SessionFilter) -> list[_Group]:
    condition = condition_of(wanted, ())
    inferred = functools.cache(functools.partial(infer_provider, None))
    rows = connection.execute(
        f"SELECT source, project_name, model, git_branch, provider, count(*) "  # noqa: S608 - own words
        f"FROM sessions {_counting_index(wanted)} WHERE {condition.sql} "
        "GROUP BY source, project_name, model, provider, git_branch",
        condition.values,
    )
    return [
        (
            (
                source,
                project or WITHOUT,
                model or WITHOUT,
                branch or WITHOUT,
                provider or inferred(model),
            ),
            count,
        )
        for source, project, model, branch, provider, count in rows
    ]


def _counting_index(wanted: SessionFilter) -> str:
    """Return the hint for the narrow index when it holds all that the filter asks for."""
    plain = SessionFilter(
        user_id=wanted.user_id,
        include_empty=wanted.include_empty,
        include_automated=wanted.include_automated,
        is_trashed=wanted.is_trashed,
    )
    return "INDEXED BY sessions_counted" if wanted == plain else index_of(wanted)


def _counted(groups: Sequence[_Group], wanted: Sequence[tuple[str, ...]]) -> list[Counter[str]]:
    """Return the counts of each dimension over the groups that pass the other dimensions' filters."""
    sums: list[defaultdict[str, int]] = [defaultdict(int) for _ in wanted]
    filters = [(place, frozenset(names)) for place, names in enumerate(wanted) if names]
    everywhere = range(len(sums))
    for values, count in groups:
        failed = [place for place, names in filters if values[place] not in names]
        if len(failed) > 1:
            continue
        for place in failed or everywhere:
            sums[place][values[place]] += count
    return [Counter(each) for each in sums]


def _tagged(connection: sqlite3.Connection, condition: Condition) -> Counter[str]:
    rows = connection.execute(
        "SELECT tag, count(*) FROM session_tags JOIN sessions ON id = session_id "  # noqa: S608 - own words
        f"WHERE {condition.sql} GROUP BY tag",
        condition.values,
    )
    return Counter({row[0]: row[1] for row in rows})


def _untold_models(connection: sqlite3.Connection, user_id: int) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT coalesce(model, '') FROM sessions INDEXED BY sessions_counted "
        "WHERE user_id = ? AND coalesce(provider, '') = ''",
        (user_id,),
    )
    return [row[0] for row in rows]
