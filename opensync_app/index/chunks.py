"""A message as at most 8 chunks of about 1,000 characters, spread evenly over it.

Measured (design/engines.md section 2): 8 chunks spread over a long text find almost what all of
its chunks find, with half the vectors; overlap gains nothing.
"""

import msgspec

CHUNK_VERSION = 1
"""Part of a table's name: other chunks mean other vectors."""

LONGEST = 1000
MOST = 8
_EARLIEST = 500
"""A chunk is not broken before this many characters, so that none but the last is short."""

_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "。", "！", "？", "; ", ", ", " ")  # noqa: RUF001 - Chinese stops
"""Where a text is broken, the best places first."""


class Chunk(msgspec.Struct, frozen=True):
    """A piece of a text.

    Attributes:
        start: its first character.
        end: behind its last character.
    """

    start: int
    end: int


def chunks_of(text: str) -> list[Chunk]:
    """Return the chunks of a text in order; they do not overlap, and none is blank.

    A text of at most 8 chunks is covered whole, but for white space between them. Of a longer one
    the first, the last and six between them are taken.
    """
    pieces = _pieces(text)
    if len(pieces) <= MOST:
        return pieces
    step = (len(pieces) - 1) / (MOST - 1)
    return [pieces[round(number * step)] for number in range(MOST)]


def _pieces(text: str) -> list[Chunk]:
    pieces: list[Chunk] = []
    start = 0
    while start < len(text):
        end = _end_of_piece(text, start)
        piece = _trimmed(text, start, end)
        if piece.start < piece.end:
            pieces.append(piece)
        start = end
    return pieces


def _end_of_piece(text: str, start: int) -> int:
    if len(text) - start <= LONGEST:
        return len(text)
    for mark in _BREAKS:
        place = text.rfind(mark, start + _EARLIEST, start + LONGEST)
        if place >= 0:
            return place + len(mark)
    return start + LONGEST


def _trimmed(text: str, start: int, end: int) -> Chunk:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return Chunk(begin, max(begin, start + len(piece.rstrip())))
