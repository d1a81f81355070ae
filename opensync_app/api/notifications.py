"""GET /api/notifications and POST /api/notifications/read."""

import asyncio

from litestar import Router, get, post

from opensync_app.api.auth import ApiRequest, may_edit, may_read, services_of
from opensync_app.api.decoding import read_body
from opensync_app.api.documents import NoticesRead, NoticesReadOperation
from opensync_app.api.errors import problems
from opensync_app.api.parameters import Cursor, Limit
from opensync_app.api.wire import Wire
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.notices import StoredNotice
from opensync_app.services.naming import record_id

_MOST = 100


class Notification(Wire, omit_defaults=False):
    """One thing that happened.

    Attributes:
        kind: `import-finished`, `import-failed`, `budget-reached`, `index-rebuilt`,
            `price-list-updated` or `trash-purged`; further ones may come.
        title: one line.
        detail: plain text of some lines; may be empty.
        link: path of the page that shows it; may be empty.
        read_at: null while it is unread.
    """

    id: str
    kind: str
    title: str
    detail: str
    link: str
    created_at: int
    read_at: int | None


class NotificationList(Wire):
    """One page of notifications, newest first.

    Attributes:
        unread: on all pages.
        next_cursor: hand it back as `cursor`; null on the last page.
    """

    notifications: list[Notification]
    unread: int
    next_cursor: str | None


class NotificationsRead(Wire):
    """What was marked as read.

    Attributes:
        changed: notifications that were unread before.
        unread: how many are unread now.
    """

    changed: int
    unread: int


@get(
    "/notifications",
    operation_id="listNotifications",
    summary="List what happened",
    responses=problems(400),
)
async def list_notifications(
    request: ApiRequest, *, limit: Limit = 20, cursor: Cursor = None
) -> NotificationList:
    """List notifications, newest first, at most 100 at once; the last 500 are kept."""
    before = _notice_id(cursor, "$.cursor") if cursor else None
    notifying, most = services_of(request).notifying, max(1, min(limit, _MOST))
    page = await asyncio.to_thread(notifying.page, request.user.user.id, before, most)
    following = None if page.next_before is None else f"n{page.next_before}"
    return NotificationList([_shape(notice) for notice in page.notices], page.unread, following)


@post(
    "/notifications/read",
    guards=[may_edit],
    operation_class=NoticesReadOperation,
    operation_id="readNotifications",
    summary="Mark notifications as read",
    status_code=200,
    responses=problems(400, 413, 503),
)
async def read_notifications(request: ApiRequest) -> NotificationsRead:
    """Mark some notifications as read, or all."""
    body = await read_body(await request.body(), NoticesRead)
    if body.all == (body.ids is not None):
        message = "Give either ids or all."
        raise InvalidInputError(message, "$.ids")
    ids = None
    if body.ids is not None:
        ids = [_notice_id(name, f"$.ids[{place}]") for place, name in enumerate(body.ids)]
    notifying, user_id = services_of(request).notifying, request.user.user.id

    def write() -> NotificationsRead:
        changed = notifying.mark_read(user_id, ids)
        return NotificationsRead(changed, notifying.page(user_id, None, 1).unread)

    return await asyncio.to_thread(write)


notifications_router = Router(
    "/api",
    route_handlers=[list_notifications, read_notifications],
    guards=[may_read],
    tags=["desk"],
)


def _shape(notice: StoredNotice) -> Notification:
    return Notification(
        f"n{notice.id}",
        notice.kind,
        notice.title,
        notice.detail,
        notice.link,
        notice.created_at,
        notice.read_at,
    )


def _notice_id(name: str, path: str) -> int:
    number = record_id("n", name)
    if number is None:
        message = f"The field {path[2:]} must be the id of a notification, as n7."
        raise InvalidInputError(message, path)
    return number
