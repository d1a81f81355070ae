"""Reading a Codex rollout from chunk to chunk: turns, replies, tokens, and what is replayed."""

import re
from typing import TYPE_CHECKING, Any

import msgspec

from opensync_app.core.session import AI_TITLE, ExtraUsage, Kind, Message, Part, Role
from opensync_app.sources.base import Chunk, Parsed
from opensync_app.sources.blocks import parts_of, result_parts, text_parts
from opensync_app.sources.codex_items import (
    Row,
    Tokens,
    agent_of,
    is_result,
    parts_of_item,
    prompt_of,
    result_of,
    started_at,
)
from opensync_app.sources.decoding import JsonObject, RowDecoder, object_of, word_of
from opensync_app.sources.transcripts import Gathering, aliases_of, carried, read_rows, recalled

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "codex-cli"

_rows = RowDecoder(Row)
_INJECTED = re.compile(r"\s*(?:<[a-zA-Z_]+[ >]|# AGENTS\.md instructions)")
