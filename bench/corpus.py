"""The sessions that benchmarks read: real ones, multiplied, and questions drawn from their words."""

import json
import random
import re
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import zstandard

WORD = re.compile(r"[A-Za-z][A-Za-z_]{3,19}")


def development_home(shared: Path, work: Path) -> Path:
    """Unpack the development sessions of the shared folder once and return their home folder.

    Raises:
        SystemExit: the shared folder is not there.
    """
    packed = shared / "data" / "dev-sessions.tar.zst"
    if not packed.is_file():
        sys.exit(f"bench: {packed} is missing; name the folder that holds data/: --shared DIR")
    target = work / "development"
    if not (target / ".unpacked").is_file():
        print("bench: unpacking the development sessions", flush=True)
        with (
            packed.open("rb") as raw,
            zstandard.ZstdDecompressor().stream_reader(raw) as plain,
            tarfile.open(fileobj=plain, mode="r|") as archive,
        ):
            archive.extractall(target, filter="data")
        (target / ".unpacked").touch()
    return next(path.parent for path in sorted(target.rglob(".claude")) if path.is_dir())


def multiplied_home(
    shared: Path, work: Path, sessions: int, max_mb: int, largest_kb: int | None = None
) -> Path:
    """Return a home folder with that many sessions; made once, the same for the same arguments.

    ``largest_kb`` draws only from sessions up to that size, which sets the mean: 220 gives the
    2,000 sessions in 245 MB that the figures of other programs are quoted for.
    """
    name = f"corpus-{sessions}-{max_mb}" + (f"-{largest_kb}" if largest_kb else "")
    target = work / name
    if not (target / ".made").is_file():
        source = development_home(shared, work)
        if largest_kb:
            source = smaller_sessions(source, work / f"development-{largest_kb}", largest_kb)
        print(f"bench: making {sessions} sessions (at most {max_mb} MB)", flush=True)
        program = shared / "tools" / "corpus" / "multiply.py"
        arguments = [str(source), str(target), str(sessions), "1", "--max-mb", str(max_mb)]
        made = subprocess.run(
            [sys.executable, str(program), *arguments], check=True, capture_output=True, text=True
        )
        (target / ".made").write_text(made.stdout)
    return target


def smaller_sessions(source: Path, target: Path, largest_kb: int) -> Path:
    """Copy the transcripts up to that size, without sub-agents, and return the new home."""
    for path in sorted((source / ".claude" / "projects").glob("*/*.jsonl")):
        if path.stat().st_size <= largest_kb * 1000:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
    return target


def facts(home: Path) -> tuple[int, int]:
    """Return how many session files a home holds, and their bytes."""
    sizes = [path.stat().st_size for path in transcripts(home)]
    return len(sizes), sum(sizes)


def transcripts(home: Path) -> list[Path]:
    """Return the transcript files of a home, sorted."""
    return sorted((home / ".claude" / "projects").rglob("*.jsonl"))


def questions(home: Path, count: int) -> list[str]:
    """Draw searches from what was really said: one to three neighbouring words of a typed prompt.

    A third of them comes from tool output. The same home gives the same questions.
    """
    rng = random.Random(7)  # noqa: S311  a reproducible draw, not a secret
    files = rng.sample(transcripts(home), min(120, len(transcripts(home))))
    prompts, outputs = Counter[str](), Counter[str]()
    for path in files:
        for kind, text in texts(path):
            words = WORD.findall(text[:2000])
            start = rng.randrange(len(words)) if words else 0
            if phrase := " ".join(words[start : start + rng.randint(1, 3)]):
                (prompts if kind == "prompt" else outputs)[phrase] += 1
    pools = [prompts, prompts, outputs]
    chosen: dict[str, None] = {}
    while len(chosen) < count and any(pools):
        pool = pools[len(chosen) % 3] or prompts or outputs
        phrase = rng.choice(sorted(pool))
        del pool[phrase]
        chosen[phrase] = None
    return list(chosen)


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield ("prompt" or "output", text) of every user line of a transcript that holds text."""
    with path.open(errors="replace") as lines:
        for line in lines:
            row = read_row(line)
            if row.get("type") != "user":
                continue
            content = cast("Any", row.get("message", {})).get("content")
            if isinstance(content, str):
                yield "prompt", content
            for block in cast("list[Any]", content if isinstance(content, list) else []):
                if block.get("type") == "tool_result" and isinstance(block.get("content"), str):
                    yield "output", block["content"]


def read_row(line: str) -> dict[str, object]:
    """Return the object of a transcript line, or an empty one when it is not an object."""
    try:
        row: object = json.loads(line)
    except ValueError:
        return {}
    return cast("dict[str, object]", row) if isinstance(row, dict) else {}
