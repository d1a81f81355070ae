"""The rows of a Cursor agent's transcript as records; their times are those of its prompts."""

import re
from typing import Any

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import FIRST_PROMPT, Kind, Message, Part, Role
from opensync_app.sources.base import Chunk, Parsed
from opensync_app.sources.blocks import parts_of, text_parts
from opensync_app.sources.decoding import RowDecoder, object_of, word_of
from opensync_app.sources.tags import inside
from opensync_app.sources.transcripts import Gathering, aliases_of, carried, read_rows, recalled

SOURCE = "cursor-sync"

_QUERY = ("<user_query>", "</user_query>")
_STAMP = ("<timestamp>", "</timestamp>")
_LONGEST_MOMENT = 80
_MOMENT = re.compile(
    r"(\w{3})\w* (\d{1,2}), (\d{4}), (\d{1,2}):(\d\d) ([AP])M(?: \(UTC([+-]\d{1,2})?(?::(\d\d))?\))?"
)
_MONTHS: tuple[str, ...] = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_HALF_DAY = 12


class Row(msgspec.Struct, frozen=True):
    """One line: a message (`role`, `message`) or the end of a turn (`type`, `status`, `error`)."""

    role: str = ""
    type: str = ""
    message: Any = None
    status: str | None = None
    error: Any = None


class Memory(msgspec.Struct, omit_defaults=True):
    """What is carried from chunk to chunk.

    Attributes:
        count: rows that were numbered, because they have no ids.
        moment: of the last prompt that bore one, epoch ms; its replies share it.
    """

    count: int = 0
    moment: int | None = None


_rows = RowDecoder(Row)


class Transcript:
    """One chunk of one transcript being read."""

    def __init__(self, chunk: Chunk, state: bytes, *, session: str, parent: str | None) -> None:
        """Prepare to read; `parent` is the session whose sub-agent this is."""
        self._chunk = chunk
        self._memory = recalled(state, Memory)
        self._said = Gathering(SOURCE, session)
        self._parent = parent
        self._written: int | None = None

    def parsed(self, *, project: str | None, written: int) -> Parsed:
        """Return all that the chunk says.

        Where no prompt tells a time, `written` stands for it: when the file was last changed.
        """
        self._written = written
        bad = read_rows(self._chunk, _rows, self._read)
        if self._memory.count:
            self._said.tell_once(project_name=project, parent_external_id=self._parent)
        return self._said.parsed(bad, carried(self._memory))

    def _read(self, row: Row, offset: int) -> None:
        content = object_of(row.message).get("content")
        if row.role == "user":
            self._user(content, offset)
        elif row.role == "assistant":
            self._reply(content, offset)
        elif row.type == "turn_ended" and row.status not in (None, "success"):
            words = word_of(row.error) or f"Turn ended: {row.status}"
            kind: Kind = "interruption" if "abort" in words.lower() else "notice"
            self._say("system", kind, text_parts(words, self._next()), offset)

    def _user(self, content: object, offset: int) -> None:
        """Keep what a person asked; what Cursor wraps around it is kept apart."""
        key = self._next()
        parts = parts_of(content, key)
        text = "\n".join(part.content for part in parts if part.type == "text")
        stamp, text = inside(text, *_STAMP)
        self._memory.moment = (moment_of(stamp) if stamp else None) or self._memory.moment
        if any(part.type == "tool-result" for part in parts):
            self._say("tool", "tool-result", parts, offset)
            return
        query, around = inside(text, *_QUERY)
        words, around = (text.strip(), "") if query is None else (query, around.strip())
        typed = query is not None or not words.startswith("<")
        if self._parent:
            self._said.title(words, FIRST_PROMPT, offset)
        kind: Kind = "prompt" if typed and not self._parent else "injected"
        kept = tuple(part for part in parts if part.type != "text")
        told = (*text_parts(words, f"{key}:text"), *text_parts(around, f"{key}:around", "injected"))
        self._say("user", kind, told + kept, offset, aliases_of(words) if kind == "prompt" else ())

    def _reply(self, content: object, offset: int) -> None:
        parts = parts_of(content, self._next())
        for part in parts:
            arguments = object_of(object_of(part.content).get("args"))
            folder = word_of(arguments.get("working_directory"))
            self._said.tell_once(project_path=folder)
        self._say("assistant", "reply", parts, offset)

    def _say(
        self,
        role: Role,
        kind: Kind,
        parts: tuple[Part, ...],
        offset: int,
        aliases: tuple[str, ...] = (),
    ) -> None:
        if not parts:
            return
        moment = self._memory.moment or self._written
        self._said.alive_at(moment)
        self._said.say(
            Message(
                session_external_id=self._said.session,
                external_id=f"row-{self._memory.count}",
                role=role,
                kind=kind,
                parts=parts,
                created_at=moment,
                position=offset,
                aliases=aliases,
            )
        )

    def _next(self) -> str:
        self._memory.count += 1
        return f"row-{self._memory.count}"


def moment_of(text: str) -> int | None:
    """Return epoch ms of a moment as Cursor writes it, `Sunday, Aug 2, 2026, 3:51 AM (UTC-7)`."""
    found = _MOMENT.search(text[:_LONGEST_MOMENT])
    if not found or found[1].title() not in _MONTHS:
        return None
    month, hour = _MONTHS.index(found[1].title()) + 1, int(found[4]) % _HALF_DAY
    hour += _HALF_DAY if found[6] == "P" else 0
    zone = f"{int(found[7] or 0):+03d}:{found[8] or '00'}"
    day = f"{found[3]}-{month:02d}-{int(found[2]):02d}"
    return parse_iso_ms(f"{day}T{hour:02d}:{found[5]}:00{zone}")
