"""Writes a home folder of invented Claude Code sessions, for pictures of the app."""

import json
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)

SESSIONS: tuple[tuple[str, str, str, str], ...] = (
    ("Rate limiter drops the first request", "shop-api", "claude-sonnet-4-5", "fix/limiter"),
    ("Split the invoice module", "ledger", "claude-opus-4-5", "refactor/invoice"),
    ("Why is the nightly export slow?", "warehouse", "claude-sonnet-4-5", "main"),
    ("Add dark mode to the settings page", "shop-web", "claude-haiku-4-5", "feat/dark-mode"),
    ("Flaky test: clock moves backwards", "scheduler", "claude-sonnet-4-5", "main"),
    ("Explain the retry policy", "gateway", "claude-opus-4-5", "main"),
    ("Migrate the queue to at-least-once", "gateway", "claude-opus-4-5", "feat/queue"),
    ("Typo in the German mail template", "shop-api", "claude-haiku-4-5", "main"),
    ("Parse ISO weeks without a library", "ledger", "claude-sonnet-4-5", "feat/weeks"),
    ("Unicode names break the CSV export", "warehouse", "claude-sonnet-4-5", "fix/csv"),
    ("Review the access rules", "gateway", "claude-opus-4-5", "main"),
    ("Cache headers for images", "shop-web", "claude-haiku-4-5", "perf/cache"),
)

ANSWER = """The bucket starts **empty** and is filled on the first tick, so the very first request
of every client is refused. It should start full:

```python
class TokenBucket:
    def __init__(self, rate: float, burst: int, clock: Clock) -> None:
        self._tokens = float(burst)  # a new client may burst at once
        self._rate, self._burst, self._clock = rate, burst, clock
        self._seen = clock.now()
```

I also added a test that fails without the change:

| case | before | after |
| --- | --- | --- |
| first request | 429 | 200 |
| burst + 1 | 429 | 429 |
"""


class Writer:
    """One session file.

    Attributes:
        path: the file.
    """

    def __init__(self, home: Path, project: str, began: datetime, branch: str) -> None:
        self._session = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{project}{began}"))
        folder = home / ".claude" / "projects" / f"-home-mira-{project}"
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{self._session}.jsonl"
        self._facts = {"cwd": f"/home/mira/{project}", "gitBranch": branch, "version": "2.1.330"}
        self._at = began
        self._count = 0

    def row(self, kind: str, message: dict[str, Any] | None = None, **more: object) -> None:
        """Append one row, half a minute after the one before."""
        self._count += 1
        self._at += timedelta(seconds=31)
        row = {
            "type": kind,
            "uuid": f"{self._session}-{self._count}",
            "sessionId": self._session,
            "timestamp": self._at.isoformat().replace("+00:00", ".000Z"),
            **self._facts,
            **more,
        }
        if message is not None:
            row["message"] = message
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def reply(self, model: str, blocks: list[dict[str, Any]], tokens: tuple[int, int, int]) -> None:
        """Append a reply."""
        fresh, read, output = tokens
        self.row(
            "assistant",
            {
                "id": f"msg_{self._session}_{self._count}",
                "role": "assistant",
                "model": model,
                "content": blocks,
                "usage": {
                    "input_tokens": fresh,
                    "cache_read_input_tokens": read,
                    "output_tokens": output,
                },
            },
        )


def write_session(home: Path, number: int) -> None:
    """Write one of the sessions above; the first is the one that pictures open."""
    title, project, model, branch = SESSIONS[number]
    writer = Writer(home, project, NOW - timedelta(hours=7 * number), branch)
    writer.row("user", {"role": "user", "content": f"{title}. Find out why and mend it, please."})
    tools = (
        ("Grep", {"pattern": "TokenBucket", "path": "src"}, "src/limiter.py:14"),
        ("Read", {"file_path": f"/home/mira/{project}/src/limiter.py"}, "class TokenBucket: ..."),
        (
            "Edit",
            {
                "file_path": f"/home/mira/{project}/src/limiter.py",
                "old_string": "self._tokens = 0.0",
                "new_string": "self._tokens = float(burst)  # a new client may burst at once",
            },
            "The file has been updated.",
        ),
        ("Bash", {"command": "pytest -q tests/test_limiter.py"}, "14 passed in 0.31s"),
    )
    looks = {"type": "text", "text": "I look at how the bucket is filled first."}
    for step, (name, arguments, output) in enumerate(tools):
        call = {"type": "tool_use", "id": f"toolu_{number}_{step}", "name": name}
        blocks = [looks] if step == 0 else []
        writer.reply(model, [*blocks, call | {"input": arguments}], (12, 18_000 + 900 * step, 260))
        result = {"type": "tool_result", "tool_use_id": call["id"], "content": output}
        writer.row("user", {"role": "user", "content": [result]})
    for turn in range(1 + number * 5 % 9):
        writer.reply(model, [{"type": "text", "text": ANSWER}], (40, 24_000 + 700 * turn, 512))
        if turn:
            writer.row("user", {"role": "user", "content": "Good. And the other places?"})
    writer.row("custom-title", customTitle=title)


def main() -> None:
    """Write the home into the folder that is named on the command line."""
    home = Path(sys.argv[1])
    for number in range(len(SESSIONS)):
        write_session(home, number)
    print(f"{len(SESSIONS)} invented sessions stand in {home}")


if __name__ == "__main__":
    main()
