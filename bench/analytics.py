"""Makes a record of many sessions and times every question about usage that the page asks.

Every route of /api/analytics is asked over HTTP: for the first time (nothing of its span is in the
server's memory but what other routes left there), again, and each time behind a pushed reply.
"""

import argparse
import json
import random
import shutil
import statistics
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.contenders import Server, give_key, opensync
from bench.measure import BenchError
from opensync_app.bootstrap import OpenSync
from opensync_app.core.session import Message, Part, SessionPatch
from opensync_app.core.usage import TokenUsage
from opensync_app.settings import Settings
from opensync_app.store.batches import RecordBatch

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench" / "analytics"
LAST = datetime.now(UTC).date()
MODELS = ("claude-opus-5", "claude-sonnet-4-5", "claude-haiku-4-5", "gpt-5.5", "gpt-5.4", "own-1")
TOOLS = ("Bash", "Read", "Edit", "Grep", "Write", "Glob", "Agent", "WebFetch")
SOURCES = ("claude-code", "opencode", "codex-cli")
USER = 1
AT_ONCE = 200
OK = 200
TITLES = ("first answer", "p50, nothing new", "p50, each behind a push")
ROUTES = (
    "overview",
    "by-model",
    "by-project",
    "by-provider",
    "by-source",
    "trends?granularity=week&cumulative=true",
    "series?split=model",
    "series?split=project",
    f"model/{MODELS[0]}",
    "tools",
    "heatmap",
    "overview?source=claude-code",
    "by-project?provider=openai",
)


def session(rng: random.Random, number: int) -> tuple[SessionPatch, list[Message]]:
    """Return a session of one to twelve replies over an hour or two, with a prompt before each."""
    name, model = f"ses-{number}", rng.choice(MODELS)
    day = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC) - timedelta(
        days=rng.randrange(365), hours=-rng.gauss(14, 3)
    )
    moment = int(day.timestamp() * 1000)
    patch = SessionPatch(
        external_id=name,
        source=rng.choices(SOURCES, (8, 2, 1))[0],
        project_name=f"project-{int(rng.expovariate(0.1)) % 40}",
        model=model,
        created_at=moment,
    )
    messages: list[Message] = []
    for turn in range(rng.randint(1, 12)):
        moment += rng.randrange(60_000, 900_000)
        call = Part("tool-call", {"toolName": rng.choice(TOOLS), "args": {}}, call_id=f"c{turn}")
        messages.append(
            Message(
                session_external_id=name,
                external_id=f"u{turn}",
                role="user",
                kind="prompt",
                text_content="go on",
                created_at=moment,
            )
        )
        messages.append(
            Message(
                session_external_id=name,
                external_id=f"a{turn}",
                role="assistant",
                kind="reply",
                parts=(call,),
                model=model,
                usage=TokenUsage(rng.randrange(2000), rng.randrange(3000), 0, 500, 90_000, 0),
                created_at=moment + 5_000,
            )
        )
    return patch, messages


def batches(sessions: int) -> Iterator[RecordBatch]:
    """Yield the sessions in batches; the same number gives the same ones."""
    rng = random.Random(11)  # noqa: S311  a reproducible draw, not a secret
    for start in range(0, sessions, AT_ONCE):
        made = [session(rng, n) for n in range(start, min(start + AT_ONCE, sessions))]
        yield RecordBatch(
            user_id=USER,
            origin="import",
            sessions=tuple(patch for patch, _ in made),
            messages=tuple(message for _, messages in made for message in messages),
        )


def record(folder: Path, sessions: int) -> Path:
    """Return the data folder of a record of that many sessions; made once."""
    made = folder / ".made"
    if not made.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        core = OpenSync(Settings(data_dir=folder))
        for batch in batches(sessions):
            core.recorder.record(batch)
        core.close()
        made.touch()
    return folder


class Asker:
    """Asks a server for figures and pushes to it, over one kept connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._pushed = 0

    def ask(self, path: str) -> float:
        """Return how long an answer took, with its body (ms).

        Raises:
            BenchError: it was no success.
        """
        begun = time.perf_counter()
        status, body = self._server.get(path)
        took = (time.perf_counter() - begun) * 1000
        if status != OK:
            raise BenchError(f"{path} was answered with {status}: {body[:200]!r}")
        return took

    def push(self) -> None:
        """Push a reply of this moment: figures of the last day change."""
        self._pushed += 1
        name = f"bench-{uuid.uuid4().hex}"
        message = {"sessionExternalId": "bench-live", "externalId": name, "role": "assistant"}
        usage = {"promptTokens": 7 * self._pushed, "completionTokens": 5, "model": MODELS[0]}
        self._server.post("/sync/message", json.dumps(message | usage).encode())

    def wait_for_index(self) -> None:
        """Wait until the text index has all of the record: it is made in the first run."""
        while json.loads(self._server.get("/api/status")[1])["index"]["lag"]:
            time.sleep(0.5)


def spans() -> dict[str, str]:
    """Return the spans that are asked for, by title, as parameters of the request."""
    last = datetime.now(UTC).date()
    return {
        f"{days} d {zone[:7]}": f"from={last - timedelta(days=days - 1)}&to={last}&tz={zone}"
        for days in (30, 90, 365)
        for zone in ("UTC", "America/Los_Angeles")
    }


def measured(asker: Asker, parameters: str, runs: int) -> dict[str, tuple[float, float, float]]:
    """Return per route the first answer, the median of the next, and that behind pushes (ms)."""
    figures: dict[str, tuple[float, float, float]] = {}
    for route in ROUTES:
        path = f"/api/analytics/{route}{'&' if '?' in route else '?'}{parameters}"
        first = asker.ask(path)
        still = statistics.median(asker.ask(path) for _ in range(runs))
        behind: list[float] = []
        for _ in range(runs):
            asker.push()
            behind.append(asker.ask(path))
        figures[route] = first, still, statistics.median(behind)
    return figures


def main() -> None:
    """Print three tables: one line per route, one column per span."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    contender = opensync(ROOT, record(WORK / str(arguments.sessions), arguments.sessions))
    contender.environment = {**contender.environment, "OPENSYNC_SEMANTIC": "false"}
    command = contender.serve_command
    contender.serve_command = lambda port: [*command(port), "--no-watch"]
    give_key(contender)
    with Server(contender) as server:
        asker = Asker(server)
        asker.wait_for_index()
        columns = {t: measured(asker, ask, arguments.runs) for t, ask in spans().items()}
    print(f"{arguments.sessions:,} sessions, over HTTP, milliseconds")
    for number, title in enumerate(TITLES):
        print(f"\n{title:34}" + "".join(f"{span:>14}" for span in columns))
        for route in ROUTES:
            cells = (f"{column[route][number]:14.1f}" for column in columns.values())
            print(f"{route[:34]:34}" + "".join(cells))


if __name__ == "__main__":
    main()
