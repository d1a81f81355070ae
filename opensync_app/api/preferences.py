"""GET and PATCH /api/preferences: what a person set for themselves."""

import asyncio

from litestar import Router, get, patch

from opensync_app.api.auth import ApiRequest, may_edit, may_read, services_of
from opensync_app.api.decoding import read_body
from opensync_app.api.documents import PreferencesOperation
from opensync_app.api.errors import problems
from opensync_app.api.wire import Wire
from opensync_app.core.preferences import Preferences, PreferencesEdit


class PreferenceList(Wire):
    """What a person set; what was never set is left out.

    Attributes:
        budget_monthly_usd: what a calendar month may cost, US dollars; it only warns.
        hidden_sources: coding tools that are left out of choices.
        time_zone: IANA name of the zone whose days count.
        show_empty: whether lists begin with sessions in which nothing was said.
        show_automated: whether lists begin with sessions that nobody typed into.
    """

    budget_monthly_usd: float | None = None
    hidden_sources: list[str] | None = None
    time_zone: str | None = None
    show_empty: bool | None = None
    show_automated: bool | None = None


@get(
    "/preferences",
    operation_id="getPreferences",
    summary="Read your preferences",
    responses=problems(),
)
async def get_preferences(request: ApiRequest) -> PreferenceList:
    """Return what the person who asks has set."""
    preferring = services_of(request).preferring
    return _shape(await asyncio.to_thread(preferring.preferences, request.user.user.id))


@patch(
    "/preferences",
    guards=[may_edit],
    operation_class=PreferencesOperation,
    operation_id="editPreferences",
    summary="Change your preferences",
    responses=problems(400, 413, 503),
)
async def edit_preferences(request: ApiRequest) -> PreferenceList:
    """Set what the body names, forget what is null; names that are unknown are refused."""
    edit = await read_body(await request.body(), PreferencesEdit)
    preferring = services_of(request).preferring
    return _shape(await asyncio.to_thread(preferring.edit, request.user.user.id, edit))


preferences_router = Router(
    "/api", route_handlers=[get_preferences, edit_preferences], guards=[may_read], tags=["desk"]
)


def _shape(preferences: Preferences) -> PreferenceList:
    return PreferenceList(
        preferences.budget_monthly_usd,
        preferences.hidden_sources,
        preferences.time_zone,
        preferences.show_empty,
        preferences.show_automated,
    )
