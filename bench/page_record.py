"""The record of `bench.page`: 20,000 sessions of short messages, and one long one.

It is written through the recorder that the program uses, searchable and without vectors, kept below
build/bench/page and used again. Words, names and figures are drawn; the same number gives the same.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import contenders
from bench.analytics import AT_ONCE, LAST, MODELS, SOURCES, TOOLS, USER
from bench.contenders import Contender, Server
from bench.reader import push
from bench.relevance.running import wait_for_index
from opensync_app.bootstrap import OpenSync
from opensync_app.core.session import PUSHED_TITLE, Message, Part, SessionPatch
from opensync_app.core.usage import TokenUsage
from opensync_app.settings import Settings
from opensync_app.store.batches import RecordBatch

INDEXED_WITHIN = 1800.0
_SYLLABLES = ("ba", "co", "di", "fen", "gor", "hul", "ka", "lim", "mo", "nar", "pel", "ru", "sto")
_MINUTE_MS = 60_000


def page_record(work: Path, sessions: int, messages: int, long: int) -> Contender:
    """Return OpenSync with about that many sessions and messages, the last of them in a long one."""
    home, data = work / "home", work / f"{sessions}-{messages}"
    home.mkdir(parents=True, exist_ok=True)
    contender = contenders.opensync(home, data)
    contender.environment = {**contender.environment, "OPENSYNC_SEMANTIC": "false"}
    filled = data.with_suffix(".filled")
    if not filled.is_file():
        contender.forget()
        core = OpenSync(Settings(data_dir=data))
        for batch in batches(sessions, (messages - long) / sessions):
            core.recorder.record(batch)
        core.close()
        contenders.give_key(contender)
        key = contender.headers["Authorization"].removeprefix("Bearer ")
        with Server(contender) as server:
            push(f"http://127.0.0.1:{server.port}", key, long)
            wait_for_index(server, INDEXED_WITHIN)
        filled.write_text(json.dumps({"sessions": sessions, "messages": messages}))
    else:
        contenders.give_key(contender)
    return contender


def batches(sessions: int, mean: float) -> Iterator[RecordBatch]:
    """Yield sessions of a mean length (messages) in batches."""
    rng = random.Random(17)  # noqa: S311  a reproducible draw, not a secret
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(3000)]
    for start in range(0, sessions, AT_ONCE):
        made = [session(rng, words, n, mean) for n in range(start, min(start + AT_ONCE, sessions))]
        yield RecordBatch(
            user_id=USER,
            origin="import",
            sessions=tuple(patch for patch, _ in made),
            messages=tuple(message for _, messages in made for message in messages),
        )


def session(
    rng: random.Random, words: list[str], number: int, mean: float
) -> tuple[SessionPatch, list[Message]]:
    """Return a session of prompts and replies with tool calls, some day of the last year."""
    day = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) - timedelta(
        days=rng.randrange(365), minutes=rng.gauss(800, 200)
    )
    begun = int(day.timestamp() * 1000)
    project = int(rng.expovariate(0.1)) % 60
    patch = SessionPatch(
        external_id=f"page-{number}",
        source=rng.choices(SOURCES, (8, 2, 1))[0],
        title=" ".join(rng.choices(words, k=rng.randint(3, 9))).capitalize(),
        title_rank=PUSHED_TITLE,
        project_name=f"project-{project}",
        git_branch=rng.choice(("main", "main", f"work-{rng.randrange(200)}")),
        model=rng.choice(MODELS),
        created_at=begun,
    )
    turns = max(1, round(rng.expovariate(2 / mean)))
    return patch, [
        message(rng, words, patch, turn, begun + turn * rng.randrange(_MINUTE_MS, 5 * _MINUTE_MS))
        for turn in range(2 * turns)
    ]


def message(
    rng: random.Random, words: list[str], patch: SessionPatch, number: int, moment: int
) -> Message:
    """Return a prompt for an even number, and a reply with a tool call for an odd one."""
    text = " ".join(rng.choices(words, k=rng.randint(3, 12)))
    if number % 2 == 0:
        return Message(
            session_external_id=patch.external_id,
            external_id=f"u{number}",
            role="user",
            kind="prompt",
            text_content=text,
            created_at=moment,
        )
    call = {"toolName": rng.choice(TOOLS), "args": {"command": text[:30]}}
    return Message(
        session_external_id=patch.external_id,
        external_id=f"a{number}",
        role="assistant",
        kind="reply",
        parts=(Part("text", text), Part("tool-call", call, call_id=f"c{number}")),
        model=patch.model,
        usage=TokenUsage(rng.randrange(2000), rng.randrange(3000), 0, 500, 90_000, 0),
        created_at=moment,
    )
