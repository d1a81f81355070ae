"""Snippets: the passage of a text that shows best why it was found, with its words marked."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from opensync_app.core.searchable import identifier_pieces, pairs_of, split_unspaced
from opensync_app.index.analysers import stem_of, words_of
from opensync_app.index.folding import folded_text, folded_word
from opensync_app.index.wants import Want

_WIDTH = 220
_LEAD = 60
_MOST_MARKS = 300
_MOST_HITS = 16
"""Places of each word that are compared; a common word stands near the others soon enough."""

_LOOKED_AT = 60_000
"""Characters of a text; what matches behind them is found, but not shown."""

_LONGEST_WORD = 200
_LONGEST_NEEDLE = 5
_SECTION_WEIGHTS = (1.0, 0.8, 0.6)
_GAP = r"[\W_]+"
_REST = re.compile(r"[^\W_\u0e00-\U0010ffff]*")
"""Letters and digits before U+0E00, behind which the scripts written without spaces stand."""

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

    section: int
    start: int
    end: int
    weight: float
    spans: list[tuple[int, int]]
    is_whole: bool


class Highlighter:
    """Finds and marks the wanted words in texts, as the analysers would match them."""

    def __init__(self, wants: Sequence[Want]) -> None:
        """Prepare for one query."""
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._starts: set[str] = set()
        self._pairs: set[str] = set()
        self._phrases: list[re.Pattern[str]] = []
        self._verdicts: dict[str, list[tuple[int, int]]] = {}
        for want in wants:
            self._learn(want)
        self._needles = self._make_needles()
        self._everything = max(1, len(wants))

    def passage(self, sections: Sequence[str]) -> Passage:
        """Return the best passage of the sections; the beginning of the first text if none."""
        windows = [self._best_window(text, number) for number, text in enumerate(sections) if text]
        if not windows:
            return Passage("")
        best = max(windows, key=lambda window: window.weight)
        text = sections[best.section]
        first, last = _context(text, best.start, best.end)
        spans = best.spans if best.is_whole else self._spans_between(text, first, last)
        html, plain = _marked(text, spans, first, last)
        holding = tuple(window.section for window in windows if window.weight)
        return Passage(html, plain, best.weight, holding)

    def _learn(self, want: Want) -> None:
        whole = want.words
        if len(whole) > 1 and want.kind != "prefix":
            pattern = _GAP.join(re.escape(word) for word in whole)
            self._phrases.append(re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])"))
        if want.kind == "prefix":
            self._starts.update(whole[-1:])
            whole = whole[:-1]
        if want.kind == "word" or len(whole) == 1:
            self._words.update(whole, want.pieces, (want.name,) if want.name else ())
            self._stems.update(stem_of(word) for word in whole)
        self._words.update(want.near)
        for run in want.runs:
            self._pairs.update(pairs_of(run) or [run])

    def _make_needles(self) -> list[str]:
        """Return short beginnings; every matching word has one of them somewhere inside."""
        beginnings = {
            _beginning(folded_word(word)) for word in self._words | self._stems | self._starts
        }
        needles: list[str] = []
        for beginning in sorted(beginnings):
            if not needles or not beginning.startswith(needles[-1]):
                needles.append(beginning)
        return [*needles, *sorted(self._pairs)]

    def _best_window(self, text: str, section: int) -> "_Window":
        """Return the window of a text that shows the most."""
        text = text[:_LOOKED_AT]
        folded = folded_text(text)
        found = self._spans(text, folded, _MOST_HITS)
        spans = _merged(found)
        start, end, shown = _window(spans, folded)
        is_whole = len(found) < _MOST_HITS
        return _Window(section, start, end, shown * _SECTION_WEIGHTS[section], spans, is_whole)

    def _spans_between(self, text: str, first: int, last: int) -> list[tuple[int, int]]:
        """Return everything wanted between two places, also what was passed over before."""
        begin = max(0, first - _LONGEST_WORD)
        near = text[begin : last + _LONGEST_WORD]
        spans = _merged(self._spans(near, folded_text(near), _MOST_MARKS))
        return [(start + begin, end + begin) for start, end in spans]

    def _spans(self, text: str, folded: str, most: int) -> list[tuple[int, int]]:
        """Return where the wanted words stand, at most so many for each of them."""
        spans: list[tuple[int, int]] = []
        for phrase in self._phrases:
            spans += (match.span() for match in islice(phrase.finditer(folded), most))
        for needle in self._needles:
            if needle not in folded:
                continue
            if needle in self._pairs:
                spans += _places(needle, folded, most)
            else:
                spans += self._words_with(needle, text, folded, most)
        return spans

    def _words_with(self, needle: str, text: str, folded: str, most: int) -> list[tuple[int, int]]:
        """Return the wanted words, or parts of words, in which a needle stands."""
        spans: list[tuple[int, int]] = []
        verdicts = self._verdicts
        at, width = folded.find(needle), len(needle)
        while at >= 0 and most > 0:
            end = at + width
            if not at or not text[at - 1].isalnum():
                start, end = at, _word_end(text, end)
            elif _begins_part(text, at):
                start, end = _word_start(text, at), _word_end(text, end)
            else:
                at = folded.find(needle, end)
                continue
            most -= 1
            word = text[start:end]
            verdict = verdicts.get(word)
            if verdict is None:
                verdict = verdicts[word] = self._judge(word)
            for first, last in verdict:
                spans.append((start + first, start + last))
            at = folded.find(needle, end)
        return spans

    def _judge(self, word: str) -> list[tuple[int, int]]:
        """Return which stretches of one word are wanted: all of it, or some camel parts."""
        plain = "".join(words_of(word))
        is_start = any(plain.startswith(start) for start in self._starts)
        if plain in self._words or is_start or stem_of(plain) in self._stems:
            return [(0, len(word))]
        if word.islower() or not word.isascii():
            return []
        stretches: list[tuple[int, int]] = []
        lowered, at = word.lower(), 0
        for piece in identifier_pieces(word):
            at = lowered.find(piece, at)
            if piece in self._words:
                stretches.append((at, at + len(piece)))
            at += len(piece)
        return stretches


def _beginning(word: str) -> str:
    """Return what every word of this stem begins with: `hope` is hop, for hoping; `fli` is fl."""
    base = word[:-1] if word[-1:] in ("e", "i", "y") else word
    return base[:_LONGEST_NEEDLE] if len(base) > 1 else word[:2]


def _begins_part(text: str, at: int) -> bool:
    """Whether a part of an identifier, or a word behind unspaced script, can begin at a place."""
    before = text[at - 1]
    return text[at].isupper() or not before.isalpha() or not _is_spaced(before)


def _word_start(text: str, at: int) -> int:
    first = max(0, at - _LONGEST_WORD)
    while at > first and _is_letter(text[at - 1]):
        at -= 1
    return at


def _word_end(text: str, end: int) -> int:
    last = end + _LONGEST_WORD
    rest = _REST.match(text, end, last)
    end = rest.end() if rest else end
    if text[end : end + 1] < "\u0e00":
        return end
    while end < min(last, len(text)) and _is_letter(text[end]):
        end += 1
    return end


def _places(pair: str, folded: str, most: int) -> Iterator[tuple[int, int]]:
    at = folded.find(pair)
    while at >= 0 and most > 0:
        yield at, at + len(pair)
        at, most = folded.find(pair, at + 1), most - 1


def _is_letter(character: str) -> bool:
    if character < "\u0e00":
        return character.isalnum()
    return character.isalnum() and _is_spaced(character)


def _is_spaced(character: str) -> bool:
    return character < "\u0e00" or not split_unspaced(character)[1]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, overlapping ones as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(spans: list[tuple[int, int]], folded: str) -> tuple[int, int, float]:
    """Return the stretch of at most 220 characters that shows the most different words."""
    best = (0, 0, 0.0)
    words = [folded[start:end] for start, end in spans]
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


def _context(text: str, start: int, end: int) -> tuple[int, int]:
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


def _marked(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> tuple[str, str]:
    """Return a stretch with its hits marked and everything else escaped, and as plain text."""
    shown = text[first:last].replace(_OPEN, " ").replace(_CLOSE, " ")
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if start >= last:
            break
        if start >= first:
            begin, stop = start - first, end - first
            pieces += [shown[at:begin], _OPEN, shown[begin:stop], _CLOSE]
            at = stop
    pieces.append(shown[at:])
    marked = html.escape(" ".join("".join(pieces).split()))
    before, after = "…" if first > 0 else "", "…" if last < len(text) else ""
    marked = marked.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return f"{before}{marked}{after}", " ".join(shown.split())
