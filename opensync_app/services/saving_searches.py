"""Keep searches by a name, and note when they are used again."""

import re

import msgspec

from opensync_app.core.clock import Clock
from opensync_app.core.errors import ConflictError, NotFoundError
from opensync_app.core.saved_search import SavedSearch, SearchWish, checked_name, checked_wish
from opensync_app.store import Store

MOST_SEARCHES = 500
_NAME = re.compile(r"q([1-9][0-9]{0,17})")


class SavedSearchPage(msgspec.Struct, frozen=True):
    """One page of a person's searches.

    Attributes:
        searches: the last used or made first.
        next_offset: offset of the next page; None on the last one.
    """

    searches: tuple[SavedSearch, ...]
    next_offset: int | None


class SavingSearches:
    """Keeps the searches of one person at a time; somebody else's do not exist."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep them in this store."""
        self._searches = store.searches
        self._clock = clock

    def save(self, user_id: int, wish: SearchWish) -> SavedSearch:
        """Keep a search and return it. Durable once this returns.

        Raises:
            InvalidInputError: a field does not fit; nothing was written.
            ConflictError: there are too many already.
        """
        wanted = checked_wish(wish)
        saved = self._searches.add(user_id, wanted, self._clock.now_ms(), MOST_SEARCHES)
        if saved is None:
            message = f"{MOST_SEARCHES} searches are saved already; delete one first."
            raise ConflictError(message)
        return saved

    def page(self, user_id: int, offset: int, limit: int) -> SavedSearchPage:
        """Return one page of searches."""
        found = self._searches.page(user_id, offset, limit + 1)
        following = offset + limit if len(found) > limit > 0 else None
        return SavedSearchPage(tuple(found[:limit]), following)

    def rename(self, user_id: int, name: str, new_name: str) -> SavedSearch:
        """Give the search with a wire id (`q3`) another name; return it. Durable then.

        Raises:
            InvalidInputError: the new name does not fit.
            NotFoundError: there is no such search.
        """
        number, words = _number(name), checked_name(new_name)
        if not self._searches.rename(user_id, number, words):
            raise NotFoundError(_NONE)
        return self._one(user_id, number)

    def use(self, user_id: int, name: str) -> SavedSearch:
        """Note that the search with a wire id is used now; return it. Durable then.

        Raises:
            NotFoundError: there is no such search.
        """
        number = _number(name)
        if not self._searches.count_use(user_id, number, self._clock.now_ms()):
            raise NotFoundError(_NONE)
        return self._one(user_id, number)

    def remove(self, user_id: int, name: str) -> None:
        """Forget the search with a wire id. Durable once this returns.

        Raises:
            NotFoundError: there is no such search.
        """
        if not self._searches.remove(user_id, _number(name)):
            raise NotFoundError(_NONE)

    def _one(self, user_id: int, number: int) -> SavedSearch:
        found = self._searches.get(user_id, number)
        if found is None:
            raise NotFoundError(_NONE)
        return found


_NONE = "Saved search not found"


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    if match is None:
        raise NotFoundError(_NONE)
    return int(match[1])
