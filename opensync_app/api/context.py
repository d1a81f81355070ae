"""GET /api/context: what was found or chosen, packed for a language model; a preview of its size."""

import asyncio
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.parameters import (
    CHOSEN_RULE,
    Chosen,
    Limit,
    canonical_sources,
    listed,
    values_of,
)
from opensync_app.api.wire import Wire
from opensync_app.core.context import ContextFormat, as_format
from opensync_app.core.context_layouts import LAYOUTS, NOTICE
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SearchMode, SearchQuery
from opensync_app.core.session import Role
from opensync_app.services.providing_context import (
    LARGEST_BUDGET,
    MOST_SESSIONS,
    USUAL_BUDGET,
    Choice,
    ContextBlock,
    ContextEntry,
)

Only = Annotated[Chosen, QueryParameter(description=f"Only these. {CHOSEN_RULE}")]
Moment = Annotated[int | None, QueryParameter(description="Epoch ms.")]


class MessageOrigin(Wire):
    """Where a recalled message stands."""

    session_id: str
    message_id: str
    session_title: str | None = None


class ContextMessage(Wire):
    """One recalled message."""

    role: Role
    content: str
    metadata: MessageOrigin


class ContextSession(Wire):
    """What is recalled of one session.

    Attributes:
        content: as plain text.
        score: of the search; 0 when it was chosen by hand.
        tokens: of the content.
    """

    session_id: str
    external_id: str
    title: str | None
    content: str
    score: float
    tokens: int
    message_ids: list[str]


class ContextAnswer(Wire):
    """A context block that fits its budget.

    Attributes:
        text: the block; absent for the format `messages`.
        messages: the recalled messages, for the format `messages` alone.
        context: per session, best first.
        tokens: of the block, counted by the tokenizer.
        budget: tokens that it may take.
        mode: how it was really found; null when it was chosen by hand.
        omitted: messages for which there was no room.
        notice: what a reader should know of recalled text.
    """

    context: list[ContextSession]
    session_count: int
    tokens: int
    budget: int
    tokenizer: str
    mode: SearchMode | None
    omitted: int
    notice: str
    text: str | None = None
    messages: list[ContextMessage] | None = None


class ChosenItems(Wire, forbid_unknown_fields=False):
    """Messages and sessions by their ids, at most 500 together."""

    message_ids: list[str] = msgspec.field(default_factory=list[str])
    session_ids: list[str] = msgspec.field(default_factory=list[str])


class ItemSize(Wire):
    """What one chosen thing would add to a block."""

    id: str
    tokens: int


class ContextSizes(Wire):
    """What chosen things would add to a block; ids that do not exist are left out.

    Attributes:
        tokens: of all together, without headings.
    """

    items: list[ItemSize]
    tokens: int
    tokenizer: str


@get(
    "/context",
    operation_id="getContext",
    summary="Get context for a language model",
    responses=problems(400, 404, 503),
)
async def get_context(
    request: ApiRequest,
    *,
    q: Annotated[str | None, QueryParameter(description="Words, as for a search.")] = None,
    limit: Limit = 5,
    form: Annotated[
        str,
        QueryParameter(
            name="format",
            description="text, plain, markdown or xml; messages, or any other word, for a list.",
        ),
    ] = "text",
    budget: Annotated[
        int,
        QueryParameter(ge=1, description=f"Tokens; more than {LARGEST_BUDGET:,} are lowered."),
    ] = USUAL_BUDGET,
    mode: Annotated[SearchMode, QueryParameter(name="type")] = "hybrid",
    source: Only = None,
    project: Only = None,
    model: Only = None,
    role: Only = None,
    tool: Only = None,
    branch: Only = None,
    file: Only = None,
    since: Moment = None,
    until: Moment = None,
    session: Annotated[
        str | None, QueryParameter(description="Pack these sessions, by id, instead of a search.")
    ] = None,
    message: Annotated[
        str | None, QueryParameter(description="Pack these messages, by id, instead of a search.")
    ] = None,
) -> ContextAnswer:
    """Recall what fits a question, or what was chosen, within a budget of tokens."""
    providing, user_id = services_of(request).context, request.user.user.id
    asked, room = as_format(form), min(budget, LARGEST_BUDGET)
    layout = LAYOUTS[asked]
    if session or message:
        choice = Choice(
            user_id=user_id,
            sessions=listed(session),
            messages=listed(message),
            title=q or "selected messages",
        )
        return answer_of(await asyncio.to_thread(providing.chosen, choice, layout, room), asked)
    if q is None or not q.strip():
        sentence = "Missing query parameter 'q'"
        raise InvalidInputError(sentence, "$.q")
    query = SearchQuery(
        user_id=user_id,
        text=q,
        mode=mode,
        sources=canonical_sources(values_of(source)),
        projects=values_of(project),
        models=values_of(model),
        roles=values_of(role),
        tools=values_of(tool),
        branches=values_of(branch),
        files=values_of(file),
        since=since,
        until=until,
        limit=min(limit, MOST_SESSIONS),
    )
    return answer_of(await asyncio.to_thread(providing.found, query, layout, room), asked)


@post(
    "/context/preview",
    status_code=200,
    operation_id="previewContext",
    summary="Count what chosen messages would add",
    responses=problems(400, 503),
)
async def preview_context(request: ApiRequest, data: JSONBody[ChosenItems]) -> ContextSizes:
    """Count the tokens of chosen messages and sessions, for a running total."""
    providing = services_of(request).context
    choice = Choice(
        user_id=request.user.user.id, sessions=data.session_ids, messages=data.message_ids
    )
    sizes = await asyncio.to_thread(providing.sizes, choice)
    total = sum(tokens for _, tokens in sizes)
    return ContextSizes([ItemSize(*size) for size in sizes], total, providing.counter.name)


context_router = Router(
    "/api", route_handlers=[get_context, preview_context], guards=[may_read], tags=["search"]
)


def answer_of(block: ContextBlock, form: ContextFormat) -> ContextAnswer:
    """Return a block as it stands on the wire; the command line prints the same."""
    packed = block.packed
    answer = ContextAnswer(
        context=[_session(entry) for entry in block.entries],
        session_count=len(packed.sessions),
        tokens=packed.tokens,
        budget=block.budget,
        tokenizer=block.tokenizer,
        mode=block.mode,
        omitted=packed.omitted,
        notice=NOTICE,
    )
    if form == "messages":
        answer.messages = [message for entry in block.entries for message in _messages(entry)]
    else:
        answer.text = packed.text
    return answer


def _session(entry: ContextEntry) -> ContextSession:
    session = entry.recalled.session
    return ContextSession(
        session_id=f"s{session.id}",
        external_id=session.external_id,
        title=session.title,
        content=entry.content,
        score=entry.recalled.score,
        tokens=entry.tokens,
        message_ids=[f"m{message.message_id}" for message in entry.recalled.messages],
    )


def _messages(entry: ContextEntry) -> list[ContextMessage]:
    session = entry.recalled.session
    return [
        ContextMessage(
            message.role,
            message.text,
            MessageOrigin(f"s{session.id}", f"m{message.message_id}", session.title),
        )
        for message in entry.recalled.messages
    ]
