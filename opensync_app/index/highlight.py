"""Snippets: the passage of a text that shows best why it was found, with its words marked."""

import html
import re
from collections.abc import Iterator, Sequence

import msgspec

from opensync_app.core.searchable import identifier_pieces, pairs_of, split_unspaced
from opensync_app.index.analysers import stem_of, words_of
from opensync_app.index.wants import Want

_WIDTH = 220
_LEAD = 60
_MOST_MARKS = 300
_LONGEST_WORD = 200
_LONGEST_NEEDLE = 5
_SECTION_WEIGHTS = (1.0, 0.8, 0.6)
_GAP = r"[\W_]+"
_SPACES = re.compile(r"\s+")


def _fold_table() -> dict[int, str]:
    """Return one lower-case base letter for each letter of the alphabets that have accents."""
    table = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    for code in (*range(0xC0, 0x590), *range(0x1E00, 0x2000), *range(0xFF21, 0xFF5B)):
        words = words_of(chr(code))
        if words:
            table[code] = words[0][0]
    return table


_FOLD = _fold_table()
_ACCENTED = re.compile("[\u00c0-\u058f\u1e00-\u1fff\uff21-\uff5a]")


class Passage(msgspec.Struct, frozen=True):
    """A snippet and how much of the query it shows.

    Attributes:
        html: escaped text; `<mark>` is the only element.
        weight: different wanted things shown, less for tool text; 0 when nothing was found.
    """

    html: str
    weight: float


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

    def passage(self, sections: Sequence[str]) -> Passage:
        """Return the best passage of the sections; the beginning of the first text if none."""
        found = [
            self._best_passage(text, weight)
            for text, weight in zip(sections, _SECTION_WEIGHTS, strict=True)
            if text
        ]
        return max(found, key=lambda passage: passage.weight, default=Passage("", 0.0))

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
        for run in want.runs:
            self._pairs.update(pairs_of(run) or [run])

    def _make_needles(self) -> list[str]:
        """Return short beginnings; every matching word has one of them somewhere inside."""
        beginnings = {
            _beginning(word.translate(_FOLD)) for word in self._words | self._stems | self._starts
        }
        needles: list[str] = []
        for beginning in sorted(beginnings):
            if not needles or not beginning.startswith(needles[-1]):
                needles.append(beginning)
        return [*needles, *sorted(self._pairs)]

    def _best_passage(self, text: str, weight: float) -> Passage:
        folded = _folded(text)
        spans = _merged(self._spans(text, folded))
        start, end, shown = _window(spans, folded)
        passage = _marked(text, spans, *_context(text, start, end))
        return Passage(passage, shown * weight)

    def _spans(self, text: str, folded: str) -> Iterator[tuple[int, int]]:
        for phrase in self._phrases:
            for place, match in enumerate(phrase.finditer(folded)):
                if place >= _MOST_MARKS:
                    break
                yield match.span()
        for needle in self._needles:
            yield from self._spans_of(needle, text, folded)

    def _spans_of(self, needle: str, text: str, folded: str) -> Iterator[tuple[int, int]]:
        is_pair = needle in self._pairs
        at = folded.find(needle)
        for _ in range(_MOST_MARKS):
            if at < 0:
                return
            if is_pair:
                yield at, at + len(needle)
                end = at + 1
            else:
                start, end = _word_around(text, at, at + len(needle))
                for first, last in self._verdict(text[start:end]):
                    yield start + first, start + last
            at = folded.find(needle, max(end, at + 1))

    def _verdict(self, word: str) -> list[tuple[int, int]]:
        """Return which stretches of one word are wanted: all of it, or some camel parts."""
        verdict = self._verdicts.get(word)
        if verdict is None:
            verdict = self._verdicts[word] = self._judge(word)
        return verdict

    def _judge(self, word: str) -> list[tuple[int, int]]:
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


def _folded(text: str) -> str:
    """Return the text in lower case without accents, every character at its place."""
    if text.isascii() or not _ACCENTED.search(text):
        return text.lower()
    return text.translate(_FOLD)


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the letters and digits around a place, at most 200 to each side."""
    first, last = max(0, start - _LONGEST_WORD), min(len(text), end + _LONGEST_WORD)
    while start > first and (text[start - 1].isalnum() and _is_spaced(text[start - 1])):
        start -= 1
    while end < last and (text[end].isalnum() and _is_spaced(text[end])):
        end += 1
    return start, end


def _is_spaced(character: str) -> bool:
    return character < "\u0e00" or not split_unspaced(character)[1]


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
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
    first = 0
    for last, (_, end) in enumerate(spans):
        while spans[first][0] < end - _WIDTH and first < last:
            first += 1
        inside = spans[first : last + 1]
        different = {folded[a:b] for a, b in inside}
        shown = len(different) + 0.05 * len(inside)
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


def _marked(text: str, spans: list[tuple[int, int]], first: int, last: int) -> str:
    pieces = ["…" if first > 0 else ""]
    at = first
    for start, end in spans:
        if start >= last:
            break
        if start >= first:
            at_least, at = at, min(end, last)
            pieces += [_plain(text[at_least:start]), "<mark>", _plain(text[start:at]), "</mark>"]
    pieces += [_plain(text[at:last]), "…" if last < len(text) else ""]
    return "".join(pieces).strip()


def _plain(text: str) -> str:
    return html.escape(_SPACES.sub(" ", text))
