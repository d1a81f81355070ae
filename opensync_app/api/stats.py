"""GET /api/stats: figures over everything, each usage counted once."""

import asyncio

from litestar import Router, get

from opensync_app.api.auth import ApiRequest, may_read, services_of
from opensync_app.api.errors import problems
from opensync_app.api.shapes import tokens_shape
from opensync_app.api.wire import Tokens, Wire
from opensync_app.core.insights import Item
from opensync_app.core.usage import usd
from opensync_app.services.browsing import Totals


class ModelUsage(Wire):
    """Figures of one model; sessions are those whose last model it is."""

    tokens: int
    cost: float
    sessions: int


class Stats(Wire):
    """Figures over everything.

    Attributes:
        total_tokens: prompt and completion.
        total_cost: US dollars of what has a known price.
        model_usage: per model name.
        tokens: by kind.
    """

    session_count: int
    message_count: int
    total_tokens: int
    total_cost: float
    total_duration_ms: int
    model_usage: dict[str, ModelUsage]
    tokens: Tokens


@get("/stats", operation_id="getStats", summary="Figures over everything", responses=problems())
async def get_stats(request: ApiRequest) -> Stats:
    """Return the figures of all sessions."""
    services, user_id = services_of(request), request.user.user.id

    def read() -> Stats:
        return _stats(
            services.browsing.totals(user_id), services.analysing.everything_by(user_id, "model")
        )

    return await asyncio.to_thread(read)


stats_router = Router("/api", route_handlers=[get_stats], guards=[may_read], tags=["figures"])


def _stats(totals: Totals, models: tuple[Item, ...]) -> Stats:
    return Stats(
        session_count=totals.sessions,
        message_count=totals.messages,
        total_tokens=totals.prompt_tokens + totals.completion_tokens,
        total_cost=usd(totals.cost_micro_usd) or 0.0,
        total_duration_ms=totals.duration_ms,
        model_usage={
            model.name: ModelUsage(
                model.figures.total_tokens,
                usd(model.figures.cost_micro_usd) or 0.0,
                model.activity.sessions,
            )
            for model in models
            if model.name
        },
        tokens=tokens_shape(totals.tokens),
    )
