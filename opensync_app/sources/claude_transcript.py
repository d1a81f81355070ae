"""Reading a Claude Code transcript from chunk to chunk: what it says of its session."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import (
    AI_TITLE,
    CUSTOM_TITLE,
    FIRST_COMMAND,
    FIRST_PROMPT,
    SUMMARY_TITLE,
    AgentName,
    Message,
    SessionPatch,
    TitleRank,
    text_of,
)
from opensync_app.core.titles import title_of
from opensync_app.sources import claude_messages
from opensync_app.sources.base import BadLine, Chunk, ExtraUsage, Line, Parsed
from opensync_app.sources.claude_prompts import command_line_of
from opensync_app.sources.claude_results import results_folder, with_files
from opensync_app.sources.claude_rows import AgentResult, Progress, Row, usage_of
from opensync_app.sources.decoding import RowDecoder, micro_usd_of, object_of, word_of
from opensync_app.sources.jsonl import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "claude-code"

_rows = RowDecoder(Row)
_progress = RowDecoder(Progress)
_results = RowDecoder(AgentResult)
_MAX_PENDING = 50
_UNKNOWN = "unknown"
_HOUSEKEEPING = frozenset(
    ("/clear", "/compact", "/config", "/cost", "/exit", "/login", "/logout", "/model", "/resume")
)
"""Commands that say nothing of what a session is about."""
_MESSAGE_TYPES = ("user", "assistant", "system", "attachment", "progress")


class Memory(msgspec.Struct, rename="camel", omit_defaults=True):
    """What is carried from chunk to chunk, so that a cut changes nothing.

    Attributes:
        session: id of the parent session, for a sub-agent's file that does not say it in its path.
        has_start, has_project, has_prompt, has_command: a moment, the folder, the first prompt and
            the first command are told.
        start_type: how the tool was started; that of a person outranks an SDK's.
        summaries: titles at the head of the file, waiting for the row they summarise.
    """

    session: str | None = None
    has_start: bool = False
    has_project: bool = False
    has_prompt: bool = False
    has_command: bool = False
    start_type: str | None = None
    summaries: list[tuple[str, str, int]] = []


class Title(msgspec.Struct, frozen=True):
    """A title and where it stood."""

    text: str
    rank: TitleRank
    offset: int


class Transcript:
    """One chunk of one transcript being read."""

    def __init__(
        self, chunk: Chunk, state: bytes, *, session: str | None, agent: str | None, path: Path
    ) -> None:
        """Prepare to read the file at a path.

        `session` is the id of the main session when the path tells it, `agent` the name of the
        sub-agent whose file this is.
        """
        self._path = path
        self._chunk = chunk
        self._memory = msgspec.json.decode(state, type=Memory) if state else Memory()
        self._main = session
        self._agent = agent
        self._messages: list[Message] = []
        self._usages: list[ExtraUsage] = []
        self._agents: list[AgentName] = []
        self._bad: list[BadLine] = []
        self._title: Title | None = None
        self._first: int | None = None
        self._last: int | None = None
        self._project: str | None = None
        self._branch: str | None = None
        self._agent_name: str | None = None
        self._model: str | None = None
        self._cost: int | None = None

    def parsed(self) -> Parsed:
        """Return all that the chunk says."""
        for line in lines_of(self._chunk):
            try:
                self._read(_rows.decode(line.data), line)
            except msgspec.DecodeError as error:
                self._bad.append(BadLine(line.offset, str(error)))
        messages = tuple(self._messages)
        return Parsed(
            sessions=self._patches(messages),
            messages=messages,
            bad_lines=tuple(self._bad),
            state=msgspec.json.encode(self._memory),
            usages=tuple(self._usages),
            agents=tuple(self._agents),
        )

    @property
    def _session(self) -> str:
        """The id of the session that this file holds."""
        parent = self._main or self._memory.session or _UNKNOWN
        return f"{parent}:{self._agent}" if self._agent else parent

    def _read(self, row: Row, line: Line) -> None:
        if self._main is None and self._memory.session is None:
            self._memory.session = row.session_id or (_UNKNOWN if self._says(row) else None)
        if row.type in _MESSAGE_TYPES:
            self._note_facts(row)
        reader = self.READERS.get(row.type)
        if reader:
            reader(self, row, line.offset)

    def _says(self, row: Row) -> bool:
        """Whether a row is read at all; the first such row names the session."""
        told = (row.uuid, row.timestamp, row.message, row.custom_title, row.ai_title, row.summary)
        return row.type in self.READERS and (any(told) or row.total_cost is not None)

    def _note_facts(self, row: Row) -> None:
        moment = claude_messages.moment_of(row)
        if moment is not None:
            if self._first is None or moment < self._first:
                self._first = moment
            if self._last is None or moment > self._last:
                self._last = moment
        if row.cwd and not self._memory.has_project:
            self._memory.has_project = True
            self._project = row.cwd
        if row.git_branch:
            self._branch = row.git_branch
        if row.entrypoint and (self._memory.start_type or "sdk").startswith("sdk"):
            self._memory.start_type = row.entrypoint
        if self._memory.summaries and row.uuid:
            self._settle_summaries(row.uuid)

    def _settle_summaries(self, uuid: str) -> None:
        for leaf, text, offset in self._memory.summaries:
            if leaf == uuid:
                self._offer_title(text, SUMMARY_TITLE, offset)

    def _offer_title(self, text: str | None, rank: TitleRank, offset: int) -> None:
        """Keep the best title: of the higher rank, then the later one."""
        words = title_of(text) if text else None
        known = self._title
        if words and (known is None or (known.rank, known.offset) <= (rank, offset)):
            self._title = Title(words, rank, offset)

    def _assistant(self, row: Row, offset: int) -> None:
        message = claude_messages.reply(row, self._session, offset)
        if message.model:
            self._model = message.model
        self._messages.append(message)

    def _user(self, row: Row, offset: int) -> None:
        message = claude_messages.user_message(row, self._session, offset)
        if message is None:
            return
        message = with_files(message, self._results_folder)
        self._messages.append(message)
        self._note_agent(row)
        task = self._agent is not None and message.kind == "injected"
        if (message.kind == "prompt" or task) and not self._memory.has_prompt:
            words = title_of(text_of(message.parts, None))
            if words:
                self._memory.has_prompt = True
                self._offer_title(words, FIRST_PROMPT, offset)
        elif message.kind == "command" and not self._memory.has_command:
            self._offer_command(text_of(message.parts, None), offset)

    def _results_folder(self) -> Path | None:
        return results_folder(self._path, self._main or self._memory.session)

    def _note_agent(self, row: Row) -> None:
        """Remember what kind of sub-agent answered."""
        data = bytes(row.tool_use_result)
        if b"agentType" not in data:
            return
        try:
            told = _results.decode(data)
        except msgspec.DecodeError:
            return
        if told.agent_id and told.agent_type:
            name = f"{self._main or self._memory.session}:agent-{told.agent_id}"
            self._agents.append(AgentName(name, told.agent_type))

    def _offer_command(self, text: str, offset: int) -> None:
        """A session of nothing but commands is called by the first that asks for work."""
        line = command_line_of(text) or ""
        if line.startswith("/") and line.partition(" ")[0] not in _HOUSEKEEPING:
            self._memory.has_command = True
            self._offer_title(line, FIRST_COMMAND, offset)

    def _system(self, row: Row, offset: int) -> None:
        message = claude_messages.system_message(row, self._session, offset)
        if message:
            self._messages.append(message)

    def _attachment(self, row: Row, offset: int) -> None:
        message = claude_messages.queued_message(row, self._session, offset)
        if message:
            self._messages.append(message)

    def _nested(self, row: Row, _offset: int) -> None:
        """Count a sub-agent's reply that is told only in the progress of its parent."""
        data = bytes(row.data)
        if b"agent_progress" not in data:
            return
        report = object_of(_progress.decode(data).message)
        said = object_of(report.get("message"))
        key, usage = word_of(said.get("id")), usage_of(said)
        if key and usage and said.get("model") != claude_messages.SYNTHETIC_MODEL:
            moment = parse_iso_ms(word_of(report.get("timestamp")) or row.timestamp or "")
            model = word_of(said.get("model"))
            self._usages.append(ExtraUsage(self._session, key, usage, model, moment))

    def _titled(self, row: Row, offset: int) -> None:
        self._offer_title(row.custom_title, CUSTOM_TITLE, offset)
        self._offer_title(row.ai_title, AI_TITLE, offset)

    def _summary(self, row: Row, offset: int) -> None:
        """Keep a title of this session; those at the head of a file may be of another.

        Behind a message it is this session's own. Before all messages it waits for its leaf.
        """
        if self._memory.has_start or self._first is not None:
            self._offer_title(row.summary, SUMMARY_TITLE, offset)
        elif row.summary and row.leaf_uuid and len(self._memory.summaries) < _MAX_PENDING:
            self._memory.summaries.append((row.leaf_uuid, row.summary[:500], offset))

    def _named(self, row: Row, _offset: int) -> None:
        self._agent_name = row.agent_name or self._agent_name

    def _costed(self, row: Row, _offset: int) -> None:
        self._cost = micro_usd_of(row.total_cost)

    def _patches(self, messages: tuple[Message, ...]) -> tuple[SessionPatch, ...]:
        """Return the session as this chunk tells it; none when it tells nothing of it."""
        facts = (self._title, self._first, self._cost, self._agent_name)
        if not messages and all(fact is None for fact in facts):
            return ()
        self._memory.has_start = self._memory.has_start or self._first is not None
        title = self._title
        patch = SessionPatch(
            external_id=self._session,
            source=SOURCE,
            title=title.text if title else None,
            title_rank=title.rank if title else 0,
            title_position=title.offset if title else 0,
            project_path=self._project,
            git_branch=self._branch,
            agent_name=self._agent_name,
            start_type=self._memory.start_type,
            model=self._model,
            parent_external_id=(self._main or self._memory.session) if self._agent else None,
            cost_micro_usd=self._cost,
            created_at=self._first,
            active_at=self._last,
        )
        return (patch,)

    READERS: ClassVar["dict[str, Callable[[Transcript, Row, int], None]]"] = {
        "assistant": _assistant,
        "user": _user,
        "system": _system,
        "attachment": _attachment,
        "progress": _nested,
        "custom-title": _titled,
        "ai-title": _titled,
        "summary": _summary,
        "agent-name": _named,
        "cost-state": _costed,
    }
    """What is done with a row, by its type. A chunk that held these itself would hold itself."""
