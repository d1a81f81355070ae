"""Asks a running program one question over HTTP and reads the ranked sessions from its answer."""

import json
import re
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from bench.contenders import Server
from bench.relevance.metrics import DEPTH

Mode = Literal["fulltext", "semantic", "hybrid", "agentsview", "agentsview-or"]
OURS: tuple[Mode, ...] = ("fulltext", "semantic", "hybrid")
THEIRS: tuple[Mode, ...] = ("agentsview", "agentsview-or")
OK = 200
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Answer:
    """What a program made of a question.

    Attributes:
        ranked: external ids of sessions, best first, at most 50.
        ms: from the first byte sent to the last one read.
        used: the mode that the program says it used; None when it says nothing.
        refused: the status of an answer that was an error; its ranking is empty.
    """

    ranked: tuple[str, ...]
    ms: float
    used: str | None = None
    refused: int | None = None


def ask(server: Server, mode: Mode, text: str) -> Answer:
    """Return the answer to one question, as typed."""
    path = _path(mode, text)
    begun = time.perf_counter()
    status, body = server.get(path)
    ms = (time.perf_counter() - begun) * 1000
    if status != OK:
        return Answer((), ms, refused=status)
    reply: dict[str, Any] = json.loads(body)
    if mode in OURS:
        ranked = [hit["externalId"] for hit in reply["results"]]
        return Answer(tuple(dict.fromkeys(ranked)), ms, used=reply.get("mode"))
    ranked = [hit["session_id"].rsplit(":", 1)[-1] for hit in reply["results"] or ()]
    return Answer(tuple(dict.fromkeys(ranked)), ms)


def _path(mode: Mode, text: str) -> str:
    if mode in OURS:
        return f"/api/search?type={mode}&limit={DEPTH}&q={quote(text, safe='')}"
    if mode == "agentsview-or":
        text = any_word(text)
    return f"/api/v1/search?limit={DEPTH}&q={quote(text, safe='')}"


def any_word(text: str) -> str:
    """Return a question as somebody who knows agentsview's syntax would type it: words with OR."""
    words = dict.fromkeys(_WORD.findall(text))
    return " OR ".join(f'"{word}"' for word in words) or text
