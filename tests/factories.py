"""Builders of sessions, messages and a record, in the words of the domain."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from opensync_app.core.prices import BUNDLED
from opensync_app.core.pricing import PriceList
from opensync_app.core.records import StoredSession
from opensync_app.core.session import (
    PUSHED_TITLE,
    Message,
    Origin,
    Part,
    SessionPatch,
    text_alias,
)
from opensync_app.core.usage import TokenUsage
from opensync_app.feed import ChangeFeed
from opensync_app.services.recorder import Recorder
from opensync_app.store import Store
from opensync_app.store.batches import RecordBatch, Recorded

OWNER = 1
PRICES = PriceList(BUNDLED)
NOW = 1_795_000_000_000


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now

    def now_ms(self) -> int:
        return self.now

    def forward(self, ms: int) -> None:
        self.now += ms


class Recording:
    """A record in a folder, with its recorder, feed and clock."""

    def __init__(self, folder: Path, prices: PriceList = PRICES) -> None:
        self.clock = FixedClock()
        self.store = Store(folder / "record.sqlite3")
        self.feed = ChangeFeed()
        self.recorder = Recorder(self.store, self.feed, self.clock, prices)

    def push(self, *reports: SessionPatch | Message) -> Recorded:
        return self._record("push", reports)

    def imported(self, *reports: SessionPatch | Message) -> Recorded:
        return self._record("import", reports)

    def _record(self, origin: Origin, reports: tuple[SessionPatch | Message, ...]) -> Recorded:
        return self.recorder.record(
            RecordBatch(
                user_id=OWNER,
                origin=origin,
                sessions=tuple(r for r in reports if isinstance(r, SessionPatch)),
                messages=tuple(r for r in reports if isinstance(r, Message)),
            )
        )

    def session(self, external_id: str = "ses"):
        found = self.store.sessions.find(OWNER, external_id)
        assert found is not None
        return found

    def messages(self, external_id: str = "ses"):
        return self.store.messages.page(self.session(external_id).id, limit=1000).messages


@contextmanager
def recording(folder: Path, prices: PriceList = PRICES) -> Generator[Recording]:
    """A record that is closed at the end."""
    opened = Recording(folder, prices)
    try:
        yield opened
    finally:
        opened.store.close()


def patch(external_id: str = "ses", **fields: Any) -> SessionPatch:
    """A report of a session; a title is a pushed one."""
    if "title" in fields:
        fields.setdefault("title_rank", PUSHED_TITLE)
    return SessionPatch(external_id=external_id, **fields)


def prompt(text: str, external_id: str = "u1", session: str = "ses", **fields: Any) -> Message:
    """Something a person typed."""
    return Message(
        session_external_id=session,
        external_id=external_id,
        role="user",
        kind="prompt",
        text_content=text,
        aliases=(text_alias("user", text),),
        **fields,
    )


def reply(
    text: str | None, external_id: str = "a1", session: str = "ses", **fields: Any
) -> Message:
    """Something the model wrote."""
    return Message(
        session_external_id=session,
        external_id=external_id,
        role="assistant",
        kind="reply",
        text_content=text,
        **fields,
    )


def tool_call(name: str = "Bash", call_id: str = "toolu_1", key: str | None = None) -> Part:
    """A call of a tool."""
    content = {"toolName": name, "args": {"command": "ls"}}
    return Part("tool-call", content, call_id=call_id, key=key)


def usage(**kinds: int) -> TokenUsage:
    """Tokens by kind."""
    return TokenUsage(**kinds)


def stored_session(number: int = 1, **fields: Any) -> StoredSession:
    """A session as the record gives it; it holds nothing that is not said."""
    known: dict[str, Any] = {
        "id": number,
        "user_id": OWNER,
        "external_id": f"ses{number}",
        "source": "claude-code",
        "provider": "unknown",
        "models": (),
        **dict.fromkeys(("title", "project_path", "project_name", "git_branch", "model")),
        **dict.fromkeys(("parent_external_id", "agent_name", "machine", "cost_micro_usd")),
        **dict.fromkeys(("started_at", "ended_at")),
        **dict.fromkeys(("prompt_tokens", "completion_tokens", "duration_ms"), 0),
        **dict.fromkeys(("message_count", "user_prompt_count", "tool_call_count"), 0),
        **dict.fromkeys(("assistant_message_count", "created_at", "updated_at"), 0),
        **dict.fromkeys(("is_public", "is_stub"), False),
    }
    return StoredSession(**(known | fields))


def result(
    output: str, call_id: str | None, external_id: str = "r1", session: str = "ses", **fields: Any
) -> Message:
    """What a tool answered to a call."""
    part = Part("tool-result", output, call_id=call_id, tool_name=fields.pop("tool_name", None))
    return Message(
        session_external_id=session,
        external_id=external_id,
        role="tool",
        kind="tool-result",
        parts=(part,),
        **fields,
    )
