"""What a person may set for themselves, and the limits of each."""

import msgspec

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.local_days import zone_of
from opensync_app.core.names import canonical_source

_MOST_DOLLARS = 1_000_000
_MOST_SOURCES = 100
_LONGEST_NAME = 100


class Preferences(msgspec.Struct, frozen=True, rename="camel"):
    """A person's own settings; None stands for what was never set.

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


class PreferencesEdit(
    msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True
):
    """What is to change; an absent field stays as it is, null forgets it."""

    budget_monthly_usd: float | msgspec.UnsetType | None = msgspec.UNSET
    hidden_sources: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    time_zone: str | msgspec.UnsetType | None = msgspec.UNSET
    show_empty: bool | msgspec.UnsetType | None = msgspec.UNSET
    show_automated: bool | msgspec.UnsetType | None = msgspec.UNSET


def checked(edit: PreferencesEdit) -> dict[str, object]:
    """Return what is to change by its name on the wire, each in its one form.

    Raises:
        InvalidInputError: a value is out of its bounds.
    """
    budget, zone = edit.budget_monthly_usd, edit.time_zone
    if isinstance(budget, float | int) and not 0 < budget <= _MOST_DOLLARS:
        message = f"The field budgetMonthlyUsd must lie above 0 and at most at {_MOST_DOLLARS:,}."
        raise InvalidInputError(message, "$.budgetMonthlyUsd")
    if isinstance(zone, str):
        try:
            zone_of(zone)
        except InvalidInputError as error:
            raise InvalidInputError(error.message, "$.timeZone") from error
    if isinstance(edit.hidden_sources, list):
        sources = _sources(edit.hidden_sources)
        edit = msgspec.structs.replace(edit, hidden_sources=sources)
    return msgspec.to_builtins(edit)


def _sources(names: list[str]) -> list[str]:
    if len(names) > _MOST_SOURCES or any(len(name) > _LONGEST_NAME for name in names):
        message = (
            f"The field hiddenSources may hold {_MOST_SOURCES} names of {_LONGEST_NAME} characters."
        )
        raise InvalidInputError(message, "$.hiddenSources")
    stripped = (name.strip() for name in names)
    return sorted({canonical_source(name) or name for name in stripped if name})
