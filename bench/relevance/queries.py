"""The questions of the benchmark, their kinds, halves and expected sessions."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

Half = Literal["tuning", "held_out"]
HALVES: tuple[Half, ...] = ("tuning", "held_out")
FOLDER = Path(__file__).resolve().parent / "queries"
KINDS = {
    "questions": "as a person would ask months later, in words of their own",
    "concepts": "a few words that name the subject",
    "identifiers": "a name as it stands in the code",
    "partial_identifiers": "a part of a name, or its parts as words",
    "typos": "a name or a phrase with a slip of the fingers",
    "errors": "an error line as it was shown",
    "commands": "a command as it was run",
    "paths": "a file by its path or name",
    "outputs": "a fragment of what a tool printed",
    "filters": "words with fields such as project: or before:",
    "languages": "words of other languages that stand in the sessions",
    "across": "a question in another language that shares only names with the session",
}


@dataclass(frozen=True)
class Query:
    """One question.

    Attributes:
        kind: a key of `KINDS`, or the name of a task.
        ask: what is typed, exactly.
        find: external ids of the sessions that answer it; any of them will do.
    """

    kind: str
    ask: str
    find: tuple[str, ...]


def half_of(ask: str) -> Half:
    """Return the half that a question belongs to, by the first byte of its SHA-256."""
    return HALVES[hashlib.sha256(ask.encode()).digest()[0] & 1]


def load(half: Half) -> list[Query]:
    """Return the questions of one half, in the order of `KINDS` and of their files."""
    return list(_read(half))


def _read(half: Half) -> Iterator[Query]:
    for kind in KINDS:
        with (FOLDER / half / f"{kind}.toml").open("rb") as file:
            for row in cast("list[dict[str, Any]]", tomllib.load(file)["query"]):
                yield Query(kind, row["ask"], tuple(row["find"]))
