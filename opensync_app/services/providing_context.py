"""Context blocks for a language model: what a search found, or what a person chose, packed to fit."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from opensync_app.core.context import (
    Layout,
    Packed,
    Recalled,
    RecalledSession,
    Tokenizer,
    pack,
)
from opensync_app.core.context_layouts import content_of
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.query import SearchMode, SearchQuery
from opensync_app.core.recalling import everything, is_spoken, recalled_text, said
from opensync_app.core.records import StoredMessage
from opensync_app.services.naming import message_named, record_id, session_named
from opensync_app.services.searching import SearchAnswer, SearchResult
from opensync_app.store import Store

USUAL_BUDGET = 8000
LARGEST_BUDGET = 100_000
MOST_SESSIONS = 50
MOST_CHOSEN = 500
"""Sessions and messages that may be chosen by hand at once."""

_MESSAGES_OF_A_SESSION = 10
"""As in the hosted API."""

_AROUND = 30
_LAST = 60
_READ_OF_CHOSEN = 400
_FOUND, _BESIDE, _REST = 0, 1, 2


class Searching(Protocol):
    """Answers searches."""

    def search(self, query: SearchQuery) -> SearchAnswer:
        """Return what the index finds, best first."""
        ...


class Counter(Tokenizer, Protocol):
    """Counts tokens, and says by which tokenizer."""

    @property
    def name(self) -> str:
        """The name of the tokenizer."""
        ...


class ContextEntry(msgspec.Struct, frozen=True):
    """What a block holds of one session.

    Attributes:
        content: as plain text.
        tokens: of the content.
    """

    recalled: RecalledSession
    content: str
    tokens: int


class ContextBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A block and what it is made of.

    Attributes:
        packed: the block.
        entries: per session, best first.
        budget: tokens that it may take.
        tokenizer: by which tokens are counted.
        mode: how it was really found; None when it was chosen by hand.
    """

    packed: Packed
    entries: tuple[ContextEntry, ...]
    budget: int
    tokenizer: str
    mode: SearchMode | None


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose by hand.

    Attributes:
        user_id: who chooses.
        sessions: wire ids or tools' ids, in order.
        messages: wire ids, in order.
        title: stands where else the query stands.
    """

    user_id: int
    sessions: Sequence[str] = ()
    messages: Sequence[str] = ()
    title: str = ""

    def check(self) -> None:
        """Raise InvalidInputError when there are too many."""
        number = len(self.sessions) + len(self.messages)
        if number > MOST_CHOSEN:
            message = f"At most {MOST_CHOSEN} sessions and messages can be chosen; got {number:,}."
            raise InvalidInputError(message, "$.messageIds")


class ProvidingContext:
    """Packs what is recalled for one user at a time; somebody else's sessions do not exist."""

    def __init__(self, store: Store, searching: Searching, counter: Counter) -> None:
        """Search, read from this store, count by this tokenizer."""
        self._store = store
        self._searching = searching
        self._counter = counter

    @property
    def counter(self) -> Counter:
        """By which tokens are counted."""
        return self._counter

    def found(self, query: SearchQuery, layout: Layout, budget: int) -> ContextBlock:
        """Return the block of what a search finds, at most ten messages of each session.

        The messages that were found come first, then the prompts and replies around them, then
        the last ones of the session.

        Raises:
            UnavailableError: the index cannot be read, or the tokenizer is missing.
        """
        limit = min(query.limit, MOST_SESSIONS)
        wanted = msgspec.structs.replace(query, level="sessions", limit=limit, offset=0)
        answer = self._searching.search(wanted)
        recalled = [self._of_result(result) for result in answer.results[:limit]]
        return self._block(recalled, query.text, layout, budget, answer.mode)

    def chosen(self, choice: Choice, layout: Layout, budget: int) -> ContextBlock:
        """Return the block of sessions and messages chosen by their wire ids, in that order.

        Messages come first and are whole; of a session its first prompt and then its newest
        messages.

        Raises:
            NotFoundError: one of them does not exist, or is somebody else's.
            InvalidInputError: there are too many.
        """
        choice.check()
        user_id = choice.user_id
        whole = [message_named(self._store, user_id, name) for name in choice.messages]
        by_session: dict[int, dict[int, Recalled]] = {}
        for turn, message in enumerate(whole):
            mine = by_session.setdefault(message.session_id, {})
            mine[message.id] = _recalled(message, everything(message), _FOUND, turn)
        for name in choice.sessions:
            session = session_named(self._store, user_id, name)
            mine = by_session.setdefault(session.id, {})
            for recalled in self._of_whole_session(session.id):
                mine.setdefault(recalled.message_id, recalled)
        recalled = [
            RecalledSession(session_named(self._store, user_id, f"s{number}"), 0, _in_order(mine))
            for number, mine in by_session.items()
        ]
        return self._block(recalled, choice.title, layout, budget, None)

    def sizes(self, choice: Choice) -> list[tuple[str, int]]:
        """Return the tokens of what each id adds to a block; unknown ids are left out.

        A session adds what the messages chosen beside it do not hold already.

        Raises:
            InvalidInputError: there are too many.
        """
        choice.check()
        sizes: list[tuple[str, int]] = []
        beside = frozenset(choice.messages)
        for name in dict.fromkeys(choice.messages):
            number = record_id("m", name)
            message = self._store.messages.get(choice.user_id, number) if number else None
            if message is not None:
                sizes.append((name, self._counter.count(everything(message))))
        for name in dict.fromkeys(choice.sessions):
            number = record_id("s", name)
            session = self._store.sessions.get(choice.user_id, number) if number else None
            if session is not None:
                whole = self._of_whole_session(session.id)
                texts = (one.text for one in whole if f"m{one.message_id}" not in beside)
                sizes.append((name, sum(map(self._counter.count, texts))))
        return sizes

    def _of_result(self, result: SearchResult) -> RecalledSession:
        """Return what is recalled of a session that a search found."""
        snippets = {snippet.message_id: snippet.html for snippet in result.snippets}
        hits = {hit.id: hit for hit in self._messages(result.session.id, snippets)}
        recalled = {
            number: _recalled(hits[number], recalled_text(hits[number], snippet), _FOUND, turn)
            for turn, (number, snippet) in enumerate(snippets.items())
            if number in hits
        }
        for message in self._beside(hits.values()):
            recalled.setdefault(
                message.id, _recalled(message, recalled_text(message), _BESIDE, len(recalled))
            )
        for message in self._last_spoken(result.session.id):
            recalled.setdefault(
                message.id, _recalled(message, recalled_text(message), _REST, len(recalled))
            )
        first = dict([*recalled.items()][:_MESSAGES_OF_A_SESSION])
        return RecalledSession(result.session, result.score, _in_order(first))

    def _messages(self, session_id: int, ids: Iterable[int]) -> list[StoredMessage]:
        wanted = [*ids]
        rows = self._store.messages.by_ids(wanted) if wanted else []
        return [message for message in rows if message.session_id == session_id]

    def _beside(self, hits: Iterable[StoredMessage]) -> Iterable[StoredMessage]:
        """Yield for each hit the prompt that it answers and the next reply to it."""
        for hit in hits:
            page = self._store.messages.page_around(hit.session_id, hit.id, _AROUND)
            around = page.messages if page is not None else []
            place = next((i for i, message in enumerate(around) if message.id == hit.id), 0)
            earlier = reversed(around[:place])
            if hit.kind != "prompt":
                yield from _first(earlier, "prompt")
            if hit.kind != "reply":
                yield from _first(around[place + 1 :], "reply")

    def _last_spoken(self, session_id: int) -> Iterable[StoredMessage]:
        """Return the last prompts and replies, the newest first."""
        page = self._store.messages.last_page(session_id, _LAST)
        return reversed([message for message in page.messages if is_spoken(message)])

    def _of_whole_session(self, session_id: int) -> Iterable[Recalled]:
        """Yield the first prompt of a session and then its other messages, the newest first."""
        messages = self._store.messages
        first = next(filter(is_spoken, messages.page(session_id, None, _LAST).messages), None)
        last = [*filter(is_spoken, messages.last_page(session_id, _READ_OF_CHOSEN).messages)]
        ordered = ([first] if first is not None else []) + last[::-1]
        for turn, message in enumerate({m.id: m for m in ordered}.values()):
            yield _recalled(message, said(message), _BESIDE, turn)

    def _block(
        self,
        recalled: Sequence[RecalledSession],
        query: str,
        layout: Layout,
        budget: int,
        mode: SearchMode | None,
    ) -> ContextBlock:
        packed = pack(recalled, query=query, budget=budget, layout=layout, tokenizer=self._counter)
        contents = [(session, content_of(session)) for session in packed.sessions]
        return ContextBlock(
            packed=packed,
            entries=tuple(ContextEntry(s, c, self._counter.count(c)) for s, c in contents),
            budget=budget,
            tokenizer=self._counter.name,
            mode=mode,
        )


def _recalled(message: StoredMessage, text: str, tier: int, turn: int) -> Recalled:
    return Recalled(
        message_id=message.id,
        role=message.role,
        text=text.rstrip().lstrip("\r\n"),
        created_at=message.created_at,
        position=message.position,
        tier=tier,
        turn=turn,
    )


def _in_order(recalled: dict[int, Recalled]) -> tuple[Recalled, ...]:
    """Return messages in the order of the conversation."""
    return tuple(sorted(recalled.values(), key=lambda m: (m.position, m.message_id)))


def _first(messages: Iterable[StoredMessage], kind: str) -> Iterable[StoredMessage]:
    found = (message for message in messages if message.kind == kind and is_spoken(message))
    return [*found][:1]
