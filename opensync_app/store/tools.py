"""Which tools a message calls, and of which calls it tells that they failed."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

import msgspec

from opensync_app.core.session import Part
from opensync_app.store.bodies import unpack

_LONGEST_NAME = 120
_LOOK_BACK = 20
"""Messages with calls in which the call of a failure is looked for; results follow soon."""


class Caller(NamedTuple):
    """What was called, and which model called it; empty when unknown."""

    tool: str
    model: str


class ToolTally(msgspec.Struct, frozen=True, array_like=True):
    """Calls and failures of one tool in one message.

    Attributes:
        tool: name, empty for the failure of a call that is not known.
        model: the model that called it.
        calls: calls in this message.
        failures: results in this message that say the tool failed.
    """

    tool: str
    model: str
    calls: int
    failures: int


_decoder = msgspec.json.Decoder(tuple[ToolTally, ...])
_encoder = msgspec.json.Encoder()


def tallies_of(text: str | None) -> tuple[ToolTally, ...]:
    """Return the tallies as a message row holds them."""
    return () if text is None else _decoder.decode(text)


def tallies_text(tallies: tuple[ToolTally, ...]) -> str | None:
    """Return the tallies for a message row; None when there are none."""
    return _encoder.encode(tallies).decode() if tallies else None


def tally(
    parts: Iterable[Part], model: str, caller_of: Callable[[str], Caller | None]
) -> tuple[ToolTally, ...]:
    """Return what a message's parts call and report as failed, in order of first mention."""
    counts: dict[Caller, list[int]] = {}
    for part in parts:
        if part.type == "tool-call":
            counts.setdefault(Caller(_name_of(part), model), [0, 0])[0] += 1
        elif part.type == "tool-result" and part.is_error:
            caller = caller_of(part.call_id) if part.call_id else None
            caller = caller or Caller(_clean(part.tool_name or ""), model)
            counts.setdefault(caller, [0, 0])[1] += 1
    return tuple(ToolTally(*caller, *numbers) for caller, numbers in counts.items())


class Callers:
    """Finds the call that a result answers: in the batch at hand, else a little way back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Know no call yet."""
        self._connection = connection
        self._known: dict[tuple[int, str], Caller] = {}

    def note(self, session_id: int, parts: Iterable[Part], model: str) -> None:
        """Remember the calls of a message."""
        for part in parts:
            if part.type == "tool-call" and part.call_id:
                self._known[session_id, part.call_id] = Caller(_name_of(part), model)

    def find(self, session_id: int, call_id: str) -> Caller | None:
        """Return who made a call, or None."""
        known = self._known.get((session_id, call_id))
        if known is None:
            self._look_back(session_id)
            known = self._known.get((session_id, call_id))
        return known

    def _look_back(self, session_id: int) -> None:
        rows = self._connection.execute(
            "SELECT model, body FROM messages WHERE session_id = ? AND tool_call_count > 0 "
            "ORDER BY position DESC, id DESC LIMIT ?",
            (session_id, _LOOK_BACK),
        )
        for row in rows:
            self.note(session_id, unpack(row["body"]).parts, row["model"] or "")


def _name_of(part: Part) -> str:
    content: object = part.content
    told = cast("dict[str, object]", content).get("toolName") if isinstance(content, dict) else None
    return _clean(told if isinstance(told, str) else part.tool_name or "")


def _clean(name: str) -> str:
    return name.replace("\0", "")[:_LONGEST_NAME]
