"""The leaves of a query as words of the index: cut, folded, and with their identifier parts."""

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from opensync_app.core.search_tree import Leaf, Phrase, Prefix
from opensync_app.core.searchable import identifier_pieces, split_unspaced
from opensync_app.core.stop_words import STOP_WORDS
from opensync_app.index.analysers import words_of

_MOST_WORDS = 64


class Want(msgspec.Struct, frozen=True):
    """One thing that is wanted.

    Attributes:
        kind: `word` may match, `phrase` must stand as typed, `prefix` begins a word.
        words: lower case, without accents, unstemmed; several for `path/to/file.py`.
        name: the identifier in one piece (getuserbyid); empty when it is an ordinary word.
        pieces: camel parts of the identifier.
        runs: runs of unspaced script (Chinese, Japanese, Korean, Thai ...).
        near: words of the index that were perhaps meant, in place of those it does not know.
    """

    kind: Literal["word", "phrase", "prefix"]
    words: tuple[str, ...] = ()
    name: str = ""
    pieces: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    def is_blank(self) -> bool:
        """Return whether there is no word in it."""
        return not (self.words or self.runs)

    def is_stop_word(self) -> bool:
        """Return whether it is a word that tells nothing."""
        return (
            self.kind == "word"
            and len(self.words) == 1
            and not self.runs
            and self.words[0] in STOP_WORDS
        )


def want_of(leaf: Leaf) -> Want:
    """Return what a leaf wants; blank when it holds no word."""
    spaced, runs = split_unspaced(leaf.text)
    words = tuple(words_of(spaced)[:_MOST_WORDS])
    if isinstance(leaf, Phrase):
        return Want("phrase", words=words, runs=tuple(runs))
    if isinstance(leaf, Prefix) and words and not runs:
        return Want("prefix", words=words)
    name, pieces = _identifier(leaf.text)
    return Want("word", words=words, name=name, pieces=pieces, runs=tuple(runs))


def telling(wants: Iterable[Want]) -> tuple[Want, ...]:
    """Return the different wants without stop words, unless there is nothing else."""
    every = [want for want in dict.fromkeys(wants) if not want.is_blank()]
    return tuple([want for want in every if not want.is_stop_word()] or every)


def _identifier(chunk: str) -> tuple[str, tuple[str, ...]]:
    """Return an identifier joined, and its camel parts; nothing for an ordinary word."""
    name = chunk.strip("`'()[]{}<>,;:.!?*")
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return "", ()
    if name.islower() or name.isupper():
        return (name.replace("_", "").lower(), ()) if "_" in name else ("", ())
    pieces = identifier_pieces(name)
    return ("".join(pieces), tuple(pieces)) if len(pieces) > 1 else ("", ())
