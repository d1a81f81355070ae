"""One session as Markdown: a table about it, then every message under who said it."""

import re
from collections.abc import Callable, Iterable, Iterator

from opensync_app.core.moments import minute_of
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.usage import usd
from opensync_app.exports.base import ExportOptions, wanted
from opensync_app.exports.pieces import Piece, PieceKind, pieces_of
from opensync_app.exports.plain_words import plain

_FENCES = re.compile(r"`{3,}")
_CELL = re.compile(r"([\\|`*_<>\[\]])")
_ROLES = {
    "user": "User",
    "assistant": "Assistant",
    "system": "System",
    "tool": "Tool",
    "unknown": "Unknown",
}


def render_markdown(
    session: StoredSession, messages: Iterable[StoredMessage], options: ExportOptions
) -> Iterator[str]:
    """Yield the document; as the hosted product writes it, but for roles, which are kept."""
    yield _head(session)
    said_by = ""
    for message in messages:
        if not wanted(message, options):
            continue
        text = "".join(_piece(piece) for piece in pieces_of(message, options))
        if not text:
            continue
        heading = _heading(message)
        if heading != said_by:
            yield f"## {heading}\n\n"
            said_by = heading
        yield text


def _head(session: StoredSession) -> str:
    cost = usd(session.cost_micro_usd)
    rows = {
        "Project": session.project_path or "N/A",
        "Model": session.model or "N/A",
        "Tokens": f"{session.prompt_tokens + session.completion_tokens:,}",
        "Cost": "N/A" if cost is None else f"${cost:.4f}",
        "Date": f"{minute_of(session.created_at)} UTC",
    }
    lines = "".join(f"| {name} | {_cell(value)} |\n" for name, value in rows.items())
    title = _cell(session.title or "Untitled")
    return f"# {title}\n\n| Property | Value |\n|----------|-------|\n{lines}\n---\n\n"


def _heading(message: StoredMessage) -> str:
    role = _ROLES[message.role]
    return (
        role if message.kind in ("prompt", "reply", "tool-result") else f"{role} ({message.kind})"
    )


def _piece(piece: Piece) -> str:
    return _SHOWN[piece.kind](piece)


def _words(piece: Piece) -> str:
    return f"{piece.text.strip()}\n\n"


def _thinking(piece: Piece) -> str:
    quoted = piece.text.strip().replace("\n", "\n> ")
    return f"> {quoted}\n\n"


def _call(piece: Piece) -> str:
    return f"**Tool: {_cell(piece.label)}**\n\n{_fenced(piece.text, 'json')}"


def _result(piece: Piece) -> str:
    return f"**{'Error' if piece.is_error else 'Result'}:**\n\n{_fenced(piece.text)}"


def _named(piece: Piece) -> str:
    return f"*[{piece.kind.capitalize()} {_cell(piece.label)}]*\n\n"


def _other(piece: Piece) -> str:
    return f"**{_cell(piece.label)}**\n\n{_fenced(piece.text)}"


_SHOWN: dict[PieceKind, Callable[[Piece], str]] = {
    "words": _words,
    "thinking": _thinking,
    "call": _call,
    "result": _result,
    "image": _named,
    "file": _named,
    "other": _other,
}


def _fenced(text: str, language: str = "") -> str:
    """Return a text in a fence longer than any in it."""
    longest = max((len(found[0]) for found in _FENCES.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n\n"


def _cell(text: str) -> str:
    """Return a text on one line in which nothing is markdown."""
    return _CELL.sub(r"\\\1", " ".join(plain(text).split()))
