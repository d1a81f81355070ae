"""Query parameters that several routes share, and their reading."""

from collections.abc import Iterable
from typing import Annotated

from litestar.params import QueryParameter

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source

Limit = Annotated[
    int, QueryParameter(name="limit", ge=0, description="Items wanted; larger numbers are lowered.")
]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", description="`nextCursor` of the page before.")
]

CHOSEN_RULE = "Repeat it for several; one alone is cut at commas unless it stands in quotes."
Chosen = list[str] | None
"""Values of a filter of a search, as `values_of` reads them."""

_LONGEST_OFFSET = 9
"""Digits of an offset."""


def listed(text: str | None) -> tuple[str, ...]:
    """Return the words of a comma-separated parameter."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def canonical_sources(names: Iterable[str]) -> tuple[str, ...]:
    """Return canonical names of sources; one that nobody knows stays as it is."""
    return tuple(canonical_source(name) or name for name in names)


def offset_of(cursor: str | None) -> int:
    """Return the offset that a search cursor holds.

    Raises:
        InvalidInputError: the cursor is not ours.
    """
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _LONGEST_OFFSET):
        message = "The cursor is not one that this server gave out."
        raise InvalidInputError(message, "$.cursor")
    return int(cursor)


def values_of(given: str | list[str] | None) -> tuple[str, ...]:
    """Return the values of a filter: a list as it is, a single text cut at commas.

    A single text in double quotes is one value, whatever stands in it.
    """
    if given is None:
        return ()
    if isinstance(given, list) and len(given) > 1:
        return tuple(value for value in given if value)
    text = (given if isinstance(given, str) else "".join(given)).strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return (text[1:-1],)
    return tuple(word.strip() for word in text.split(",") if word.strip())
