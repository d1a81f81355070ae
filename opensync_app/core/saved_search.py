"""Searches that a person keeps by a name, and the limits of what they may say."""

from typing import Any

import msgspec

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SearchMode

LONGEST_NAME = 200
LONGEST_QUERY = 10_000
LARGEST_FILTERS = 10_000
"""Bytes of the filters as JSON."""

MOST_SESSIONS = 50
MOST_TOKENS = 200_000


class SearchWish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants to keep of a search.

    Attributes:
        name: what they call it.
        query: as typed.
        search_type: how to find.
        limit: sessions wanted.
        token_budget: tokens that the context may take; None for the usual.
        filters: parameters of the search page by name, kept as they are.
    """

    name: str
    query: str
    search_type: SearchMode = "hybrid"
    limit: int = 5
    token_budget: int | None = None
    filters: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])


class SavedSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it is kept.

    Attributes:
        id: record id.
        wish: what it asks.
        created_at: epoch ms.
        last_used_at: epoch ms; None when it was never used.
        use_count: how often it was used.
    """

    id: int
    wish: SearchWish
    created_at: int
    last_used_at: int | None = None
    use_count: int = 0


def checked_wish(wish: SearchWish) -> SearchWish:
    """Return a wish in its one form.

    Raises:
        InvalidInputError: the name or the query is blank or too long, a number is out of its
            range, or the filters are too many.
    """
    _check_range(wish.limit, "limit", MOST_SESSIONS)
    if wish.token_budget is not None:
        _check_range(wish.token_budget, "tokenBudget", MOST_TOKENS)
    if len(msgspec.json.encode(wish.filters)) > LARGEST_FILTERS:
        message = f"The field filters may hold {LARGEST_FILTERS:,} bytes of JSON."
        raise InvalidInputError(message, "$.filters")
    query = _text(wish.query, "query", LONGEST_QUERY)
    return msgspec.structs.replace(wish, name=checked_name(wish.name), query=query)


def checked_name(name: str) -> str:
    """Return a name on one line.

    Raises:
        InvalidInputError: it is blank or too long.
    """
    return _text(" ".join(name.split()), "name", LONGEST_NAME)


def _text(text: str, name: str, longest: int) -> str:
    text = text.strip().encode("utf-8", "replace").decode("utf-8")
    if not text:
        message = f"The field {name} may not be empty."
        raise InvalidInputError(message, f"$.{name}")
    if len(text) > longest:
        message = f"The field {name} may hold {longest:,} characters; it has {len(text):,}."
        raise InvalidInputError(message, f"$.{name}")
    return text


def _check_range(number: int, name: str, most: int) -> None:
    if not 1 <= number <= most:
        message = f"The field {name} must be between 1 and {most:,}."
        raise InvalidInputError(message, f"$.{name}")
