"""A message as at most 8 chunks of about 1,000 characters, spread evenly over it, and its beginning.

Measured (design/engines.md section 2): 8 chunks spread over a long text find almost what all of
its chunks find, with half the vectors; overlap gains nothing. The beginning of a longer text says
what it is about, and is nearer to a question than the whole (decision 0008).
"""

import msgspec

CHUNK_VERSION = 2
"""Part of a table's name: other chunks mean other vectors."""

LONGEST = 1000
SPREAD = 8
MOST = SPREAD + 1

BEGINNING = 320
_LONG = 400
"""Characters from which on the beginning of a text is a chunk of its own."""

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
    """Return the chunks of a text in order, and after them its beginning; none is blank.

    They do not overlap, but for the beginning, which a text of more than 400 characters has. A text
    of at most 8 chunks is covered whole, but for white space between them. Of a longer one the
    first, the last and six between them are taken.
    """
    chunks = _spread(_pieces(text))
    if not chunks or len(text.strip()) <= _LONG:
        return chunks
    start = chunks[0].start
    return [*chunks, _trimmed(text, start, _end_of_piece(text, start, BEGINNING))]


def _spread(pieces: list[Chunk]) -> list[Chunk]:
    if len(pieces) <= SPREAD:
        return pieces
    step = (len(pieces) - 1) / (SPREAD - 1)
    return [pieces[round(number * step)] for number in range(SPREAD)]


def _pieces(text: str) -> list[Chunk]:
    pieces: list[Chunk] = []
    start = 0
    while start < len(text):
        end = _end_of_piece(text, start, LONGEST)
        piece = _trimmed(text, start, end)
        if piece.start < piece.end:
            pieces.append(piece)
        start = end
    return pieces


def _end_of_piece(text: str, start: int, longest: int) -> int:
    """Return where a piece ends: not in its first half, so that none but the last is short."""
    if len(text) - start <= longest:
        return len(text)
    for mark in _BREAKS:
        place = text.rfind(mark, start + longest // 2, start + longest)
        if place >= 0:
            return place + len(mark)
    return start + longest


def _trimmed(text: str, start: int, end: int) -> Chunk:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return Chunk(begin, max(begin, start + len(piece.rstrip())))
