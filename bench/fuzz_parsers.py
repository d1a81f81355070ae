"""Coverage-guided noise for every parser: no bytes may make one raise or lose what it can keep."""

import argparse
import hashlib
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.sources.cursor_editor import editor_home

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT / "tests" / "corpora"
WORK = ROOT / "build" / "fuzz"
LONGEST = 20_000
"""Bytes of one input."""


def main() -> int:
    """Run the fuzzer for some seconds in an environment of its own; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long, for all parsers")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        drive(options.seconds)
        return 0
    python = install()
    command = [str(python), "-m", "bench.fuzz_parsers", "--inside"]
    return subprocess.run(
        [*command, "--seconds", str(options.seconds)], cwd=ROOT, check=False
    ).returncode


def install() -> Path:
    """Install the locked fuzzer and the program's packages; return the environment's Python."""
    locks = [ROOT / "requirements" / name for name in ("runtime.txt", "fuzz.txt")]
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()[:12]
    folder = WORK / f"environment-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print("fuzz: installing atheris from requirements/fuzz.txt", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        wanted = [word for lock in locks for word in ("-r", str(lock))]
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-input", "--require-hashes", *wanted], check=True)
        (folder / "ready").touch()
    return python


def drive(seconds: int) -> None:
    """Fuzz until the time is over; libFuzzer ends the process, with 77 when a parser raised."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["opensync_app.sources", "opensync_app.core"]):
        every = importlib.import_module("opensync_app.sources.registry")
    prepared = importlib.import_module("opensync_app.store.prepared")
    targets = [(source, path, raw) for source in every.SOURCES for path, raw in seeds_of(source)]
    found = WORK / "found"
    found.mkdir(parents=True, exist_ok=True)

    def test_one(data: bytes) -> None:
        if len(data) > 1:
            source, path, _ = targets[data[0] % len(targets)]
            check(source, path, data[2:], data[1], prepared.prepare)

    with tempfile.TemporaryDirectory() as seeds:
        plant(Path(seeds), targets)
        words = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20"]
        words += [f"-artifact_prefix={found}{os.sep}", "-print_final_stats=1", "-verbosity=1"]
        print(f"fuzz: {len(targets)} kinds of files for {seconds} s", flush=True)
        atheris.Setup([sys.argv[0], *words, seeds], test_one)
        atheris.Fuzz()


def seeds_of(source: Any) -> list[tuple[Path, bytes]]:  # noqa: ANN401 - loaded late, to be instrumented
    """Return the kinds of files of a source, and what its reader yields of one of each."""
    folder = CORPORA / source.name
    if source.name == "opencode":
        path = min(folder.rglob("session/*/*.json"))
        return [(path, b'{"session":' + path.read_bytes().replace(b"\n", b" ") + b"}\n")]
    if source.name == "cursor-editor":
        return [(folder / "state.vscdb", lines_of_an_editor(source))]
    kinds = {"".join(path.suffixes[-2:]): path for path in sorted(folder.rglob("*.*"))}
    return [(path, path.read_bytes()) for path in sorted(kinds.values()) if path.is_file()]


def lines_of_an_editor(source: Any) -> bytes:  # noqa: ANN401 - as above
    """Return the lines that the reader makes of the database of a Cursor editor."""
    base = importlib.import_module("opensync_app.sources.base")
    with tempfile.TemporaryDirectory() as folder:
        home = base.Home(editor_home(Path(folder) / "home"))
        return b"".join(c.raw for file in source.discover(home) for c in source.read(file, None))


def check(source: Any, path: Path, raw: bytes, cut: int, prepare: Any) -> None:  # noqa: ANN401 - loaded late, to be instrumented
    """Parse some bytes whole and in two pieces; both must go and say of the same messages."""
    base = importlib.import_module("opensync_app.sources.base")
    file = base.SourceFile(source.name, Path("/home/ada") / path.relative_to(CORPORA), len(raw), 1)

    def parse(piece: bytes, offset: int, state: bytes) -> Any:  # noqa: ANN401 - as above
        after = base.Position(0, 0, offset + len(piece), b"")
        return source.parse(file, base.Chunk(offset, piece, after), state)

    whole = parse(raw, 0, b"")
    prepare(whole.messages)
    if path.suffix == ".jsonl":
        middle = raw.rfind(b"\n", 0, len(raw) * cut // 256) + 1
        first = parse(raw[:middle], 0, b"")
        second = parse(raw[middle:], middle, first.state)
        if [*first.messages, *second.messages] != [*whole.messages]:
            raise AssertionError(f"{source.name}: {path.name} says something else in two pieces")
        if [*first.bad_lines, *second.bad_lines] != [*whole.bad_lines]:
            raise AssertionError(f"{source.name}: {path.name} reports other lines in two pieces")


def plant(folder: Path, targets: list[tuple[Any, Path, bytes]]) -> None:
    """Write the fixture files as seeds: whole, and each of their lines alone."""
    for number, (_, _, raw) in enumerate(targets):
        for place, piece in enumerate([raw, *raw.splitlines(keepends=True)[:40]]):
            seed = bytes((number, 128)) + piece[: LONGEST - 2]
            (folder / f"{number}-{place}").write_bytes(seed)


if __name__ == "__main__":
    sys.exit(main())
