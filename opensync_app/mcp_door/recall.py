"""`Recall`: the services that the tools ask, for one server or one process."""

from collections.abc import Callable

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source
from opensync_app.services.analysing import Analysing
from opensync_app.services.browsing import Browsing
from opensync_app.services.providing_context import ProvidingContext, Searching
from opensync_app.services.reading import Reading


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """What the tools read; nothing here writes.

    Attributes:
        browsing: sessions and messages.
        reading: outlines of sessions.
        searching: answers searches.
        context: packs what is recalled, and counts tokens.
        analysing: adds up usage.
        waiting: returns how many changes are not searchable yet.
    """

    browsing: Browsing
    reading: Reading
    searching: Searching
    context: ProvidingContext
    analysing: Analysing
    waiting: Callable[[], int]


def sources_of(name: str | None) -> tuple[str, ...]:
    """Return a source as a filter."""
    return (canonical_source(name) or name,) if name else ()


def only(name: str | None) -> tuple[str, ...]:
    """Return one value as a filter."""
    return (name,) if name else ()


def moment_named(text: str | None, name: str) -> int | None:
    """Return the epoch ms of an ISO 8601 day or moment; None for None.

    Raises:
        InvalidInputError: it is not one.
    """
    if text is None:
        return None
    at = parse_iso_ms(text)
    if at is None:
        message = f"{name} must be a day or moment like 2026-03-31 or 2026-03-31T09:00."
        raise InvalidInputError(message, f"$.{name}")
    return at
