"""What a chunk says of one session, gathered row by row into records."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import (
    FIRST_COMMAND,
    FIRST_PROMPT,
    ExtraUsage,
    Message,
    SessionPatch,
    TitleRank,
    text_alias,
    text_of,
)
from opensync_app.core.titles import is_bare_command, title_of
from opensync_app.sources.base import BadLine, Chunk, Parsed
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.jsonl import lines_of

R = TypeVar("R", bound=msgspec.Struct)
M = TypeVar("M", bound=msgspec.Struct)

_FIRST_STAYS = frozenset({"project_path", "project_name"})


class Gathering:
    """The records of one session, of one chunk.

    Attributes:
        session: external id of the session.
    """

    def __init__(self, source: str, session: str) -> None:
        """Begin with nothing known."""
        self.session = session
        self._source = source
        self._messages: list[Message] = []
        self._usages: list[ExtraUsage] = []
        self._facts: dict[str, Any] = {}
        self._moments: list[int] = []
        self._title: tuple[TitleRank, int, str] | None = None

    def moment(self, text: object) -> int | None:
        """Return an ISO 8601 moment as epoch ms and take the session for alive then."""
        moment = parse_iso_ms(text) if isinstance(text, str) else None
        self.alive_at(moment)
        return moment

    def alive_at(self, moment: int | None) -> None:
        """Take the session for alive at a moment, epoch ms."""
        if moment is not None:
            self._moments = [min([moment, *self._moments]), max([moment, *self._moments])]

    def tell(self, **facts: object) -> None:
        """Keep fields of the session's patch; None says nothing, a later word replaces.

        Of folders the first stays, as in the record.
        """
        told = {name: value for name, value in facts.items() if value is not None}
        self._facts |= told | {n: v for n, v in self._facts.items() if n in _FIRST_STAYS}

    def tell_once(self, **facts: object) -> None:
        """Keep fields of which nothing is known yet."""
        self.tell(**{n: value for n, value in facts.items() if n not in self._facts})

    def title(self, text: str | None, rank: TitleRank, offset: int) -> None:
        """Offer a title: the higher rank wins, then the later one; of prompts the first.

        A prompt that is a command alone gives the title only to a session of such prompts.
        """
        words = title_of(text) if text else None
        known = self._title
        if words and rank == FIRST_PROMPT and is_bare_command(words):
            rank = FIRST_COMMAND
        first_stays = rank in (FIRST_PROMPT, FIRST_COMMAND)
        if words is None or (known and (known[0] > rank or (known[0] == rank and first_stays))):
            return
        self._title = (rank, offset, words)

    def say(self, message: Message) -> None:
        """Keep a message; a second report of it completes the first in the record."""
        self._messages.append(message)
        if message.kind == "prompt":
            self.title(text_of(message.parts, None), FIRST_PROMPT, message.position or 0)
        if message.model:
            self.tell(model=message.model)

    def pay(self, usage: ExtraUsage) -> None:
        """Keep tokens that belong to no message."""
        self._usages.append(usage)

    def parsed(self, bad_lines: tuple[BadLine, ...] = (), state: bytes = b"") -> Parsed:
        """Return all of it; nothing is said of a session of which the chunk says nothing."""
        messages = tuple(self._messages)
        known = messages or self._usages or self._facts or self._title or self._moments
        patches = (self._patch(),) if known else ()
        return Parsed(patches, messages, bad_lines, state, tuple(self._usages))

    def _patch(self) -> SessionPatch:
        rank, offset, title = self._title or (0, 0, None)
        return SessionPatch(
            external_id=self.session,
            source=self._source,
            title=title,
            title_rank=rank,
            title_position=offset,
            created_at=self._moments[0] if self._moments else None,
            active_at=self._moments[-1] if self._moments else None,
            **self._facts,
        )


def read_rows(
    chunk: Chunk, decoder: RowDecoder[R], read: Callable[[R, int], None]
) -> tuple[BadLine, ...]:
    """Hand over each row of a chunk with its offset; return the lines that are no rows."""
    bad: list[BadLine] = []
    for line in lines_of(chunk):
        try:
            row = decoder.decode(line.data)
        except msgspec.DecodeError as error:
            bad.append(BadLine(line.offset, str(error)))
        else:
            read(row, line.offset)
    return tuple(bad)


def recalled(state: bytes, shape: type[M]) -> M:
    """Return what a parser carried from the chunk before; its defaults at the first."""
    return msgspec.msgpack.decode(state, type=shape) if state else shape()


def carried(memory: msgspec.Struct) -> bytes:
    """Return the state for the next chunk."""
    return msgspec.msgpack.encode(memory)


def aliases_of(words: str) -> tuple[str, ...]:
    """Return the ids under which a plugin may have sent these words of the user."""
    return (text_alias("user", words),) if words.strip() else ()
