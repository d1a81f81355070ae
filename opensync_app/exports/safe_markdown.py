"""Markdown of sessions as HTML in which nothing runs and nothing is fetched."""

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ALLOWED_LINK = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_MOST = 100_000
"""Characters that are read as markdown; a longer text is shown as it is."""


def safe_html(text: str) -> str:
    """Return the HTML of a markdown text.

    HTML in the text is shown, not obeyed. Links lead to http, https and mailto addresses only;
    pictures stay text, since fetching them would tell somebody that the page is read.
    """
    if len(text) > _MOST:
        return f"<pre>{escape(text)}</pre>"
    return str(_parser().render(text))


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only exports need it

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    parser.enable("table").enable("strikethrough").disable("image")
    parser.validateLink = _is_allowed
    parser.add_render_rule("link_open", _open_link)
    return parser


def _is_allowed(url: str) -> bool:
    return _ALLOWED_LINK.match(url) is not None


def _open_link(_: object, tokens: list[object], idx: int, *_more: object) -> str:
    """Return a link that hands nothing on; its address was allowed above."""
    token = tokens[idx]
    address = str(getattr(token, "attrs", {}).get("href", ""))
    if not _is_allowed(address):
        return "<a>"
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">'
