"""Sessions as CSV (RFC 4180): the hosted columns in their order, then further ones."""

import csv
import io
from collections.abc import Iterable, Iterator

from opensync_app.core.moments import iso_of
from opensync_app.core.records import StoredSession
from opensync_app.exports.plain_words import plain

_COLUMNS = (
    "Session ID",
    "External ID",
    "Source",
    "Title",
    "Project Name",
    "Project Path",
    "Model",
    "Provider",
    "Prompt Tokens",
    "Completion Tokens",
    "Total Tokens",
    "Cost",
    "Duration (ms)",
    "Message Count",
    "Is Public",
    "Public Slug",
    "Created At",
    "Updated At",
    "Git Branch",
    "Git Commit",
    "Input Tokens",
    "Output Tokens",
    "Cache Write Tokens",
    "Cache Read Tokens",
    "Reasoning Tokens",
    "Prompts",
    "Tool Calls",
    "Parent External ID",
    "Agent",
    "Machine",
    "Automated",
    "Starred",
    "Eval Ready",
    "Eval Status",
    "Note",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant
_ROWS = 200


def render_csv(sessions: Iterable[StoredSession]) -> Iterator[str]:
    """Yield the table, some rows at a time; texts are quoted, numbers are not."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(_COLUMNS)
    for count, session in enumerate(sessions, start=1):
        writer.writerow([_guarded(value) for value in _row(session)])
        if count % _ROWS == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _row(session: StoredSession) -> tuple[str | int | float | None, ...]:
    tokens, cost = session.tokens, session.cost_micro_usd
    return (
        f"s{session.id}",
        session.external_id,
        session.source,
        session.title,
        session.project_name,
        session.project_path,
        session.model,
        session.provider,
        session.prompt_tokens,
        session.completion_tokens,
        session.prompt_tokens + session.completion_tokens,
        None if cost is None else _Exact(cost),
        session.duration_ms,
        session.message_count,
        _yes(session.is_public),
        session.public_slug,
        iso_of(session.created_at),
        iso_of(session.updated_at),
        session.git_branch,
        session.git_commit,
        tokens.input,
        tokens.output,
        tokens.cache_write_5m + tokens.cache_write_1h,
        tokens.cache_read,
        tokens.reasoning,
        session.user_prompt_count,
        session.tool_call_count,
        session.parent_external_id,
        session.agent_name,
        session.machine,
        _yes(session.is_automated),
        _yes(session.starred),
        _yes(session.eval_ready),
        session.eval_status,
        session.note,
    )


class _Exact(float):
    """Micro-dollars that are written as dollars with six digits, without an exponent."""

    def __new__(cls, micro: int) -> "_Exact":
        return super().__new__(cls, micro / 1_000_000)

    def __repr__(self) -> str:
        return f"{float(self):.6f}"

    __str__ = __repr__


def _yes(is_so: bool) -> str:  # noqa: FBT001 - it is the value
    return "true" if is_so else "false"


def _guarded(value: str | float | None) -> str | float:
    """Return a value that no spreadsheet takes for a formula; a text that might be one is quoted."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = plain(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
