"""What a person typed, as words, phrases and prefixes; every text is a valid query."""

import re
from typing import Literal

import msgspec

from opensync_app.core.searchable import identifier_pieces, split_unspaced
from opensync_app.index.analysers import words_of

_TYPED = re.compile(r'"([^"]+)"|([^\s"]+)')
_LONGEST_QUERY = 4000
_MOST_WANTS = 64
_SHORTEST_PREFIX = 2

_STOP_TEXT = """
    a an and any anybody anyone are as at be been but by can could did do does doing done for
    from get gets getting got had has have having he her here him his how i if in into is it its
    let me my no not of on one or our she should so some than that the their them then there these
    they this those to too up us was we were what when where which who whom whose why will with
    would you your
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())


class Want(msgspec.Struct, frozen=True):
    """One thing that is wanted.

    Attributes:
        kind: `word` may match, `phrase` must stand as typed, `prefix` begins a word.
        words: lower case, without accents, unstemmed; several for `path/to/file.py`.
        name: the identifier in one piece (getuserbyid); empty when it is an ordinary word.
        pieces: camel parts of the identifier.
        runs: runs of unspaced script (Chinese, Japanese, Korean, Thai ...).
    """

    kind: Literal["word", "phrase", "prefix"]
    words: tuple[str, ...] = ()
    name: str = ""
    pieces: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


def wants_of(text: str) -> tuple[Want, ...]:
    """Return what is wanted; empty when the text holds no word at all.

    Stop and question words are left out unless nothing else is wanted. Of very long texts the
    first 4,000 characters and 64 different wants count.
    """
    text = text[:_LONGEST_QUERY].encode("utf-8", "replace").decode("utf-8")
    wants: dict[Want, None] = {}
    for quoted, bare in _TYPED.findall(text):
        want = _phrase(quoted) if quoted else _word(bare)
        if want.words or want.runs:
            wants[want] = None
    telling = [want for want in wants if not _is_stop_word(want)]
    return tuple((telling or list(wants))[:_MOST_WANTS])


def _phrase(text: str) -> Want:
    spaced, runs = split_unspaced(text)
    return Want("phrase", words=tuple(words_of(spaced)[:_MOST_WANTS]), runs=tuple(runs))


def _word(chunk: str) -> Want:
    spaced, runs = split_unspaced(chunk)
    words = tuple(words_of(spaced))
    if chunk.endswith("*") and words and len(words[-1]) >= _SHORTEST_PREFIX:
        return Want("prefix", words=words, runs=tuple(runs))
    name, pieces = _identifier(chunk)
    return Want("word", words=words, name=name, pieces=pieces, runs=tuple(runs))


def _identifier(chunk: str) -> tuple[str, tuple[str, ...]]:
    """Return an identifier joined, and its camel parts; nothing for an ordinary word."""
    name = chunk.strip("`'()[]{}<>,;:.!?*")
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return "", ()
    if name.islower() or name.isupper():
        return (name.replace("_", "").lower(), ()) if "_" in name else ("", ())
    pieces = identifier_pieces(name)
    return ("".join(pieces), tuple(pieces)) if len(pieces) > 1 else ("", ())


def _is_stop_word(want: Want) -> bool:
    return (
        want.kind == "word"
        and len(want.words) == 1
        and not want.runs
        and want.words[0] in STOP_WORDS
    )
