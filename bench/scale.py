"""Times search over 500,000 messages, and how soon a pushed one is found under a steady load.

Prints full-text, hybrid and semantic search with and without filters over HTTP, the time from a
push to its being found while others push, memory and disk. The record is made once, below
build/bench/scale, and used again; `bench.scale_record` says what its vectors are.
"""

import argparse
import json
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from bench import corpus
from bench.contenders import Server
from bench.measure import BenchError
from bench.relevance.metrics import percentile
from bench.relevance.queries import load
from bench.scale_record import disk, large_record

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
MODES = ("fulltext", "semantic", "hybrid")
OK = 200
MB = 1e6
FOUND_WITHIN = 30.0
MONTH_MS = 30 * 86_400_000


class Link:
    """A kept connection to a server, for one thread."""

    def __init__(self, server: Server) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._headers = {**server.contender.headers, "Content-Type": "application/json"}

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Any:  # noqa: ANN401  any JSON
        """Return the answer to a GET.

        Raises:
            BenchError: it was no success.
        """
        return self._ask("GET", path, None)

    def push(self, session: str, number: int, text: str) -> None:
        """Push one message."""
        message = {
            "sessionExternalId": session,
            "externalId": f"{session}-{number}",
            "role": "user" if number % 2 else "assistant",
            "textContent": text,
        }
        self._ask("POST", "/sync/message", json.dumps(message).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:  # noqa: ANN401  as above
        self._connection.request(method, path, body=body, headers=self._headers)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status != OK:
            message = f"{method} {path} was answered with {answer.status}: {data[:200]!r}"
            raise BenchError(message)
        return json.loads(data)


def filters(link: Link) -> dict[str, str]:
    """Return the filters that searches are timed with, by name, as parameters of the request.

    The project is the one with the most sessions, the month the last one of imported sessions: what
    earlier runs pushed is newer, and has none of the words.
    """
    facets = link.get("/api/search?q=the&facets=true&limit=1")["facets"]
    project = quote(facets["project"][0]["value"] if facets["project"] else "none")
    imported = link.get("/api/sessions?limit=1&source=claude-code")["sessions"]
    since = imported[0]["updatedAt"] - MONTH_MS if imported else 0
    return {
        "no filter": "",
        "source": "&source=claude-code",
        "project": f"&project={project}",
        "role": "&role=user",
        "last month": f"&since={since}",
        "all four": f"&source=claude-code&project={project}&role=user&since={since}",
        "nothing can match": "&project=no-project-has-this-name",
    }


def time_searches(
    link: Link, mode: str, questions: Sequence[str], parameters: str
) -> tuple[list[float], int]:
    """Ask every question once; return the times (ms) and how many had a result."""
    times: list[float] = []
    found = 0
    for question in questions:
        path = f"/api/search?type={mode}&limit=20&q={quote(question, safe='')}{parameters}"
        begun = time.perf_counter()
        reply = link.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        found += bool(reply["results"])
    return times, found


class SteadyPushes:
    """Pushes messages at a steady rate from a thread of its own until it is left."""

    def __init__(self, server: Server, rate: float) -> None:
        self.pushed = 0
        self._server = server
        self._rate = rate
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "SteadyPushes":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        begun = time.perf_counter()
        name = f"scale-load-{uuid.uuid4().hex[:8]}"
        words = "steady load of the scale benchmark, with words enough for a usual message " * 6
        with Link(self._server) as link:
            while not self._stop.is_set():
                link.push(f"{name}-{self.pushed // 100}", self.pushed, f"{words} {self.pushed}")
                self.pushed += 1
                ahead = self.pushed / self._rate - (time.perf_counter() - begun)
                self._stop.wait(max(0.0, ahead))


def time_until_found(link: Link, messages: int, pause: float) -> Iterator[float]:
    """Push one message after the other and yield the ms from its push until a search finds it.

    Raises:
        BenchError: one was not found within half a minute.
    """
    session = f"scale-found-{uuid.uuid4().hex[:8]}"
    for number in range(messages):
        word = "zq" + uuid.uuid4().hex[:14]
        begun = time.perf_counter()
        link.push(session, number, f"please look at {word} when there is time")
        while not link.get(f"/api/search?type=fulltext&limit=5&q={word}")["results"]:
            if time.perf_counter() - begun > FOUND_WITHIN:
                message = f"message {number} was not found within {FOUND_WITHIN:.0f} s"
                raise BenchError(message)
            time.sleep(0.005)
        yield (time.perf_counter() - begun) * 1000
        time.sleep(pause)


def asked(home: Path, count: int) -> tuple[list[str], list[str]]:
    """Return one to three words that stand in the home, and questions and errors as typed."""
    typed = [query.ask for query in load("tuning") if query.kind in ("questions", "errors")]
    return corpus.questions(home, count // 2), typed[: count // 2]


def memory(server: Server) -> str:
    """Return the memory of the server and of each worker (MB), and what of it are no file pages."""
    processes = [
        server.process.pid,
        *(p.pid for p in psutil.Process(server.process.pid).children()),
    ]
    found = [psutil.Process(pid).memory_info() for pid in processes]
    each = " + ".join(f"{one.rss / MB:.0f}" for one in found)
    total, own = sum(one.rss for one in found), sum(one.rss - one.shared for one in found)
    return f"{total / MB:.0f} MB ({each}: server, workers; {own / MB:.0f} MB without file pages)"


def line(title: str, times: Sequence[float], rest: str = "") -> str:
    """Return one line of the report."""
    cells = [percentile(times, share) for share in (0.5, 0.95)]
    return f"{title:28} p50 {cells[0]:7.1f} ms  p95 {cells[1]:7.1f} ms  {rest}"


def report(server: Server, link: Link, arguments: argparse.Namespace) -> Iterable[str]:
    """Yield the lines of the report as they are measured."""
    words, typed = asked(server.contender.home, arguments.questions)
    questions = [*words, *typed]
    shown = link.get("/api/status")["messages"]
    yield f"{shown:,} of the messages are no answers of tools; memory {memory(server)} at the start"
    every = filters(link)
    for mode in arguments.modes:
        time_searches(link, mode, questions[:5], "")
        short: list[float] = []
        long: list[float] = []
        for name, parameters in every.items():
            times, found = time_searches(link, mode, questions, parameters)
            short += times[: len(words)]
            long += times[len(words) :]
            yield line(f"{mode}, {name}", times, f"{found} of {len(questions)} found something")
        yield line(f"{mode}, one to three words", short)
        yield line(f"{mode}, questions as typed", long)
        yield line(f"{mode}, all of these", [*short, *long])
    if arguments.fresh:
        with SteadyPushes(server, arguments.rate) as load:
            times = list(time_until_found(link, arguments.fresh, 0.2))
        beside = f"beside {load.pushed} pushes, {arguments.rate:.0f}/s"
        yield line("pushed until found", times, beside)
    yield f"memory {memory(server)} afterwards"
    for name, size in disk(server.contender.data).items():
        yield f"disk {name}: {size / MB:.0f} MB"


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--messages", type=int, default=500_000)
    parser.add_argument("--sample", type=int, default=3000, help="texts that are really embedded")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--rate", type=float, default=50.0, help="pushes a second beside")
    parser.add_argument("--fresh", type=int, default=60, help="pushes that are looked for")
    return parser.parse_args()


def main() -> None:
    """Build or reuse the record, serve it, print the report."""
    arguments = read_arguments()
    home = corpus.development_home(arguments.shared, WORK)
    data = WORK / "scale" / f"stored-{arguments.messages}"
    contender = large_record(home, data, arguments.messages, arguments.sample)
    filled = contender.data.with_suffix(".filled").read_text()
    print(f"scale: made once: {filled}", flush=True)
    without_watching = contender.serve_command
    contender.serve_command = lambda port: [*without_watching(port), "--no-watch"]
    with Server(contender) as server, Link(server) as link:
        for one in report(server, link, arguments):
            print(one, flush=True)


if __name__ == "__main__":
    main()
