"""Imports one corpus with OpenSync and with agentsview, searches both, and prints them in a table.

The two take turns, so a busy moment of the machine falls on both; every figure is a median of the
rounds. OpenSync indexes all tool output; agentsview's import drops most of it.
"""

import argparse
import json
import shutil
import statistics
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import corpus, measure
from bench.contenders import Contender, Server, agentsview, give_key, install_agentsview, opensync

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bench"
MB = 1e6
FOUND_WITHIN = 60.0

Figures = dict[str, dict[str, list[float]]]


@dataclass(frozen=True)
class Row:
    """One line of the table: its key, its words, its unit and how a number is written."""

    key: str
    title: str
    unit: str
    digits: int


ROWS = (
    Row("import.wall", "first import, until searchable", "s", 2),
    Row("import.cpu", "  processor time", "s", 2),
    Row("import.rss", "  peak memory", "MB", 0),
    Row("import.written", "  bytes written", "MB", 0),
    Row("import.disk", "  on disk afterwards", "MB", 0),
    Row("again.wall", "import again, nothing new", "s", 3),
    Row("start", "cold start to the first answer", "s", 2),
    Row("search.p50", "search p50", "ms", 1),
    Row("search.p95", "search p95", "ms", 1),
    Row("tools.p50", "search in tool output p50", "ms", 1),
    Row("tools.p95", "search in tool output p95", "ms", 1),
    Row("list.p50", "list of 50 sessions p50", "ms", 1),
    Row("append.p50", "appended line until found, p50", "s", 2),
    Row("append.max", "appended line until found, slowest", "s", 2),
    Row("serve.rss", "memory at rest, nothing embedded", "MB", 0),
    Row("embed.rss", "memory while it embeds", "MB", 0),
)


def measure_import(contender: Contender, figures: Figures) -> None:
    """Import from nothing and once more, and keep what both cost."""
    contender.forget()
    first = contender.run_import()
    mine = figures[contender.name]
    mine["import.wall"].append(first.wall)
    mine["import.cpu"].append(first.cpu)
    mine["import.rss"].append(first.peak_rss / MB)
    mine["import.written"].append(first.written / MB)
    mine["import.disk"].append(measure.disk_usage(contender.data) / MB)
    mine["again.wall"].append(contender.run_import().wall)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure_answers(servers: Sequence[Server], questions: Sequence[str], figures: Figures) -> None:
    """Ask every server every question in turn, and keep the 50th and 95th percentile (ms)."""
    asked: dict[str, Callable[[Server, str], float]] = {
        "search": lambda server, question: server.search(question)[0],
        "tools": lambda server, question: server.search(question, tools=True)[0],
        "list": lambda server, _: seconds_of(lambda: server.get(server.contender.list_path)),
    }
    for what, ask in asked.items():
        took: dict[str, list[float]] = defaultdict(list)
        for question in questions:
            for server in servers:
                took[server.contender.name].append(ask(server, question) * 1000)
        for name, values in took.items():
            figures[name][f"{what}.p50"].append(percentile(values, 0.50))
            figures[name][f"{what}.p95"].append(percentile(values, 0.95))


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long a piece of work took (seconds)."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure_appends(
    servers: Sequence[Server], arguments: argparse.Namespace, figures: Figures
) -> None:
    """Append lines to one session of each and keep how long each took until found (seconds).

    Before each line both rest, because a server may hold back a change that follows another.
    """
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(arguments.appends):
        time.sleep(arguments.rest)
        for server in servers:
            took[server.contender.name].append(seconds_until_found(server))
    for name, values in took.items():
        figures[name]["append.p50"].append(percentile(values, 0.5))
        figures[name]["append.max"].append(max(values))


def longest_session(home: Path) -> tuple[Path, str]:
    """Return the biggest transcript of a home and its session's id."""
    path = max(corpus.transcripts(home), key=lambda path: path.stat().st_size)
    return path, path.stem


def seconds_until_found(server: Server) -> float:
    """Append one prompt that holds a new word and return the seconds until a search finds it."""
    session, session_id = longest_session(server.contender.home)
    word = "zq" + uuid.uuid4().hex[:12]
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    row = {
        "type": "user",
        "uuid": str(uuid.uuid4()),
        "parentUuid": None,
        "sessionId": session_id,
        "timestamp": stamp,
        "isSidechain": False,
        "message": {"role": "user", "content": f"please look at {word} now"},
    }
    begun = time.perf_counter()
    with session.open("a") as sink:
        sink.write(json.dumps(row) + "\n")
    while not server.finds(word):
        if time.perf_counter() - begun > FOUND_WITHIN:
            sys.exit(f"bench: {server.contender.name} did not find an appended line in time")
        time.sleep(0.01)
    return time.perf_counter() - begun


def own_copy(home: Path, name: str) -> Path:
    """Return a copy of the corpus for one program, so that appended lines stay its own."""
    target = WORK / "homes" / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target)
    return target


def measure_serving(
    contenders: Sequence[Contender], arguments: argparse.Namespace, figures: Figures
) -> None:
    """Start both servers, ask them in turn, then append to each one's own sessions."""
    questions = corpus.questions(contenders[0].home, arguments.questions)
    with Server(contenders[0]) as ours, Server(contenders[1]) as theirs:
        for server in (ours, theirs):
            figures[server.contender.name]["start"].append(server.cold_start)
        measure_answers((ours, theirs), questions, figures)
        measure_appends((ours, theirs), arguments, figures)
        time.sleep(arguments.idle)
        wait_for_vectors(ours)
        figures[ours.contender.name]["embed.rss"].append(ours.rss() / MB)
        for key in ("serve.rss", "embed.rss"):  # it has no vectors unless it is told to
            figures[theirs.contender.name][key].append(theirs.rss() / MB)
    with Server(without_vectors(contenders[0])) as at_rest:
        time.sleep(arguments.idle)
        figures[at_rest.contender.name]["serve.rss"].append(at_rest.rss() / MB)


def wait_for_vectors(server: Server) -> None:
    """Wait until the first messages are embedded; on a busy machine that may not begin in time."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < FOUND_WITHIN:
        if json.loads(server.get("/api/status")[1])["semantic"]["covered"]:
            return
        time.sleep(1)
    print("bench: nothing was embedded in time, the machine is busy", flush=True)


def without_vectors(contender: Contender) -> Contender:
    """Return OpenSync as it is before its first vector: search by meaning is switched off."""
    words = {**contender.environment, "OPENSYNC_SEMANTIC": "false"}
    return replace(contender, environment=words)


def print_table(figures: Figures, names: Sequence[str]) -> None:
    """Print the medians of both programs and the ratio of ours to theirs."""
    ours, theirs = names
    print(f"\n{'':36} {ours:>14} {theirs:>14} {'ratio':>8}")
    for row in ROWS:
        pair = [statistics.median(figures[name][row.key]) for name in names]
        cells = [f"{value:.{row.digits}f} {row.unit}" for value in pair]
        ratio = f"{pair[0] / pair[1]:.2f}" if pair[1] else "-"
        print(f"{row.title:36} {cells[0]:>14} {cells[1]:>14} {ratio:>8}")
    rounds = len(figures[ours]["import.wall"])
    print(f"\nMedians of {rounds} rounds, taken in turns; ratio = {ours} / {theirs}.")


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sessions", type=int, default=400, help="2000 for the quoted figures")
    parser.add_argument("--max-mb", type=int, default=100_000, help="stop the corpus at this size")
    parser.add_argument("--largest-kb", type=int, help="draw only from sessions up to this size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--appends", type=int, default=5)
    parser.add_argument("--rest", type=float, default=6.0, help="seconds before each appended line")
    parser.add_argument("--idle", type=float, default=30.0, help="seconds of rest before memory")
    parser.add_argument("--json", type=Path, help="write every single figure to this file")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark and print the table."""
    arguments = read_arguments()
    WORK.mkdir(parents=True, exist_ok=True)
    program = install_agentsview(WORK)
    size_of_corpus = (arguments.sessions, arguments.max_mb, arguments.largest_kb)
    home = corpus.multiplied_home(arguments.shared, WORK, *size_of_corpus)
    files, size = corpus.facts(home)
    print(f"bench: {files} files, {size / MB:.0f} MB, {arguments.rounds} rounds", flush=True)
    contenders = (
        opensync(own_copy(home, "opensync"), WORK / "data-opensync"),
        agentsview(own_copy(home, "agentsview"), WORK / "data-agentsview", program),
    )
    figures: Figures = {contender.name: defaultdict(list) for contender in contenders}
    for round_number in range(arguments.rounds):
        turn = contenders if round_number % 2 == 0 else contenders[::-1]
        for contender in turn:
            print(f"bench: round {round_number + 1}, {contender.name} imports", flush=True)
            measure_import(contender, figures)
    give_key(contenders[0])
    for round_number in range(arguments.rounds):
        print(f"bench: round {round_number + 1}, both serve", flush=True)
        measure_serving(contenders, arguments, figures)
    print_table(figures, [contender.name for contender in contenders])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
