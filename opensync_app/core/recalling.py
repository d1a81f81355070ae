"""Which words of a message are recalled: what was said, and what a search found in its tools."""

import html
import re

from opensync_app.core.records import StoredMessage
from opensync_app.core.searchable import searchable_of
from opensync_app.core.session import text_of

LONGEST_SAID = 6000
LONGEST_OF_TOOLS = 2000
"""Characters of a message that nobody chose by hand: about 1,500 and 500 tokens."""

_MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)
_WORDS_AROUND = 2
_SPOKEN = frozenset({"prompt", "reply", "summary"})


def is_spoken(message: StoredMessage) -> bool:
    """Return whether a message belongs to the conversation and has words."""
    return message.kind in _SPOKEN and not message.is_sidechain and bool(said(message).strip())


def said(message: StoredMessage) -> str:
    """Return the words of a message without its tools: its text parts, or its whole text."""
    return text_of((), text_of(message.parts, None) or message.text_content)


def everything(message: StoredMessage) -> str:
    """Return all words of a message; what tools were asked and answered follows what was said."""
    found = searchable_of(message)
    spoken = said(message) or found.text
    tools = (_named("tool input", found.tool_input), _named("tool output", found.tool_output))
    return "\n".join(text for text in (spoken, *tools) if text)


def recalled_text(message: StoredMessage, snippet: str | None = None) -> str:
    """Return what a context shows of a message, around the place that a snippet (HTML) marks."""
    spoken = said(message)
    place = None if snippet is None else marked_place(snippet)
    if place is None or place.search(spoken):
        return passage(spoken, _start(place, spoken), LONGEST_SAID)
    found = searchable_of(message)
    for name, section in (
        ("tool input", found.tool_input),
        ("tool output", found.tool_output),
        ("thinking", found.text),
    ):
        if place.search(section):
            shown = _named(name, passage(section, _start(place, section), LONGEST_OF_TOOLS))
            begun = passage(spoken, 0, LONGEST_OF_TOOLS)
            return f"{begun}\n{shown}" if begun else shown
    return passage(spoken or "\n".join(found.sections()).strip(), 0, LONGEST_SAID)


def marked_place(snippet: str) -> re.Pattern[str] | None:
    """Return a pattern of the first marked words of a snippet and two words on each side."""
    mark = _MARK.search(snippet)
    if mark is None:
        return None
    before = _plain(snippet[: mark.start()])
    after = _plain(snippet[mark.end() :])
    glued = "" if not before or before[-1].isspace() else before.split()[-1]
    tail = "" if not after or after[0].isspace() else after.split()[0]
    words = [
        *before.removesuffix(glued).split()[-_WORDS_AROUND:],
        *f"{glued}{_plain(mark[1])}{tail}".split(),
        *after.removeprefix(tail).split()[:_WORDS_AROUND],
    ]
    kept = [word for word in words if word != "…"]
    return re.compile(r"\s+".join(re.escape(word.strip("…")) for word in kept))


def passage(text: str, at: int, longest: int) -> str:
    """Return a text, or the part of it around a place when it is longer; `…` marks each cut."""
    if len(text) <= longest:
        return text
    start = _after_break(text, max(0, min(at - longest // 3, len(text) - longest)), longest // 8)
    end = _before_break(text, min(len(text), start + longest), longest // 8)
    lead = "… " if start > 0 else ""
    hidden = len(text) - (end - start)
    shown = text[start:end].strip()
    return f"{lead}{shown}\n… [{hidden:,} of {len(text):,} characters are not shown]"


def _plain(snippet: str) -> str:
    return html.unescape(_MARK.sub(lambda mark: mark[1], snippet))


def _start(place: re.Pattern[str] | None, text: str) -> int:
    found = None if place is None else place.search(text)
    return 0 if found is None else found.start()


def _named(name: str, text: str) -> str:
    return f"[{name}] {text}" if text else ""


def _after_break(text: str, start: int, reach: int) -> int:
    """Return the place behind the next line break or space within reach, else the place itself."""
    for mark in ("\n", " ") if start else ():
        at = text.find(mark, start, start + reach)
        if at >= 0:
            return at + 1
    return start


def _before_break(text: str, end: int, reach: int) -> int:
    for mark in ("\n", " ") if end < len(text) else ():
        at = text.rfind(mark, end - reach, end)
        if at >= 0:
            return at
    return end
