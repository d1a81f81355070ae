"""Three tasks with answers that nobody had to write: docstring to code, heading to section, commit.

Every document becomes a session of one message, every question has one right document. The texts
come from what is here: the Python packages of `.venv`, the manuals of Python and page packages, the
commits made in the development sessions and this repository's own. The draw is by SHA-256, so the
same installation gives the same task.
"""

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import development_home
from bench.relevance.commits import of_history, of_sessions
from bench.relevance.queries import Query

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 3_000
"""Characters of one document; longer ones are cut."""
SHORTEST = 200
POOL = 1_200
ASKED = 300
FEWEST_WORDS = 5
_HEADING = re.compile(r"^#{1,4} +(.+?) *#*$", re.MULTILINE)
_MARKUP = re.compile(r"[`*_\[\]<>]|\(https?://[^)]*\)")


@dataclass(frozen=True)
class Pair:
    """A question and the text that answers it; `source` tells apart equal questions."""

    ask: str
    text: str
    source: str


@dataclass(frozen=True)
class Places:
    """Where texts are: this tree, with what is installed in it, and the shared data."""

    root: Path
    shared: Path


@dataclass(frozen=True)
class Task:
    """A pool of documents by session id, and questions about some of them."""

    name: str
    documents: dict[str, str]
    queries: list[Query]


def build(name: str, shared: Path) -> Task:
    """Return a task: `docs`, `code` or `commits`.

    Raises:
        KeyError: there is no such task.
    """
    return BUILDERS[name](Places(ROOT, shared))


def docs(places: Places) -> Task:
    """Return headings of installed manuals and the sections below them, heading left out."""
    pages = [
        *(places.root / ".venv" / "lib").rglob("*.md"),
        *(places.root / ".venv" / "lib").rglob("*.dist-info/METADATA"),
        *(places.root / "opensync_app" / "ui" / "node_modules").rglob("*.md"),
    ]
    return drawn("docs", (pair for page in sorted(pages) for pair in sections(read(page))))


def code(places: Places) -> Task:
    """Return first sentences of docstrings and the functions they stand in, docstring left out."""
    modules = sorted((places.root / ".venv" / "lib").glob("python*/site-packages/**/*.py"))
    chosen = (path for path in modules if _first_byte(path.name) < 48)  # noqa: PLR2004  a fifth
    return drawn("code", (pair for path in chosen for pair in functions(read(path))))


def commits(places: Places) -> Task:
    """Return subjects of commits and what they changed: those made in sessions, and our own."""
    home = development_home(places.shared, places.root / "build" / "bench")
    every = [*of_sessions(home), *of_history(places.root)]
    return drawn("commits", (Pair(subject, text[:LONGEST], "") for subject, text in every))


def sections(page: str) -> Iterator[Pair]:
    """Yield each Markdown heading of several words with the text up to the next heading."""
    parts = _HEADING.split(page)
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        ask = _MARKUP.sub("", heading).strip()
        if len(ask.split()) > 1 and not ask[0].isdigit() and len(body.strip()) >= SHORTEST:
            yield Pair(ask, body.strip()[:LONGEST], page[:80])


def functions(module: str) -> Iterator[Pair]:
    """Yield each documented function's first sentence with its code; nothing if it has errors."""
    try:
        tree = ast.parse(module)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = (ast.get_docstring(node) or "").split("\n\n", 1)[0].replace("\n", " ")
            node.body = node.body[1:] if first else node.body
            text = ast.unparse(node) if node.body else ""
            if is_sentence(first) and len(text) >= SHORTEST:
                yield Pair(first[:300], text[:LONGEST], node.name)


def is_sentence(first: str) -> bool:
    """Tell whether the beginning of a docstring says something, in five words or more."""
    return first[:4] not in ("Para", "Args") and len(first.split()) >= FEWEST_WORDS


def drawn(name: str, pairs: Iterable[Pair]) -> Task:
    """Return the task of pairs whose question and text are each the only one of their kind."""
    every = list(dict.fromkeys(pairs))
    asks = Counter(pair.ask.casefold() for pair in every)
    texts = Counter(pair.text for pair in every)
    unique = [p for p in every if asks[p.ask.casefold()] == 1 and texts[p.text] == 1]
    pool = sorted(unique, key=lambda pair: _digest(pair.ask + pair.text))[:POOL]
    ids = [f"{name}-{number}" for number in range(len(pool))]
    return Task(
        name,
        dict(zip(ids, (pair.text for pair in pool), strict=True)),
        [Query(name, pair.ask, (found,)) for found, pair in zip(ids, pool, strict=True)][:ASKED],
    )


def bodies(task: Task, at_once: int = 200) -> Iterator[dict[str, list[dict[str, str]]]]:
    """Yield the documents as bodies for POST /sync/batch."""
    rows = list(task.documents.items())
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        yield {
            "sessions": [{"externalId": name, "source": "bench"} for name, _ in some],
            "messages": [
                {
                    "sessionExternalId": name,
                    "externalId": f"{name}-m",
                    "role": "assistant",
                    "textContent": text,
                    "source": "bench",
                }
                for name, text in some
            ],
        }


def read(path: Path) -> str:
    """Return the text of a file, odd bytes replaced."""
    return path.read_text(errors="replace")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()


def _first_byte(text: str) -> int:
    return _digest(text)[0]


BUILDERS: dict[str, Callable[[Places], Task]] = {"docs": docs, "code": code, "commits": commits}
