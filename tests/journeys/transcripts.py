"""Small Claude Code transcripts, written the way the tool writes them: line after line."""

import json
from pathlib import Path

WHEN = "2026-11-20T10:{minute:02d}:{second:02d}.000Z"


class Transcript:
    """One session file that grows.

    Attributes:
        path: the file.
        session_id: the tool's id of the session.
        lines: lines written so far.
    """

    def __init__(
        self, home: Path, session_id: str, project: str = "shop", cwd: str | None = None
    ) -> None:
        folder = home / ".claude" / "projects" / f"-home-me-{project}"
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{session_id}.jsonl"
        self.session_id = session_id
        self.cwd = cwd or f"/home/me/{project}"
        self.lines = 0

    def prompt(self, text: str) -> str:
        """Append something a person typed; return its id."""
        return self._append("user", {"role": "user", "content": text})

    def reply(self, text: str, output_tokens: int = 7) -> str:
        """Append a reply; return its message id."""
        message_id = f"msg_{self.session_id}_{self.lines}"
        self._append(
            "assistant",
            {
                "id": message_id,
                "role": "assistant",
                "model": "claude-sonnet-4-5",
                "content": [{"type": "text", "text": text}],
                "usage": {"input_tokens": 3, "output_tokens": output_tokens},
            },
        )
        return message_id

    def _append(self, kind: str, message: dict[str, object]) -> str:
        uuid = f"{self.session_id}-{self.lines}"
        line = {
            "type": kind,
            "uuid": uuid,
            "sessionId": self.session_id,
            "cwd": self.cwd,
            "gitBranch": "main",
            "version": "2.1.330",
            "timestamp": WHEN.format(minute=self.lines // 60 % 60, second=self.lines % 60),
            "message": message,
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.lines += 1
        return uuid
