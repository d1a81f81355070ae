"""Pushes, imports and searches for minutes on end, and fails when memory or files keep growing.

The load is bounded: a few requests at a time, against one server on loopback, for the given time.
"""

import argparse
import json
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import measure
from bench.contenders import Server, give_key, opensync

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench" / "soak"
MB = 1e6
SAMPLE_EVERY = 5.0
OK = 200
MAY_GROW_BY = 1.25
MAY_GROW_MB = 40.0


@dataclass(frozen=True)
class Sample:
    """The server at one moment: seconds since the start, memory (MB), open files, threads."""

    at: float
    rss: float
    files: int
    threads: int


def push(server: Server, session: str, number: int) -> float:
    """Push one message and return the seconds until it was answered."""
    word = uuid.uuid4().hex
    body = {
        "sessionExternalId": session,
        "externalId": f"{session}-{number}",
        "role": "user" if number % 2 else "assistant",
        "source": "claude-code",
        "textContent": f"message {number} of the soak speaks of {word} " + "and more words " * 40,
    }
    begun = time.perf_counter()
    status = server.post("/sync/message", json.dumps(body).encode())
    if status != OK:
        sys.exit(f"soak: a push was answered with {status}")
    return time.perf_counter() - begun


def append_line(home: Path, number: int) -> None:
    """Append one prompt to the session file that the server watches."""
    folder = home / ".claude" / "projects" / "-srv-soak"
    folder.mkdir(parents=True, exist_ok=True)
    session = "5a5a5a5a-0000-4000-8000-000000000000"
    row = {
        "type": "user",
        "uuid": str(uuid.uuid4()),
        "parentUuid": None,
        "sessionId": session,
        "cwd": "/srv/soak",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "isSidechain": False,
        "message": {"role": "user", "content": f"line {number} of a growing session"},
    }
    with (folder / f"{session}.jsonl").open("a") as sink:
        sink.write(json.dumps(row) + "\n")


def look_at(server: Server, at: float) -> Sample:
    """Return what the server holds at this moment."""
    process = psutil.Process(server.process.pid)
    memory = measure.memory_of_tree(process.pid) / MB
    return Sample(at, memory, process.num_fds(), process.num_threads())


def load(server: Server, seconds: float, rate: float) -> tuple[list[Sample], list[float]]:
    """Push at a steady rate, with searches and appended lines between; return samples and times."""
    samples: list[Sample] = []
    took: list[float] = []
    begun = time.monotonic()
    number = 0
    while (now := time.monotonic() - begun) < seconds:
        number += 1
        took.append(push(server, f"soak-{number // 200}", number))
        if number % 10 == 0:
            server.search("message soak words")
            append_line(server.contender.home, number)
        if now >= len(samples) * SAMPLE_EVERY:
            samples.append(look_at(server, now))
        time.sleep(max(0.0, number / rate - (time.monotonic() - begun)))
    return samples, took


def complaints(samples: Sequence[Sample]) -> list[str]:
    """Compare the second half of the run with its second quarter; say what kept growing."""
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    if not early:
        return ["the run was too short to judge"]
    found: list[str] = []
    before = statistics.median(sample.rss for sample in early)
    after = statistics.median(sample.rss for sample in late)
    if after > before * MAY_GROW_BY and after > before + MAY_GROW_MB:
        found.append(f"memory grew from {before:.0f} to {after:.0f} MB")
    for what in ("files", "threads"):
        first = max(getattr(sample, what) for sample in early)
        last = min(getattr(sample, what) for sample in late)
        if last > first + 5:
            found.append(f"open {what} grew from {first} to {last}")
    return found


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=50.0, help="pushes a second")
    return parser.parse_args()


def main() -> None:
    """Run the load, print what was seen, and end with 1 when something kept growing."""
    arguments = read_arguments()
    contender = opensync(WORK / "home", WORK / "data")
    contender.home.mkdir(parents=True, exist_ok=True)
    contender.forget()
    give_key(contender)
    with Server(contender) as server:
        samples, took = load(server, arguments.minutes * 60, arguments.rate)
    took.sort()
    for sample in samples[:: max(1, len(samples) // 20)]:
        print(
            f"soak: {sample.at:6.0f} s {sample.rss:6.0f} MB"
            f" {sample.files:4} files {sample.threads:3} threads"
        )
    p99 = took[int(len(took) * 0.99)] * 1000
    print(
        f"soak: {len(took)} pushes, p50 {statistics.median(took) * 1000:.1f} ms, p99 {p99:.1f} ms"
    )
    if found := complaints(samples):
        sys.exit("soak: FAILED: " + "; ".join(found))
    print("soak: nothing kept growing")


if __name__ == "__main__":
    main()
