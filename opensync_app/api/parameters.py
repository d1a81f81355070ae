"""Query parameters that several routes share, and their reading."""

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
Sources = Annotated[
    str | None,
    QueryParameter(name="source", description="Sources, separated by commas; empty is all."),
]
Projects = Annotated[
    str | None, QueryParameter(name="project", description="Project name; empty is all.")
]


_LONGEST_OFFSET = 9
"""Digits of an offset."""


def listed(text: str | None) -> tuple[str, ...]:
    """Return the words of a comma-separated parameter."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def listed_sources(text: str | None) -> tuple[str, ...]:
    """Return canonical source names of a comma-separated parameter."""
    return tuple(canonical_source(name) or name for name in listed(text))


def only(text: str | None) -> tuple[str, ...]:
    """Return a single value as a filter; commas may stand in it."""
    return (text,) if text else ()


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
