"""Reading a Codex rollout from chunk to chunk: turns, replies, tokens, and what is replayed."""

import re

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import AI_TITLE, FIRST_PROMPT, ExtraUsage, Kind, Message, Part, Role
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.base import Chunk, Parsed
from opensync_app.sources.blocks import text_parts
from opensync_app.sources.codex_items import (
    Row,
    Tokens,
    agent_of,
    began_at,
    created_at,
    parts_of_item,
    prompt_of,
    result_of,
    tokens_of,
)
from opensync_app.sources.decoding import JsonObject, RowDecoder, list_of, object_of, word_of
from opensync_app.sources.transcripts import Gathering, aliases_of, carried, read_rows, recalled

SOURCE = "codex-cli"

_rows = RowDecoder(Row)
_INJECTED = re.compile(
    r"\s*(?:# AGENTS\.md instructions|<(?:environment_context|user_instructions|skill|codex_"
    r"|recommended_plugins|subagent_notification|hook_prompt|user_shell_command))"
)
_REPLAY_MS = 1_000


class Memory(msgspec.Struct, omit_defaults=True):
    """What is carried from chunk to chunk.

    Attributes:
        thread: id of this rollout's own thread, from its first `session_meta`.
        created: when that thread was created, epoch ms.
        is_child: it was forked or spawned, so it may begin with its parent's history.
        is_agent: a model wrote its prompts.
        is_replay: what is being read is that history.
        model: of the present turn.
        prompts, replies, parts, asides, extras: how many were numbered.
        stage: `open` while the model speaks, `answered` once a tool answered, else `closed`.
        reply_at, reply_moment: where and when the present reply began.
        total: the last running total of tokens.
        heard: the event that told the last prompt, and the prompt's alias, until the model speaks.
    """

    thread: str | None = None
    created: int | None = None
    is_child: bool = False
    is_agent: bool = False
    is_replay: bool = False
    model: str | None = None
    prompts: int = 0
    replies: int = 0
    parts: int = 0
    asides: int = 0
    extras: int = 0
    stage: str = "closed"
    reply_at: int = 0
    reply_moment: int | None = None
    total: Tokens | None = None
    heard: tuple[str, ...] = ()


class Rollout:
    """One chunk of one rollout being read."""

    def __init__(self, chunk: Chunk, state: bytes, *, session: str) -> None:
        """Prepare to read; `session` is the id of the thread that the file is named after."""
        self._chunk = chunk
        self._memory = recalled(state, Memory)
        self._said = Gathering(SOURCE, session)

    def parsed(self) -> Parsed:
        """Return all that the chunk says."""
        bad = read_rows(self._chunk, _rows, self._read)
        return self._said.parsed(bad, carried(self._memory))

    def _read(self, row: Row, offset: int) -> None:
        payload = object_of(row.payload)
        if row.type == "session_meta":
            self._begin(payload, row)
        elif row.type == "turn_context" or payload.get("type") == "task_started":
            self._turn(payload, row)
        if self._memory.is_replay:
            self._remember_total(payload)
            return
        moment = self._said.moment(row.timestamp)
        if row.type == "response_item":
            self._item(payload, offset, moment)
        elif row.type == "event_msg":
            self._event(payload, offset, moment)
        elif row.type == "compacted":
            words = word_of(payload.get("message"))
            kind: Kind = "summary" if words else "notice"
            self._aside(words or "Context compacted", "system", kind, offset, moment)

    def _begin(self, meta: JsonObject, row: Row) -> None:
        """Take the first meta as this thread's own; another thread's begins a replay."""
        known = self._memory
        if known.thread is not None:
            if word_of(meta.get("id")) not in (known.thread, None):
                known.is_child = known.is_replay = True
            return
        known.thread = word_of(meta.get("id")) or ""
        known.created = created_at(meta) or parse_iso_ms(row.timestamp or "")
        agent, parent = agent_of(meta)
        known.is_agent = agent is not None
        known.is_child = known.is_agent or word_of(meta.get("forked_from_id")) is not None
        git = object_of(meta.get("git"))
        self._said.tell(
            project_path=word_of(meta.get("cwd")),
            git_branch=word_of(git.get("branch")),
            git_commit=word_of(git.get("commit_hash")),
            git_remote=word_of(git.get("repository_url")),
            provider=word_of(meta.get("model_provider")),
            agent_name=agent,
            start_type=word_of(meta.get("source")),
            parent_external_id=parent,
        )

    def _turn(self, turn: JsonObject, row: Row) -> None:
        """Tell this thread's own turns from those of its parent, which are older than it."""
        known = self._memory
        if known.is_child and known.created is not None:
            began = began_at(turn)
            if began is not None:
                known.is_replay = began < known.created
            elif known.is_replay:
                told = parse_iso_ms(row.timestamp or "") or 0
                known.is_replay = told <= known.created + _REPLAY_MS
        if not known.is_replay and word_of(turn.get("model")):
            known.model = word_of(turn.get("model"))
            self._said.tell(model=known.model)

    def _item(self, item: JsonObject, offset: int, moment: int | None) -> None:
        kind = str(item.get("type") or "")
        if kind.endswith("_output"):
            self._result(item, offset, moment)
        elif kind == "reasoning" or kind.endswith("_call") or item.get("role") == "assistant":
            self._reply(item, offset, moment)
        elif item.get("role") == "user":
            blocks = list_of(item.get("content"))
            words = "\n".join(str(object_of(b).get("text") or "") for b in blocks)
            if _INJECTED.match(words):
                self._aside(words, "user", "injected", offset, moment)

    def _event(self, event: JsonObject, offset: int, moment: int | None) -> None:
        kind = event.get("type")
        prompt = prompt_of(event)
        if prompt:
            self._prompt(str(kind), prompt, offset, moment)
        elif kind == "token_count":
            self._count(object_of(event.get("info")), moment)
        elif kind == "turn_aborted":
            reason = word_of(event.get("reason")) or "aborted"
            self._aside(f"Turn {reason}", "user", "interruption", offset, moment)
        elif kind == "error":
            self._aside(str(event.get("message") or ""), "system", "notice", offset, moment)
        elif kind == "thread_name_updated":
            self._said.title(word_of(event.get("thread_name")), AI_TITLE, offset)

    def _prompt(
        self, event: str, prompt: tuple[str, list[Part]], offset: int, moment: int | None
    ) -> None:
        """Keep a prompt; a version that tells it by two kinds of event means one prompt."""
        words, files = prompt
        known = self._memory
        aliases = aliases_of(words)
        if known.heard and known.heard[0] != event and known.heard[1:] == aliases:
            return
        known.prompts += 1
        known.heard, known.stage = (event, *aliases), "closed"
        key = f"prompt-{known.prompts}"
        parts = (*text_parts(words, f"{key}:text"), *files)
        if known.is_agent:
            self._said.title(words, FIRST_PROMPT, offset)
        kind: Kind = "injected" if known.is_agent else "prompt"
        message = self._message(key, "user", kind, parts, offset=offset, moment=moment)
        self._said.say(msgspec.structs.replace(message, aliases=aliases))

    def _reply(self, item: JsonObject, offset: int, moment: int | None) -> None:
        known = self._memory
        if known.stage != "open":
            known.replies += 1
            known.stage, known.parts, known.heard = "open", 0, ()
            known.reply_at, known.reply_moment = offset, moment
        known.parts += 1
        parts = parts_of_item(item, f"reply-{known.replies}:{known.parts}")
        if parts:
            self._report(parts, None)

    def _result(self, item: JsonObject, offset: int, moment: int | None) -> None:
        known = self._memory
        if known.stage == "open":
            known.stage = "answered"
        call = word_of(item.get("call_id"))
        if call is None:
            return
        key = f"{call}:result"
        parts = result_of(item, key)
        self._said.say(
            self._message(key, "tool", "tool-result", parts, offset=offset, moment=moment)
        )

    def _count(self, info: JsonObject, moment: int | None) -> None:
        """Give the tokens of a finished reply to it; a repeated total says nothing new."""
        known = self._memory
        total, last = (tokens_of(info.get(f"{n}_token_usage")) for n in ("total", "last"))
        if total is None or total == known.total:
            return
        usage = (last or total.since(known.total)).usage()
        known.total = total
        if known.stage != "closed":
            known.stage = "closed"
            self._report((), usage)
        elif any(usage.fields()):
            known.extras += 1
            key = f"{self._said.session}:extra-{known.extras}"
            self._said.pay(ExtraUsage(self._said.session, key, usage, known.model, moment))

    def _remember_total(self, payload: JsonObject) -> None:
        if payload.get("type") == "token_count":
            told = object_of(payload.get("info")).get("total_token_usage")
            self._memory.total = tokens_of(told) or self._memory.total

    def _report(self, parts: tuple[Part, ...], usage: TokenUsage | None) -> None:
        """Tell more of the present reply; its rows may stand in several chunks."""
        known = self._memory
        key = f"reply-{known.replies}"
        moment, offset = known.reply_moment, known.reply_at
        message = self._message(key, "assistant", "reply", parts, offset=offset, moment=moment)
        usage_key = f"{self._said.session}:{key}" if usage else None
        self._said.say(
            msgspec.structs.replace(message, model=known.model, usage=usage, usage_key=usage_key)
        )

    def _aside(self, words: str, role: Role, kind: Kind, offset: int, moment: int | None) -> None:
        self._memory.asides += 1
        key = f"aside-{self._memory.asides}"
        self._said.say(
            self._message(
                key, role, kind, text_parts(words, f"{key}:0"), offset=offset, moment=moment
            )
        )

    def _message(
        self,
        key: str,
        role: Role,
        kind: Kind,
        parts: tuple[Part, ...],
        *,
        offset: int,
        moment: int | None,
    ) -> Message:
        return Message(
            session_external_id=self._said.session,
            external_id=key,
            role=role,
            kind=kind,
            parts=parts,
            created_at=moment,
            position=offset,
        )
