"""Search by meaning in figures: texts per CPU-second, and vectors of many messages: size and speed.

`python -m bench.vectors --rows 100000` fills a table with clustered random vectors of the bundled
model's dimension and searches it as a server does, with and without filters.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from opensync_app.core.query import SearchQuery
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.index.bundled_model import BundledModel
from opensync_app.index.chunks import Chunk
from opensync_app.index.vector_reader import VectorReader, Wanted
from opensync_app.index.vector_rows import Embedded
from opensync_app.index.vectors import VectorTable

WIDTH = 384
CLUSTERS = 500
BATCH = 5000
QUERIES = 40
SENTENCE = (
    "The connection pool is exhausted because a handler returns before it closes its cursor. "
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    wanted = parser.parse_args()
    embed_texts()
    with tempfile.TemporaryDirectory(prefix="opensync-bench-") as folder:
        fill_and_search(Path(folder), wanted.rows)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


def embed_texts() -> None:
    """Print how many texts a CPU-second embeds, by length, and what one query costs."""
    model = BundledModel()
    begun = time.perf_counter()
    model.embed(["load"])
    print(f"model: loaded in {time.perf_counter() - begun:.2f} s")
    for length, count in ((120, 60), (400, 40), (1000, 25)):
        texts = [f"{number} {SENTENCE * 20}"[:length] for number in range(count)]
        used = time.process_time()
        model.embed(texts)
        print(f"{length} characters: {count / (time.process_time() - used):.0f} texts per CPU-s")
    queries = [f"why is pool {number} exhausted?" for number in range(50)]
    print(f"a query: {median_ms(lambda number: model.embed([queries[number]]), 50):.1f} ms")


def fill_and_search(folder: Path, rows: int) -> None:
    """Fill a table, print its size, and what searches in it cost."""
    random = np.random.default_rng(1)
    centres = random.standard_normal((CLUSTERS, WIDTH)).astype(np.float32)
    table = VectorTable(folder, "bench", WIDTH)
    begun = time.perf_counter()
    for start in range(0, rows, BATCH):
        table.put(batch(random, centres, start, min(BATCH, rows - start)), start)
    print(f"{rows:,} vectors: {rows / (time.perf_counter() - begun):,.0f} a second")
    begun = time.perf_counter()
    table.tend()
    print(f"indexed and tidied in {time.perf_counter() - begun:.1f} s")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"on disk: {size / 1e6:.0f} MB, {size / rows * 1000 / 1e6:.2f} MB per 1,000 vectors")
    vectors = batch(random, centres, 0, QUERIES)
    reader = VectorReader(folder)
    searches: tuple[tuple[str, dict[str, Any]], ...] = (
        ("everything", {}),
        ("one project of 20", {"projects": ("project 3",)}),
        ("one project, a tenth of it", {"projects": ("project 3",), "until": rows // 10}),
    )
    for name, filters in searches:
        query = SearchQuery(user_id=1, text="", **filters)
        wanted = [Wanted(query, one.vectors[0]) for one in vectors]
        used = time.process_time()
        ms = median_ms(lambda n, w=wanted: reader.nearest("bench", w[n]))
        cpu = (time.process_time() - used) * 1000 / QUERIES
        print(f"search, {name}: p50 {ms:.1f} ms, {cpu:.1f} ms of CPU")


def batch(random: Any, centres: Any, start: int, count: int) -> list[Embedded]:  # noqa: ANN401
    """Return messages of one vector each, near one of the centres."""
    noise = random.standard_normal((count, WIDTH)).astype(np.float32)
    vectors = centres[random.integers(0, CLUSTERS, count)] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [embedded(start + n + 1, vector[None]) for n, vector in enumerate(vectors)]


def embedded(number: int, vectors: Any) -> Embedded:  # noqa: ANN401
    """Return one message of a session of 25, in one of 20 projects."""
    session = StoredSession(
        id=number // 25 + 1,
        user_id=1,
        external_id=str(number // 25),
        source="codex-cli" if number % 3 else "claude-code",
        title=None,
        project_path=None,
        project_name=f"project {number // 25 % 20}",
        git_branch="main",
        model="m",
        provider="p",
        models=(),
        parent_external_id=None,
        agent_name=None,
        machine=None,
        prompt_tokens=0,
        completion_tokens=0,
        cost_micro_usd=None,
        duration_ms=0,
        is_public=False,
        is_stub=False,
        message_count=0,
        user_prompt_count=0,
        assistant_message_count=0,
        tool_call_count=0,
        created_at=0,
        updated_at=0,
        started_at=None,
        ended_at=None,
    )
    message = StoredMessage(
        id=number,
        session_id=session.id,
        external_id=str(number),
        role="user" if number % 2 else "assistant",
        kind="prompt",
        parts=(),
        text_content=None,
        model=None,
        usage=None,
        duration_ms=None,
        created_at=number,
        position=number,
        is_sidechain=False,
    )
    return Embedded(message, session, number, [Chunk(0, 1000)], vectors)


def median_ms(call: Callable[[int], object], times: int = QUERIES) -> float:
    """Return the median time of a call in milliseconds; the first three only warm up."""
    took: list[float] = []
    for number in range(times):
        begun = time.perf_counter()
        call(number)
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took[3:])


if __name__ == "__main__":
    main()
