"""Fills data folders, waits until everything in them can be found, and asks every question."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench import contenders
from bench.contenders import Contender, Server, give_key
from bench.measure import BenchError
from bench.relevance.asking import THEIRS, Answer, Mode, ask
from bench.relevance.metrics import Scores, scores_of
from bench.relevance.queries import Query
from bench.relevance.tasks import Task, bodies

POLL = 0.2
INDEXED_WITHIN = 300.0
EMBEDDED_WITHIN = 3600.0


@dataclass(frozen=True)
class Asked:
    """One question, how it was asked, and what came back."""

    query: Query
    mode: Mode
    answer: Answer
    scores: Scores


def our_home(home: Path, data: Path, *, reuse: bool, vectors: bool) -> Contender:
    """Return OpenSync with a home imported and, where wanted, embedded."""
    contender = _ours(home, data)
    if not _kept(contender, reuse=reuse):
        contender.forget()
        contender.run_import()
        _keep(contender)
    return _ready(contender, vectors=vectors)


def our_task(task: Task, data: Path, *, reuse: bool, vectors: bool) -> Contender:
    """Return OpenSync with the documents of a task pushed, indexed and, where wanted, embedded.

    The data of an earlier run serve again only if they hold the same documents: other packages
    and commits make another task.
    """
    contender = _ours(data.with_name(f"{data.name}-empty-home"), data)
    contender.home.mkdir(parents=True, exist_ok=True)
    held = hashlib.sha256(json.dumps(task.documents).encode()).hexdigest()
    if not _kept(contender, reuse=reuse and _held(contender) == held):
        contender.forget()
        give_key(contender)
        with Server(contender) as server:
            for body in bodies(task):
                if server.post("/sync/batch", json.dumps(body).encode()) != 200:  # noqa: PLR2004
                    message = f"a batch of the task {task.name} was refused"
                    raise BenchError(message)
            wait_for_index(server)
        _keep(contender, held)
    return _ready(contender, vectors=vectors)


def their_home(home: Path, data: Path, work: Path, *, reuse: bool) -> Contender:
    """Return agentsview with the same home imported."""
    program = contenders.install_agentsview(work)
    contender = contenders.agentsview(home, data, program)
    if not _kept(contender, reuse=reuse):
        contender.forget()
        contender.run_import()
        _keep(contender)
    return contender


def ask_all(server: Server, modes: Sequence[Mode], queries: Iterable[Query]) -> list[Asked]:
    """Ask every question in every mode, the modes in turn; the first answer of each is not kept.

    The extra first question loads what a mode loads once (the model of semantic search).
    """
    for mode in modes:
        ask(server, mode, "warm up")
    found: list[Asked] = []
    for query in queries:
        for mode in modes:
            answer = ask(server, mode, query.ask)
            found.append(Asked(query, mode, answer, scores_of(answer.ranked, query.find)))
    return found


def ask_ours(contender: Contender, modes: Sequence[Mode], queries: Iterable[Query]) -> list[Asked]:
    """Start OpenSync, ask every question in some of its three modes, end it."""
    with Server(contender) as server:
        wait_for_index(server)
        print(f"relevance: {embedded(server)}", flush=True)
        return ask_all(server, modes, queries)


def ask_theirs(contender: Contender, queries: Iterable[Query]) -> list[Asked]:
    """Start agentsview, ask every question as typed and with OR, end it."""
    with Server(contender) as server:
        return ask_all(server, THEIRS, queries)


def wait_for_index(server: Server, within: float = INDEXED_WITHIN) -> None:
    """Wait until everything is searchable by words.

    Raises:
        BenchError: it took longer than that (seconds).
    """
    _wait(lambda: _all_indexed(server), within)


def status(server: Server) -> dict[str, Any]:
    """Return what the server says of itself."""
    return json.loads(server.get("/api/status")[1])


def embedded(server: Server) -> str:
    """Return in words how much can be found by meaning."""
    semantic = status(server)["semantic"]
    return f"{semantic['covered']} of {semantic['total']} messages embedded ({semantic['state']})"


def _ours(home: Path, data: Path) -> Contender:
    contender = contenders.opensync(home, data)
    program = contender.import_command[0]

    def serve(port: int) -> list[str]:
        return [program, "serve", "--no-watch", "--port", str(port)]

    return replace(contender, serve_command=serve)


def _ready(contender: Contender, *, vectors: bool) -> Contender:
    give_key(contender)
    done = contender.data.with_suffix(".embedded")
    if vectors and not done.is_file():
        _embed(contender)
        done.touch()
    return contender


def _embed(contender: Contender) -> None:
    """Let a server embed everything with a whole processor."""
    eager = {**contender.environment, "OPENSYNC_EMBED_CPU_SHARE": "1"}
    with Server(replace(contender, environment=eager)) as server:
        wait_for_index(server)
        begun = time.perf_counter()
        _wait(lambda: _all_embedded(server), EMBEDDED_WITHIN)
        print(f"relevance: embedding took {time.perf_counter() - begun:.0f} s", flush=True)


def _all_indexed(server: Server) -> bool:
    index = status(server)["index"]
    return index["state"] == "ready" and not index["lag"]


def _all_embedded(server: Server) -> bool:
    return status(server)["semantic"]["state"] in ("ready", "off")


def _kept(contender: Contender, *, reuse: bool) -> bool:
    """Tell whether the data folder of an earlier run serves again."""
    if not reuse:
        for mark in (".filled", ".embedded"):
            contender.data.with_suffix(mark).unlink(missing_ok=True)
    return _mark(contender).is_file()


def _keep(contender: Contender, held: str = "") -> None:
    _mark(contender).write_text(held)


def _held(contender: Contender) -> str:
    """Return which documents an earlier run has kept; empty when there was none."""
    return _mark(contender).read_text() if _mark(contender).is_file() else ""


def _mark(contender: Contender) -> Path:
    return contender.data.with_suffix(".filled")


def _wait(done: Callable[[], bool], within: float) -> None:
    end = time.perf_counter() + within
    while not done():
        if time.perf_counter() > end:
            message = f"the server was not ready within {within:.0f} s"
            raise BenchError(message)
        time.sleep(POLL)
