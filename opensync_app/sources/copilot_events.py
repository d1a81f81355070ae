"""The events of a Copilot CLI session as records."""

from typing import TYPE_CHECKING, Any

import msgspec

from opensync_app.core.session import ExtraUsage, Kind, Message, Part, Role
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Parsed
from opensync_app.sources.blocks import call_part, result_parts, text_parts
from opensync_app.sources.decoding import (
    JsonObject,
    RowDecoder,
    count_of,
    list_of,
    object_of,
    word_of,
)
from opensync_app.sources.transcripts import Gathering, aliases_of, carried, read_rows, recalled

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "copilot-cli"

_PERSONS = (None, "", "user")


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One event.

    Attributes:
        type: `user.message`, `assistant.message`, `tool.execution_complete`, `session.start` …
        data: its content.
        id: of the event.
        timestamp: ISO 8601 with Z.
        agent_id: the tool call under which a sub-agent works; None in the main conversation.
    """

    type: str = ""
    data: Any = None
    id: str | None = None
    timestamp: str | None = None
    agent_id: str | None = None


class Memory(msgspec.Struct, omit_defaults=True):
    """What is carried from chunk to chunk.

    Attributes:
        run: how often the session was taken up again; each run ends with figures of its own.
        model: of the present turn, for versions whose replies do not name it.
    """

    run: int = 0
    model: str | None = None


_rows = RowDecoder(Row)


class Events:
    """One chunk of one event log being read."""

    def __init__(self, chunk: Chunk, state: bytes, *, session: str) -> None:
        """Prepare to read."""
        self._chunk = chunk
        self._memory = recalled(state, Memory)
        self._said = Gathering(SOURCE, session)
        self._readers: dict[str, Callable[[Row, JsonObject, int], None]] = {
            "session.start": self._begin,
            "session.resume": self._resume,
            "session.model_change": self._change_model,
            "session.shutdown": self._shut_down,
            "session.compaction_complete": self._summary,
            "session.error": self._notice,
            "system.notification": self._notice,
            "user.message": self._prompt,
            "assistant.message": self._reply,
            "tool.execution_complete": self._result,
            "abort": self._interruption,
        }

    def parsed(self) -> Parsed:
        """Return all that the chunk says."""
        bad = read_rows(self._chunk, _rows, self._read)
        return self._said.parsed(bad, carried(self._memory))

    def _read(self, row: Row, offset: int) -> None:
        reader = self._readers.get(row.type)
        if reader:
            self._said.moment(row.timestamp)
            reader(row, object_of(row.data), offset)

    def _begin(self, _row: Row, data: JsonObject, _offset: int) -> None:
        context = object_of(data.get("context"))
        self._said.moment(data.get("startTime"))
        self._said.tell(
            project_path=word_of(context.get("cwd")),
            git_branch=word_of(context.get("branch")),
            git_commit=word_of(context.get("headCommit")),
            git_remote=word_of(context.get("repository")),
        )

    def _resume(self, _row: Row, data: JsonObject, _offset: int) -> None:
        self._memory.run += 1
        context = object_of(data.get("context"))
        self._said.tell(git_branch=word_of(context.get("branch")))

    def _change_model(self, _row: Row, data: JsonObject, _offset: int) -> None:
        self._memory.model = word_of(data.get("newModel")) or self._memory.model
        self._said.tell(model=self._memory.model)

    def _prompt(self, row: Row, data: JsonObject, offset: int) -> None:
        """Keep what a person typed; skills, the tool itself and agents write such events too."""
        words = word_of(data.get("content")) or str(data.get("transformedContent") or "")
        told = word_of(data.get("content")) or data.get("attachments")
        typed = bool(told) and data.get("source") in _PERSONS and row.agent_id is None
        parts = text_parts(words, f"{self._key(row, offset)}:0")
        message = self._record(row, "user", "prompt" if typed else "injected", parts, offset)
        aliases = aliases_of(words) if typed else ()
        self._said.say(msgspec.structs.replace(message, aliases=aliases))

    def _reply(self, row: Row, data: JsonObject, offset: int) -> None:
        key = word_of(data.get("messageId")) or self._key(row, offset)
        calls = [object_of(call) for call in list_of(data.get("toolRequests"))]
        parts = (
            *text_parts(data.get("reasoningText"), f"{key}:thinking", "thinking"),
            *text_parts(data.get("content"), f"{key}:text"),
            *(
                call_part(c.get("name"), c.get("arguments"), c.get("toolCallId"), f"{key}:call-{n}")
                for n, c in enumerate(calls)
            ),
        )
        output = count_of(data.get("outputTokens"))
        message = self._record(row, "assistant", "reply", parts, offset)
        self._said.say(
            msgspec.structs.replace(
                message,
                external_id=key,
                model=word_of(data.get("model")) or self._memory.model,
                usage=None if output is None else TokenUsage(output=output),
                usage_key=None if output is None else f"copilot:{key}",
            )
        )

    def _result(self, row: Row, data: JsonObject, offset: int) -> None:
        call = word_of(data.get("toolCallId"))
        result = object_of(data.get("result"))
        error = object_of(data.get("error"))
        content = result.get("content", error.get("message"))
        parts = result_parts(content, call, f"{call}:result", is_error=data.get("success") is False)
        message = self._record(row, "tool", "tool-result", parts, offset)
        self._said.say(msgspec.structs.replace(message, external_id=f"{call}:result"))

    def _summary(self, row: Row, data: JsonObject, offset: int) -> None:
        self._aside(row, data.get("summaryContent"), "summary", offset)

    def _notice(self, row: Row, data: JsonObject, offset: int) -> None:
        self._aside(row, data.get("content") or data.get("message"), "notice", offset)

    def _interruption(self, row: Row, data: JsonObject, offset: int) -> None:
        parts = text_parts(f"Aborted: {data.get('reason')}", f"{self._key(row, offset)}:0")
        self._said.say(self._record(row, "user", "interruption", parts, offset))

    def _shut_down(self, row: Row, data: JsonObject, _offset: int) -> None:
        """Count what went in, which Copilot tells only at the end of a run.

        What came out is counted by message, so it is left out here.
        """
        moment = self._said.moment(row.timestamp)
        for model, metrics in object_of(data.get("modelMetrics")).items():
            usage = input_of(object_of(object_of(metrics).get("usage")))
            key = f"copilot:{self._said.session}:{self._memory.run}:{model}"
            if any(usage.fields()):
                self._said.pay(
                    ExtraUsage(self._said.session, key, usage, model, moment, is_total=True)
                )

    def _aside(self, row: Row, words: object, kind: Kind, offset: int) -> None:
        parts = text_parts(words, f"{self._key(row, offset)}:0")
        if parts:
            self._said.say(self._record(row, "system", kind, parts, offset))

    def _record(
        self, row: Row, role: Role, kind: Kind, parts: tuple[Part, ...], offset: int
    ) -> Message:
        return Message(
            session_external_id=self._said.session,
            external_id=self._key(row, offset),
            role=role,
            kind=kind,
            parts=parts,
            created_at=self._said.moment(row.timestamp),
            position=offset,
            is_sidechain=row.agent_id is not None,
        )

    @staticmethod
    def _key(row: Row, offset: int) -> str:
        return row.id or f"line-{offset}"


def input_of(told: JsonObject) -> TokenUsage:
    """Return what went in during a run: `inputTokens` holds cache reads and cache writes.

    Source: docs/source-formats.md#copilot-cli, verified 2026-11-23.
    """
    names = ("inputTokens", "cacheReadTokens", "cacheWriteTokens")
    whole, read, written = (count_of(told.get(name)) or 0 for name in names)
    read = min(read, whole)
    written = min(written, whole - read)
    return TokenUsage(input=whole - read - written, cache_write_5m=written, cache_read=read)
