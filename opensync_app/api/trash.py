"""DELETE /api/sessions/:id and POST /api/sessions/:id/restore: into the trash and out of it."""

import asyncio
from typing import Annotated

from litestar import delete, post
from litestar.params import FromPath, QueryParameter

from opensync_app.api.auth import ApiRequest, may_edit, services_of
from opensync_app.api.errors import problems
from opensync_app.api.wire import Wire


class Trashed(Wire):
    """What was done.

    Attributes:
        ids: of the sessions that it was done to: the one named and its sub-agents; none when they
            were deleted for good.
    """

    ok: bool
    ids: list[str]


@delete(
    "/sessions/{session_id:str}",
    guards=[may_edit],
    operation_id="trashSession",
    summary="Put a session into the trash, or delete it for good",
    status_code=200,
    responses=problems(400, 404, 409, 503),
)
async def trash_session(
    request: ApiRequest,
    session_id: FromPath[str],
    *,
    forever: Annotated[
        bool, QueryParameter(description="Delete a session that is in the trash for good.")
    ] = False,
) -> Trashed:
    """Put a session and its sub-agents into the trash, where they are found and counted no more.

    After 30 days they are deleted for good. What tools and plugins tell of them meanwhile is kept.
    """
    trashing, user_id = services_of(request).trashing, request.user.user.id
    if forever:
        await asyncio.to_thread(trashing.purge, user_id, session_id)
        return Trashed(ok=True, ids=[])
    ids = await asyncio.to_thread(trashing.trash, user_id, session_id)
    return Trashed(ok=True, ids=[f"s{number}" for number in ids])


@post(
    "/sessions/{session_id:str}/restore",
    guards=[may_edit],
    operation_id="restoreSession",
    summary="Take a session out of the trash",
    status_code=200,
    responses=problems(400, 404, 503),
)
async def restore_session(request: ApiRequest, session_id: FromPath[str]) -> Trashed:
    """Bring a session back, with the sub-agents that went into the trash with it."""
    trashing, user_id = services_of(request).trashing, request.user.user.id
    ids = await asyncio.to_thread(trashing.restore, user_id, session_id)
    return Trashed(ok=True, ids=[f"s{number}" for number in ids])
