"""Asks the questions and tasks over HTTP and prints hit@1, hit@5, found@50, MRR, nDCG and times."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from bench import corpus
from bench.relevance import report, running, tasks
from bench.relevance.asking import OURS
from bench.relevance.queries import HALVES, KINDS, Half, Query, half_of, load
from bench.relevance.running import Asked

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "bench" / "relevance"


def main() -> None:
    """Run what was asked for and print a table for each half and task."""
    arguments = read_arguments()
    folder: Path = arguments.work
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, list[Asked]] = {}
    if "home" in arguments.only:
        home = corpus.development_home(arguments.shared, ROOT / "build" / "bench")
        for half in halves(arguments.half):
            found[f"{half} half"] = []
        for one in ask_home(home, folder, arguments):
            found[f"{half_of(one.query.ask)} half"].append(one)
    for name in arguments.only:
        if name in tasks.BUILDERS:
            found[f"task {name}"] = ask_task(name, folder, arguments)
    for title, asked in found.items():
        print(f"\n{title}\n{report.table(asked)}")
    if arguments.misses:
        ours = [one for one in found.get("tuning half", []) if one.mode in OURS]
        print(f"\nmisses of the tuning half\n{report.misses(ours)}")
    if arguments.json:
        every = {title: report.figures(asked) for title, asked in found.items()}
        arguments.json.write_text(json.dumps(every, indent=1))


def ask_home(home: Path, folder: Path, arguments: argparse.Namespace) -> list[Asked]:
    """Ask the questions of the chosen halves of ours and, unless told not to, of agentsview."""
    queries = [query for half in halves(arguments.half) for query in load(half)]
    queries = [query for query in queries if query.kind in arguments.kinds]
    vectors = arguments.modes != ["fulltext"]
    ours = running.our_home(home, folder / "home", reuse=arguments.reuse, vectors=vectors)
    found = running.ask_ours(ours, arguments.modes, queries)
    if not arguments.alone:
        data, work = folder / "agentsview", ROOT / "build" / "bench"
        theirs = running.their_home(home, data, work, reuse=arguments.reuse)
        found += running.ask_theirs(theirs, queries)
    return found


def ask_task(name: str, folder: Path, arguments: argparse.Namespace) -> list[Asked]:
    """Ask the questions of a task that belong to the chosen halves."""
    task = tasks.build(name, arguments.shared)
    print(f"relevance: {name}, {len(task.documents)} documents", flush=True)
    data, vectors = folder / f"task-{name}", arguments.modes != ["fulltext"]
    contender = running.our_task(task, data, reuse=arguments.reuse, vectors=vectors)
    return running.ask_ours(contender, arguments.modes, of_halves(task.queries, arguments.half))


def of_halves(queries: Iterable[Query], half: str) -> list[Query]:
    """Return the questions of one half, or of `both`."""
    return [query for query in queries if half_of(query.ask) in halves(half)]


def halves(half: str) -> tuple[Half, ...]:
    """Return the halves that an option names."""
    return tuple(one for one in HALVES if half in (one, "both"))


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench.relevance", description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--half", choices=(*HALVES, "both"), default="tuning")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=("home", *tasks.BUILDERS),
        default=("home", *tasks.BUILDERS),
        help="the questions about the development home, or tasks",
    )
    parser.add_argument("--kinds", nargs="+", choices=tuple(KINDS), default=tuple(KINDS))
    parser.add_argument("--modes", nargs="+", choices=OURS, default=list(OURS))
    parser.add_argument("--alone", action="store_true", help="leave agentsview out")
    parser.add_argument("--reuse", action="store_true", help="ask the data of an earlier run again")
    parser.add_argument("--misses", action="store_true", help="list those of the tuning half")
    parser.add_argument("--work", type=Path, default=WORK, help="folder for the data")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
