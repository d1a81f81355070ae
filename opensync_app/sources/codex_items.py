"""The rows of a Codex rollout, as far as they are read, and their items as parts."""

import re
from typing import Any

import msgspec

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.session import Part
from opensync_app.core.usage import TokenUsage
from opensync_app.sources.blocks import address_part, call_part, parts_of, result_parts, text_parts
from opensync_app.sources.decoding import JsonObject, count_of, json_in, list_of, object_of, word_of

_EXIT = re.compile(r"(?:Exit code:|exited with code) (-?\d+)")
_UUID_VERSION = 14


class Row(msgspec.Struct, frozen=True):
    """One line of a rollout.

    Attributes:
        timestamp: ISO 8601 with Z.
        type: `session_meta`, `turn_context`, `response_item`, `event_msg`, `compacted` …
        payload: its content; for items and events with a type of its own.
    """

    timestamp: str | None = None
    type: str = ""
    payload: Any = None


class Tokens(msgspec.Struct, frozen=True, omit_defaults=True):
    """A count as Codex tells it: input with all caches in it, output with reasoning in it."""

    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_output_tokens: int = 0
    total_tokens: int = 0

    def since(self, earlier: "Tokens | None") -> "Tokens":
        """Return what was added since an earlier total; a total that shrank began anew."""
        before = earlier or Tokens()
        added = [getattr(self, n) - getattr(before, n) for n in self.__struct_fields__]
        return self if min(added) < 0 else Tokens(*added)

    def usage(self) -> TokenUsage:
        """Return the tokens by kind; reasoning stays in the output, as in Codex' own totals."""
        read = min(self.cached_input_tokens, self.input_tokens)
        written = min(self.cache_write_input_tokens, self.input_tokens - read)
        fresh = self.input_tokens - read - written
        return TokenUsage(fresh, self.output_tokens, cache_write_5m=written, cache_read=read)


def tokens_of(told: object) -> Tokens | None:
    """Return a count; None when there is none."""
    fields = object_of(told)
    if not fields:
        return None
    return Tokens(*(count_of(fields.get(name)) or 0 for name in Tokens.__struct_fields__))


def parts_of_item(item: JsonObject, own: str) -> tuple[Part, ...]:
    """Return what the model said or called in one response item."""
    kind = str(item.get("type") or "")
    key = word_of(item.get("id")) or own
    if kind == "message":
        return parts_of(item.get("content"), key)
    if kind == "reasoning":
        told = item.get("summary") or item.get("content")
        words = [word_of(object_of(block).get("text")) for block in list_of(told)]
        return text_parts("\n\n".join(word for word in words if word), key, "thinking")
    name = word_of(item.get("name")) or kind.removesuffix("_call")
    arguments = next((item[n] for n in ("arguments", "input", "action") if n in item), None)
    return (call_part(name, arguments, item.get("call_id"), key),)


def result_of(item: JsonObject, key: str) -> tuple[Part, ...]:
    """Return a tool's result; old versions wrap it in JSON with the exit code beside it."""
    output = item.get("output", item.get("tools"))
    failed = False
    if isinstance(output, str) and output.startswith('{"output":'):
        output, failed = _unwrapped(output)
    fields = object_of(output)
    if fields:
        output, failed = fields.get("content"), fields.get("success") is False
    exit_code = _EXIT.search(output[:400]) if isinstance(output, str) else None
    failed = failed or bool(exit_code and exit_code[1] != "0")
    return result_parts(output, item.get("call_id"), key, is_error=failed)


def prompt_of(payload: JsonObject) -> tuple[str, list[Part]] | None:
    """Return the words and the files of a person's prompt; None for every other event."""
    if payload.get("type") == "user_message":
        files = [*list_of(payload.get("images")), *list_of(payload.get("local_images"))]
        words = str(payload.get("message") or "")
    else:
        item = object_of(payload.get("item"))
        if payload.get("type") != "item_completed" or item.get("type") != "UserMessage":
            return None
        blocks = [object_of(block) for block in list_of(item.get("content"))]
        words = "\n".join(str(b.get("text") or "") for b in blocks if b.get("type") == "text")
        files = [b.get("image_url") or b.get("path") for b in blocks]
    named = [file for file in files if isinstance(file, str) and file]
    return words, [address_part(file, f"file-{n}") for n, file in enumerate(named)]


def agent_of(meta: JsonObject) -> tuple[str | None, str | None]:
    """Return the name of the sub-agent whose rollout this is, and the id of its parent.

    A thread that does not name its parent may bear the id of the session that all its threads
    share. Both are None for a thread of its own.
    """
    told = object_of(meta.get("source")).get("subagent")
    if not told:
        return None, None
    spawn = object_of(object_of(told).get("thread_spawn"))
    names = [told, *(spawn.get(n) for n in ("agent_nickname", "agent_role", "agent_path"))]
    names += [object_of(told).get("other"), "agent"]
    ids = [spawn.get("parent_thread_id"), meta.get("parent_thread_id"), meta.get("session_id")]
    parents = [found for found in map(word_of, ids) if found and found != meta.get("id")]
    return next(filter(None, map(word_of, names))), parents[0] if parents else None


def minted_at(identity: object) -> int | None:
    """Return the moment in a UUID of version 7, epoch ms; None for other ids."""
    word = word_of(identity) or ""
    try:
        return int(word.replace("-", "")[:12], 16) if word[_UUID_VERSION] == "7" else None
    except (ValueError, IndexError):
        return None


def created_at(meta: JsonObject) -> int | None:
    """Return when a thread was created, epoch ms."""
    return minted_at(meta.get("id")) or parse_iso_ms(word_of(meta.get("timestamp")) or "")


def began_at(turn: JsonObject) -> int | None:
    """Return when a turn first ran, epoch ms; a replayed turn keeps its id and its start."""
    started = count_of(turn.get("started_at"))
    return minted_at(turn.get("turn_id")) or (started * 1000 + 999 if started else None)


def _unwrapped(output: str) -> tuple[object, bool]:
    try:
        fields = object_of(json_in(output))
    except msgspec.DecodeError:
        return output, False
    code = object_of(fields.get("metadata")).get("exit_code")
    return fields.get("output"), code not in (0, None)
