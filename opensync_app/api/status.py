"""GET /api/me and /api/status: who asks, what there is, how the work stands."""

import asyncio

from litestar import Router, get

from opensync_app.api.auth import ApiRequest, config_of, may_read, own_origin, services_of
from opensync_app.api.errors import problems
from opensync_app.api.wire import Wire
from opensync_app.core.changes import ImportProgress, SemanticProgress


class Person(Wire):
    """Who asks."""

    id: str
    name: str
    role: str


class Me(Wire):
    """Who asks, and which server answers.

    Attributes:
        data_dir: null for a server that others reach too.
        server_url: the address under which the server was asked.
    """

    user: Person
    version: str
    data_dir: str | None
    server_url: str


class SourceCount(Wire):
    """How much of one source there is."""

    name: str
    sessions: int
    messages: int


class IndexState(Wire):
    """How far the search index is.

    Attributes:
        state: `ready`, `catching-up` or `rebuilding`.
        lag: changes that are not searchable yet.
        built: while it is rebuilt, which part of the messages the new index holds, 0 to 1; else
            null. The old one, when it is whole, answers meanwhile.
    """

    state: str
    lag: int
    built: float | None


class ToolFiles(Wire):
    """How far an import is with the files of one tool."""

    name: str
    files: int
    files_done: int


class ImportState(Wire):
    """How far an import is.

    Attributes:
        state: `idle` or `running`.
        started_at: epoch ms.
        eta_ms: milliseconds left; null while unknown.
        tools: those with files to read in this run, most files first.
    """

    state: str
    source: str | None
    files_done: int
    files_total: int
    sessions: int
    messages: int
    started_at: int | None
    eta_ms: int | None
    tools: list[ToolFiles]


class SemanticState(Wire):
    """How far search by meaning is in the messages of the one who asks.

    Attributes:
        state: `off`, `building` or `ready`.
        covered: prompts and replies that can be found by meaning, or have nothing to find.
        total: prompts and replies.
        model: name of the embedding model; empty while unknown.
        problem: why nothing moves, as a sentence; null when all is well.
    """

    state: str
    covered: int
    total: int
    model: str
    problem: str | None


class Status(Wire):
    """What there is and how the work stands.

    Attributes:
        last_synced_at: epoch ms of the newest activity; null when there is nothing.
    """

    sessions: int
    messages: int
    sources: list[SourceCount]
    last_synced_at: int | None
    index: IndexState
    import_: ImportState
    semantic: SemanticState


@get("/me", operation_id="getMe", summary="Who asks, and whom", responses=problems())
async def get_me(request: ApiRequest) -> Me:
    """Return who asks and which server answers."""
    user, config = request.user.user, config_of(request)
    data_dir = str(config.data_dir) if config.loopback and config.data_dir else None
    person = Person(f"u{user.id}", user.name, user.role)
    return Me(person, config.version, data_dir, own_origin(request))


@get("/status", operation_id="getStatus", summary="How the work stands", responses=problems())
async def get_status(request: ApiRequest) -> Status:
    """Return what there is and how far index, import and search by meaning are."""
    services = services_of(request)
    holdings = await asyncio.to_thread(services.browsing.holdings, request.user.user.id)
    index = await asyncio.to_thread(services.work.index_state)
    semantic = await asyncio.to_thread(services.work.semantic_state, request.user.user.id)
    return Status(
        sessions=sum(source.sessions for source in holdings.sources),
        messages=sum(source.messages for source in holdings.sources),
        sources=[SourceCount(s.source, s.sessions, s.messages) for s in holdings.sources],
        last_synced_at=holdings.last_synced,
        index=IndexState(index.state, index.lag, index.built),
        import_=import_shape(services.work.import_state()),
        semantic=semantic_shape(semantic),
    )


status_router = Router(
    "/api", route_handlers=[get_me, get_status], guards=[may_read], tags=["status"]
)


def import_shape(progress: ImportProgress) -> ImportState:
    """Return the state of an import as it stands on the wire."""
    return ImportState(
        state=progress.state,
        source=progress.source,
        files_done=progress.files_done,
        files_total=progress.files_total,
        sessions=progress.sessions,
        messages=progress.messages,
        started_at=progress.started_at,
        eta_ms=progress.eta_ms,
        tools=[ToolFiles(tool.name, tool.files, tool.files_done) for tool in progress.tools],
    )


def semantic_shape(progress: SemanticProgress) -> SemanticState:
    """Return the state of search by meaning as it stands on the wire."""
    return SemanticState(
        state=progress.state,
        covered=progress.covered,
        total=progress.total,
        model=progress.model,
        problem=progress.problem,
    )
