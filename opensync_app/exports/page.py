"""One session as a self-contained HTML page without scripts, which fetches nothing."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape

from opensync_app.core.moments import minute_of
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.usage import usd
from opensync_app.exports.base import ExportOptions, wanted
from opensync_app.exports.page_style import STYLE
from opensync_app.exports.pieces import Piece, PieceKind, pieces_of
from opensync_app.exports.plain_words import plain
from opensync_app.exports.safe_markdown import safe_html

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""Media types that are shown; SVG can hold scripts."""

_LONGEST_PICTURE = 20_000_000
_SPACE = re.compile(r"\s+")
_SUMMARY = 120


def render_page(
    session: StoredSession, messages: Iterable[StoredMessage], options: ExportOptions
) -> Iterator[str]:
    """Yield the page; every text of the session is escaped or rendered as safe markdown."""
    title = escape(plain(session.title or "Untitled"))
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n{_about(session)}"
    )
    for message in messages:
        if wanted(message, options):
            body = "".join(_piece(piece) for piece in pieces_of(message, options))
            if body:
                yield _article(message, body)
    yield "</main>\n<footer>Exported from OpenSync</footer>\n</body>\n</html>\n"


def _about(session: StoredSession) -> str:
    cost = usd(session.cost_micro_usd)
    rows = {
        "Tool": session.source,
        "Project": session.project_path,
        "Branch": session.git_branch,
        "Model": session.model,
        "Tokens": f"{session.prompt_tokens + session.completion_tokens:,}",
        "Cost": None if cost is None else f"${cost:.4f}",
        "Date": f"{minute_of(session.created_at)} UTC",
    }
    cells = "".join(
        f"<dt>{name}</dt><dd>{escape(plain(value))}</dd>" for name, value in rows.items() if value
    )
    return f"<dl>{cells}</dl>\n"


def _article(message: StoredMessage, body: str) -> str:
    kind = "" if message.kind in ("prompt", "reply", "tool-result") else f" · {message.kind}"
    model = f" · {escape(plain(message.model))}" if message.model else ""
    head = f"<b>{message.role.capitalize()}</b>{kind}{model} · {minute_of(message.created_at)} UTC"
    role = "user" if message.kind == "prompt" else "other"
    return f'<article class="{role}"><header>{head}</header>\n{body}</article>\n'


def _piece(piece: Piece) -> str:
    return _SHOWN[piece.kind](piece)


def _words(piece: Piece) -> str:
    return safe_html(piece.text)


def _thinking(piece: Piece) -> str:
    return _folded("Thinking", f'<div class="thinking">{escape(piece.text)}</div>')


def _call(piece: Piece) -> str:
    return _folded(f"{piece.label} {_first_words(piece.text)}", _verbatim(piece.text))


def _result(piece: Piece) -> str:
    summary = f"{'Error' if piece.is_error else 'Result'} {piece.label}"
    return _folded(summary, _verbatim(piece.text), "error" * piece.is_error)


def _file(piece: Piece) -> str:
    return f"<p>File <code>{escape(piece.label)}</code></p>"


def _other(piece: Piece) -> str:
    return _folded(piece.label, _verbatim(piece.text))


def _folded(summary: str, body: str, kind: str = "") -> str:
    opening = f'<details class="{kind}">' if kind else "<details>"
    return f"{opening}<summary>{escape(summary.strip())}</summary>{body}</details>\n"


def _verbatim(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


def _first_words(text: str) -> str:
    words = _SPACE.sub(" ", text[: _SUMMARY * 4]).strip()
    return words if len(words) <= _SUMMARY else f"{words[:_SUMMARY]}…"


def _picture(piece: Piece) -> str:
    """Return a picture inside the page, or words where it is none that can be shown safely."""
    data = _SPACE.sub("", piece.text)
    if piece.label not in _PICTURES or not 0 < len(data) <= _LONGEST_PICTURE:
        return f"<p>[Image, {escape(piece.label)}]</p>"
    try:
        packed = base64.b64encode(base64.b64decode(data, validate=True)).decode()
    except (binascii.Error, ValueError):
        return f"<p>[Image, {escape(piece.label)}]</p>"
    return f'<p><img alt="Image of the session" src="data:{piece.label};base64,{packed}"></p>'


_SHOWN: dict[PieceKind, Callable[[Piece], str]] = {
    "words": _words,
    "thinking": _thinking,
    "call": _call,
    "result": _result,
    "image": _picture,
    "file": _file,
    "other": _other,
}
