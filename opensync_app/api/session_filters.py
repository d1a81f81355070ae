"""The query that every list of sessions shares, and the same filter out of a body."""

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import QueryParameter

from opensync_app.api.auth import ApiRequest
from opensync_app.api.documents import FilterBody
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source
from opensync_app.core.query import DateField, SessionFilter

FilterQuery = NamedDependency[SessionFilter]

_MOST_VALUES = 200
_LONGEST = 1000
_LATEST = 10**15
_DEAREST = 1e9

_HOW = (
    "Given once, it is split at commas; repeated, each value is taken as it is (to name one value "
    "with a comma in it, repeat it empty). `-` stands for sessions without one."
)

Names = list[str] | None


async def filter_of(
    request: ApiRequest,
    *,
    source: Annotated[Names, QueryParameter(description=f"Sources. {_HOW}")] = None,
    project: Annotated[Names, QueryParameter(description="Projects, as sources.")] = None,
    model: Annotated[Names, QueryParameter(description="Models, as sources.")] = None,
    provider: Annotated[Names, QueryParameter(description="Providers, as sources.")] = None,
    branch: Annotated[Names, QueryParameter(description="Git branches, as sources.")] = None,
    tag: Annotated[Names, QueryParameter(description="Tags; one of them is enough.")] = None,
    q: Annotated[str | None, QueryParameter(description="Words of the title, all of them.")] = None,
    since: Annotated[
        int | None, QueryParameter(ge=0, le=_LATEST, description="Epoch ms, from then on.")
    ] = None,
    until: Annotated[
        int | None, QueryParameter(ge=0, le=_LATEST, description="Epoch ms, before then.")
    ] = None,
    date_field: Annotated[
        DateField, QueryParameter(name="dateField", description="The date that both mean.")
    ] = "updatedAt",
    min_cost: Annotated[
        float | None, QueryParameter(name="minCost", ge=0, le=_DEAREST, description="US dollars.")
    ] = None,
    max_cost: Annotated[
        float | None, QueryParameter(name="maxCost", ge=0, le=_DEAREST, description="US dollars.")
    ] = None,
    starred: Annotated[bool, QueryParameter(description="Only those with a star.")] = False,
    eval_ready: Annotated[
        bool, QueryParameter(name="evalReady", description="Only those for evaluation sets.")
    ] = False,
    parent: Annotated[
        str | None, QueryParameter(description="A session's id; only its sub-agents.")
    ] = None,
    include_empty: Annotated[
        bool, QueryParameter(name="includeEmpty", description="Also those without a message.")
    ] = False,
    include_automated: Annotated[
        bool, QueryParameter(name="includeAutomated", description="Also those nobody typed into.")
    ] = False,
    trash: Annotated[bool, QueryParameter(description="Only those in the trash, all.")] = False,
) -> SessionFilter:
    """Return what the query asks for.

    Raises:
        InvalidInputError: there are too many values, or one is too long.
    """
    return session_filter(
        request.user.user.id,
        FilterBody(
            source=_spelt(source),
            project=_spelt(project),
            model=_spelt(model),
            provider=_spelt(provider),
            branch=_spelt(branch),
            tag=_spelt(tag),
            q=q,
            since=since,
            until=until,
            date_field=date_field,
            min_cost=min_cost,
            max_cost=max_cost,
            starred=starred,
            eval_ready=eval_ready,
            parent=parent,
            include_empty=include_empty,
            include_automated=include_automated,
            trash=trash,
        ),
    )


def session_filter(user_id: int, body: FilterBody | None = None, path: str = "$") -> SessionFilter:
    """Return the filter of a body, of everything without one; `path` is where it stands in it.

    Raises:
        InvalidInputError: there are too many values, or one is too long.
    """
    body = body or FilterBody()
    title = body.q or ""
    if len(title) > _LONGEST:
        message = f"The field q may hold {_LONGEST:,} characters."
        raise InvalidInputError(message, f"{path}.q")
    sources = _values(body.source, f"{path}.source")
    return SessionFilter(
        user_id=user_id,
        sources=tuple(canonical_source(name) or name for name in sources),
        projects=_values(body.project, f"{path}.project"),
        models=_values(body.model, f"{path}.model"),
        providers=_values(body.provider, f"{path}.provider"),
        branches=_values(body.branch, f"{path}.branch"),
        tags=_values(body.tag, f"{path}.tag"),
        title=title,
        since=body.since,
        until=body.until,
        date_field=body.date_field,
        min_cost=_micro(body.min_cost),
        max_cost=_micro(body.max_cost),
        starred=body.starred,
        eval_ready=body.eval_ready,
        parent=body.parent or None,
        include_empty=body.include_empty,
        include_automated=body.include_automated,
        is_trashed=body.trash,
    )


def _spelt(values: Names) -> str | list[str] | None:
    """Return a parameter that was given once as its text, which is split at commas."""
    return values[0] if values is not None and len(values) == 1 else values


def _values(given: str | list[str] | None, path: str) -> tuple[str, ...]:
    words = given.split(",") if isinstance(given, str) else given or []
    values = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(values) > _MOST_VALUES or any(len(value) > _LONGEST for value in values):
        message = (
            f"The field {path[2:]} may hold {_MOST_VALUES} values of at most {_LONGEST:,} "
            "characters."
        )
        raise InvalidInputError(message, path)
    return values


def _micro(dollars: float | None) -> int | None:
    return None if dollars is None else round(dollars * 1_000_000)
