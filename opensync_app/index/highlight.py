"""Snippets: the passage of a text that shows best why it was found, with its words marked."""

import html
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from opensync_app.index.folding import folded_text
from opensync_app.index.needles import LONGEST_WORD, Needles, Span
from opensync_app.index.wants import Want

_WIDTH = 220
_LEAD = 60
_MOST_MARKS = 300
_MOST_HITS = 16
"""Places of each word that are compared; a common word stands near the others soon enough."""

_LOOKED_AT = 60_000
"""Characters of a text; what matches behind them is found, but not shown."""

_SECTION_WEIGHTS = (1.0, 0.8, 0.6)

_OPEN, _CLOSE = "\0", "\1"


class Passage(msgspec.Struct, frozen=True):
    """A snippet and how much of the query it shows.

    Attributes:
        html: escaped text; `<mark>` is the only element.
        text: the same without marks and escapes.
        weight: different wanted things shown, less for tool text; 0 when nothing was found.
        sections: numbers of the sections that hold any of the wanted words.
    """

    html: str
    text: str = ""
    weight: float = 0.0
    sections: tuple[int, ...] = ()


class _Window(NamedTuple):
    """A stretch of one section; `spans` are all hits of the section when it `is_whole`."""

    weight: float
    section: int
    start: int
    end: int
    spans: list[Span]
    is_whole: bool


class Highlighter:
    """Finds and marks the wanted words in texts, as the analysers would match them."""

    def __init__(self, wants: Sequence[Want]) -> None:
        """Prepare for one query."""
        self._needles = Needles(wants)

    def passage(self, sections: Sequence[str]) -> Passage:
        """Return the best passage of the sections; the beginning of the first text if none."""
        windows = [self._best_window(text, number) for number, text in enumerate(sections) if text]
        if not windows:
            return Passage("")
        best = windows[0]
        for window in windows[1:]:
            best = window if window.weight > best.weight else best
        text = sections[best.section]
        first, last = _context(text, best.start, best.end)
        spans = best.spans if best.is_whole else self._spans_between(text, first, last)
        html, plain = _marked(text, spans, first, last)
        holding = tuple([window.section for window in windows if window.weight])
        return Passage(html, plain, best.weight, holding)

    def _best_window(self, text: str, section: int) -> _Window:
        """Return the window of a text that shows the most."""
        if len(text) > _LOOKED_AT:
            text = text[:_LOOKED_AT]
        folded = folded_text(text)
        found, is_whole = self._needles.spans(text, folded, _MOST_HITS)
        spans = _merged(found)
        start, end, shown = _window(spans, folded)
        return _Window(shown * _SECTION_WEIGHTS[section], section, start, end, spans, is_whole)

    def _spans_between(self, text: str, first: int, last: int) -> list[Span]:
        """Return everything wanted between two places, also what was passed over before."""
        begin = max(0, first - LONGEST_WORD)
        near = text[begin : last + LONGEST_WORD]
        spans = _merged(self._needles.spans(near, folded_text(near), _MOST_MARKS)[0])
        return [(start + begin, end + begin) for start, end in spans]


def _merged(spans: list[Span]) -> list[Span]:
    """Return the spans in order, overlapping ones as one."""
    if len(spans) < 2:  # noqa: PLR2004 - nothing to put in order
        return spans
    spans.sort()
    merged = spans[:1]
    for span in spans:
        last = merged[-1]
        if span[0] > last[1]:
            merged.append(span)
        elif span[1] > last[1]:
            merged[-1] = (last[0], span[1])
    return merged


def _window(spans: list[Span], folded: str) -> tuple[int, int, float]:
    """Return the stretch of at most 220 characters that shows the most different words."""
    if not spans:
        return 0, 0, 0.0
    words = [folded[start:end] for start, end in spans]
    if spans[-1][1] - spans[0][0] <= _WIDTH:
        return spans[0][0], spans[-1][1], len(set(words)) + 0.05 * len(spans)
    best = (0, 0, 0.0)
    inside: dict[str, int] = {}
    first = 0
    for last, (_, end) in enumerate(spans):
        inside[words[last]] = inside.get(words[last], 0) + 1
        while spans[first][0] < end - _WIDTH and first < last:
            inside[words[first]] -= 1
            if not inside[words[first]]:
                del inside[words[first]]
            first += 1
        shown = len(inside) + 0.05 * (last - first + 1)
        if shown > best[2]:
            best = (spans[first][0], end, shown)
    return best


def _context(text: str, start: int, end: int) -> Span:
    """Return the stretch with words around it, cut at spaces where there are some."""
    first = max(0, start - min(_LEAD, max(0, _WIDTH - (end - start)) // 2))
    last = min(len(text), max(end, first + _WIDTH))
    if first > 0:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    if last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space > first else last
    return first, last


def _marked(text: str, spans: Sequence[Span], first: int, last: int) -> tuple[str, str]:
    """Return a stretch with its hits marked and everything else escaped, and as plain text."""
    shown = text[first:last].replace(_OPEN, " ").replace(_CLOSE, " ")
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if start >= last:
            break
        if start >= first:
            begin, stop = start - first, end - first
            pieces += (shown[at:begin], _OPEN, shown[begin:stop], _CLOSE)
            at = stop
    pieces.append(shown[at:])
    spaced = " ".join("".join(pieces).split())
    plain = spaced.replace(_OPEN, "").replace(_CLOSE, "")
    before, after = "…" if first > 0 else "", "…" if last < len(text) else ""
    marked = html.escape(spaced).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return f"{before}{marked}{after}", plain
