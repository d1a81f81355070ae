"""Packing recalled messages into a context block within a token budget, the best ones first."""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, get_args

import msgspec

from opensync_app.core.found import FoundSession
from opensync_app.core.records import StoredSession
from opensync_app.core.session import Role

ContextFormat = Literal["text", "messages", "plain", "markdown", "xml"]
FORMATS: tuple[ContextFormat, ...] = get_args(ContextFormat)

AnySession = StoredSession | FoundSession
"""A session as the record has it, or as a search names it."""

_SMALLEST_CUT = 20
"""Tokens under which the beginning of a message is not worth its place."""


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """One message on its way into a block.

    Attributes:
        message_id: record id.
        role: who spoke.
        text: what is shown of it.
        created_at: epoch ms.
        position: place in the session.
        tier: what is taken first: 0 for what was found, then what stands around it, then the rest.
        turn: order within a tier of one session, the smallest first.
    """

    message_id: int
    role: Role
    text: str
    created_at: int
    position: int = 0
    tier: int = 0
    turn: int = 0


class RecalledSession(msgspec.Struct, frozen=True):
    """One session and what is recalled of it.

    Attributes:
        session: the session.
        score: of the search; 0 when it was chosen by hand.
        messages: in the order of the conversation.
    """

    session: AnySession
    score: float
    messages: tuple[Recalled, ...]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What a block says of itself.

    Attributes:
        query: what was looked for, on one line.
        tokens: of the whole block.
        budget: tokens it may take.
        omitted: messages for which there was no room.
    """

    query: str
    tokens: int
    budget: int
    omitted: int


class Layout(Protocol):
    """How a block is written down."""

    def block(self, frame: Frame, sessions: Sequence[RecalledSession]) -> str:
        """Return the whole block."""
        ...

    def heading(self, number: int, session: AnySession) -> str:
        """Return what stands around the messages of a session; its number counts from 1."""
        ...

    def message(self, message: Recalled) -> str:
        """Return one message."""
        ...


class Tokenizer(Protocol):
    """Something that counts tokens."""

    def count(self, text: str) -> int:
        """Return the tokens of a text."""
        ...

    def head(self, text: str, tokens: int) -> str:
        """Return the beginning of a text in at most so many tokens."""
        ...


class Packed(msgspec.Struct, frozen=True):
    """A block that fits.

    Attributes:
        sessions: what is in it, best session first, messages in the order of the conversation.
        text: the block; empty when not even its frame fits.
        tokens: of the text.
        omitted: messages for which there was no room.
    """

    sessions: tuple[RecalledSession, ...]
    text: str
    tokens: int
    omitted: int


def as_format(name: str) -> ContextFormat:
    """Return the format of a name; as in the hosted API every unknown one means `messages`."""
    return name if name in FORMATS else "messages"


def pack(
    sessions: Sequence[RecalledSession],
    *,
    query: str,
    budget: int,
    layout: Layout,
    tokenizer: Tokenizer,
) -> Packed:
    """Return the block of the messages that fit, in order of rank, never over the budget.

    What was found goes first, session by session, then what stands around it, then the rest; a
    message that does not fit is left out whole and smaller ones may still follow. Only when the
    first of all does not fit by itself it is cut, and says so.
    """
    packing = _Packing(sessions, query, budget, layout, tokenizer)
    packing.fill()
    return packing.finished()


def one_line(text: str, longest: int = 200) -> str:
    """Return a text on one line, cut where it is longer than so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"


class _Packing:
    """A block while it grows."""

    def __init__(
        self,
        sessions: Sequence[RecalledSession],
        query: str,
        budget: int,
        layout: Layout,
        tokenizer: Tokenizer,
    ) -> None:
        self._sessions = sessions
        self._query = one_line(query)
        self._budget = budget
        self._layout = layout
        self._tokenizer = tokenizer
        self._taken: list[tuple[int, Recalled]] = []
        self._total = sum(len(session.messages) for session in sessions)
        self._room = budget - tokenizer.count(self._block(0, ()))

    def fill(self) -> None:
        """Take what fits by the sum of its pieces."""
        headed: set[int] = set()
        for place, whole in _by_rank(self._sessions):
            message, cost = whole, self._tokenizer.count(self._layout.message(whole))
            if place not in headed:
                session = self._sessions[place].session
                cost += self._tokenizer.count(self._layout.heading(place + 1, session))
            if cost > self._room and not self._taken:
                message, cost = self._cut(whole, cost)
            if cost <= self._room:
                self._taken.append((place, message))
                headed.add(place)
                self._room -= cost

    def finished(self) -> Packed:
        """Return the block, without the last ones taken if the whole counts more than its pieces."""
        while True:
            kept = self._kept()
            text, tokens = self._counted(kept)
            if tokens <= self._budget:
                return Packed(kept, text, tokens, self._total - len(self._taken))
            if not self._taken:
                return Packed((), "", 0, self._total)
            self._taken.pop()

    def _cut(self, message: Recalled, cost: int) -> tuple[Recalled, int]:
        """Return the beginning of a message that is too long for the whole block, and its cost.

        Where others wait it gets half of the room.
        """
        around = cost - self._tokenizer.count(message.text)
        room = (self._room - around) // (2 if self._total > 1 else 1) - _SMALLEST_CUT
        if room < _SMALLEST_CUT:
            return message, cost
        head = self._tokenizer.head(message.text, room).rstrip()
        note = f"… [{len(message.text) - len(head):,} of {len(message.text):,} characters cut]"
        shorter = msgspec.structs.replace(message, text=f"{head}{note}")
        return shorter, around + self._tokenizer.count(shorter.text)

    def _kept(self) -> tuple[RecalledSession, ...]:
        by_session: dict[int, dict[int, Recalled]] = {}
        for place, message in self._taken:
            by_session.setdefault(place, {})[message.message_id] = message
        return tuple(
            msgspec.structs.replace(session, messages=_in_order(session, by_session[place]))
            for place, session in enumerate(self._sessions)
            if place in by_session
        )

    def _counted(self, kept: Sequence[RecalledSession]) -> tuple[str, int]:
        """Return the block and its tokens; where it names them it names the right number."""
        named = 0
        text = self._block(named, kept)
        for _ in range(4):
            tokens = self._tokenizer.count(text)
            if tokens == named:
                break
            named = tokens
            text = self._block(named, kept)
        return text, self._tokenizer.count(text)

    def _block(self, tokens: int, kept: Sequence[RecalledSession]) -> str:
        omitted = self._total - sum(len(session.messages) for session in kept)
        frame = Frame(query=self._query, tokens=tokens, budget=self._budget, omitted=omitted)
        return self._layout.block(frame, kept)


def _by_rank(sessions: Sequence[RecalledSession]) -> list[tuple[int, Recalled]]:
    """Return all messages with the place of their session, those that are taken first in front."""
    pairs = [
        (place, message) for place, session in enumerate(sessions) for message in session.messages
    ]
    return sorted(pairs, key=lambda pair: (pair[1].tier, pair[0], pair[1].turn))


def _in_order(session: RecalledSession, taken: dict[int, Recalled]) -> tuple[Recalled, ...]:
    found: Iterable[Recalled | None] = (taken.get(m.message_id) for m in session.messages)
    return tuple(message for message in found if message is not None)
