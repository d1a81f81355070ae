"""Where wanted words stand in a text, as the analysers would match them."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from opensync_app.core.searchable import identifier_pieces, pairs_of, split_unspaced
from opensync_app.index.analysers import stem_of, words_of
from opensync_app.index.folding import folded_word
from opensync_app.index.wants import Want

LONGEST_WORD = 200
"""Characters; of a longer one only so many are looked at."""

_LONGEST_NEEDLE = 5
_GAP = r"[\W_]+"
_FIRST_UNSPACED = "\u0e00"
"""Behind it stand the scripts that are written without spaces."""

_rest = re.compile(rf"[^\W_{_FIRST_UNSPACED}-\U0010ffff]{{0,{LONGEST_WORD}}}").match
"""Finds letters and digits of the other scripts. One pattern for all needles: to make one for each
takes longer than to search with it."""

Span = tuple[int, int]


class Needles:
    """Finds the words of one query; used by one thread at a time."""

    def __init__(self, wants: Sequence[Want]) -> None:
        """Prepare for the wants of a query."""
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._starts: tuple[str, ...] = ()
        self._phrases: list[re.Pattern[str]] = []
        self._verdicts: dict[str, tuple[Span, ...]] = {}
        pairs: set[str] = set()
        for want in wants:
            self._learn(want)
            for run in want.runs:
                pairs.update(pairs_of(run) or [run])
        self._needles = self._beginnings()
        self._pairs = sorted(pairs)

    def spans(self, text: str, folded: str, most: int) -> tuple[list[Span], bool]:
        """Return where the wanted words stand, and whether that is everywhere.

        Of each of them it is looked at `most` places. `folded` is the text in lower case without
        accents, every character at its place.
        """
        spans: list[Span] = []
        is_whole = True
        for phrase in self._phrases:
            found = [match.span() for match in islice(phrase.finditer(folded), most)]
            spans += found
            is_whole = is_whole and len(found) < most
        for needle in self._needles:
            if needle in folded:
                is_whole &= self._add_words(spans, needle, text, folded, most)
        for pair in self._pairs:
            if pair in folded:
                found = list(islice(_places(pair, folded), most))
                spans += found
                is_whole = is_whole and len(found) < most
        return spans, is_whole

    def _learn(self, want: Want) -> None:
        whole = want.words
        if len(whole) > 1 and want.kind != "prefix":
            pattern = _GAP.join(re.escape(word) for word in whole)
            self._phrases.append(re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])"))
        if want.kind == "prefix":
            self._starts += whole[-1:]
            whole = whole[:-1]
        if want.kind == "word" or len(whole) == 1:
            self._words.update(whole, want.pieces, (want.name,) if want.name else ())
            self._stems.update(stem_of(word) for word in whole)
        self._words.update(want.near)

    def _beginnings(self) -> list[str]:
        """Return short beginnings; every matching word has one of them somewhere inside."""
        found: list[str] = []
        every = {_beginning(folded_word(w)) for w in self._words | self._stems | {*self._starts}}
        for beginning in sorted(every):
            if not found or not beginning.startswith(found[-1]):
                found.append(beginning)
        return found

    def _add_words(self, spans: list[Span], needle: str, text: str, folded: str, most: int) -> bool:
        """Add the wanted words, or parts of words, with a needle; return whether these are all."""
        verdicts, find, width = self._verdicts, folded.find, len(needle)
        at = find(needle)
        while at >= 0 and most > 0:
            end = at + width
            before = text[at - 1] if at else " "
            if before.isalnum():
                if not (text[at].isupper() or _ends_part(before)):
                    at = find(needle, end)
                    continue
                at = _word_start(text, at)
            match = _rest(folded, end)
            end = match.end() if match else end
            if text[end : end + 1] >= _FIRST_UNSPACED:
                end = _word_end(text, end)
            most -= 1
            word = text[at:end]
            verdict = verdicts.get(word)
            if verdict is None:
                verdict = verdicts[word] = tuple(self._judge(word))
            for first, last in verdict:
                spans.append((at + first, at + last))
            at = find(needle, end)
        return most > 0

    def _judge(self, word: str) -> list[Span]:
        """Return which stretches of one word are wanted: all of it, or some camel parts."""
        is_plain = word.isascii() and len(word) < LONGEST_WORD
        plain = word.lower() if is_plain else "".join(words_of(word))
        is_start = plain.startswith(self._starts)
        if plain in self._words or is_start or stem_of(plain) in self._stems:
            return [(0, len(word))]
        if word.islower() or not word.isascii():
            return []
        stretches: list[Span] = []
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


def _ends_part(before: str) -> bool:
    """Whether a part of an identifier, or a word behind unspaced script, can begin behind this."""
    return not before.isalpha() or not _is_spaced(before)


def _word_start(text: str, at: int) -> int:
    first = max(0, at - LONGEST_WORD)
    while at > first and _is_letter(text[at - 1]):
        at -= 1
    return at


def _word_end(text: str, end: int) -> int:
    last = min(end + LONGEST_WORD, len(text))
    while end < last and _is_letter(text[end]):
        end += 1
    return end


def _places(pair: str, folded: str) -> Iterator[Span]:
    at = folded.find(pair)
    while at >= 0:
        yield at, at + len(pair)
        at = folded.find(pair, at + 1)


def _is_letter(character: str) -> bool:
    if character < _FIRST_UNSPACED:
        return character.isalnum()
    return character.isalnum() and _is_spaced(character)


def _is_spaced(character: str) -> bool:
    return character < _FIRST_UNSPACED or not split_unspaced(character)[1]
