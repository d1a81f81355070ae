"""Makes a record of many sessions and times every question about usage that the page asks."""

import argparse
import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from opensync_app.bootstrap import OpenSync
from opensync_app.core.session import Message, Part, SessionPatch
from opensync_app.core.usage import TokenUsage
from opensync_app.services.analysing import Analysing, Asked
from opensync_app.services.recorder import RecordBatch
from opensync_app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench" / "analytics"
LAST = date(2026, 11, 20)
MODELS = ("claude-opus-5", "claude-sonnet-4-5", "claude-haiku-4-5", "gpt-5.5", "gpt-5.4", "own-1")
TOOLS = ("Bash", "Read", "Edit", "Grep", "Write", "Glob", "Agent", "WebFetch")
SOURCES = ("claude-code", "opencode", "codex-cli")
USER = 1
AT_ONCE = 200


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


def record(folder: Path, sessions: int) -> OpenSync:
    """Return a record of that many sessions; made once."""
    made = folder / ".made"
    if not made.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        core = OpenSync(Settings(data_dir=folder))
        for batch in batches(sessions):
            core.recorder.record(batch)
        core.close()
        made.touch()
    return OpenSync(Settings(data_dir=folder))


def questions(analysing: Analysing, asked: Asked) -> dict[str, float]:
    """Return the median of several runs of every question (ms)."""
    asks = {
        "overview": lambda: analysing.overview(asked),
        "by-model": lambda: analysing.by(asked, "model"),
        "by-project": lambda: analysing.by(asked, "project"),
        "by-provider": lambda: analysing.by(asked, "provider"),
        "by-source": lambda: analysing.by(asked, "source"),
        "trends": lambda: analysing.trends(asked, "week", cumulative=True),
        "model/:id": lambda: analysing.model(asked, MODELS[0]),
        "tools": lambda: analysing.tools(asked),
        "heatmap": lambda: analysing.heatmap(asked),
    }
    return {name: statistics.median(timed(ask) for _ in range(9)) for name, ask in asks.items()}


def timed(work: Callable[[], object]) -> float:
    """Return how long a call takes (ms)."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Print a table: one line per question, one column per span."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20_000)
    arguments = parser.parse_args()
    core = record(WORK / str(arguments.sessions), arguments.sessions)
    columns: dict[str, dict[str, float]] = {}
    for days in (1, 30, 90, 365):
        for zone in ("UTC", "America/Los_Angeles"):
            first = LAST - timedelta(days=days - 1)
            asked = Asked(user_id=USER, first=first, last=LAST, zone=zone)
            columns[f"{days} d {zone[:7]}"] = questions(core.analysing, asked)
    core.close()
    print(f"{arguments.sessions:,} sessions; medians in milliseconds")
    print(f"{'':12}" + "".join(f"{title:>14}" for title in columns))
    for name in next(iter(columns.values())):
        print(f"{name:12}" + "".join(f"{column[name]:14.1f}" for column in columns.values()))


if __name__ == "__main__":
    main()
