"""Chunks of a message: few, about 1,000 characters, in order, apart, and over all of it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.index.chunks import LONGEST, MOST, chunks_of

WORDS = st.sampled_from(
    ["lion ", "zebra. ", "okapi\n", "gnu\n\n", "象。", "x" * 90, "  ", "\t", "é! "]
)
TEXTS = st.lists(WORDS, max_size=400).map("".join) | st.text(max_size=5000)


@given(TEXTS)
def test_chunks_stand_in_order_apart_and_are_never_blank_or_long(text: str):
    chunks = chunks_of(text)
    assert len(chunks) <= MOST
    for one, following in pairwise(chunks):
        assert one.end <= following.start
    for chunk in chunks:
        piece = text[chunk.start : chunk.end]
        assert 0 < len(piece) <= LONGEST
        assert piece == piece.strip()


@given(TEXTS)
def test_a_text_of_few_chunks_is_covered_but_for_white_space(text: str):
    chunks = chunks_of(text)
    if len(chunks) == MOST:
        return
    covered = "".join(text[chunk.start : chunk.end] for chunk in chunks)
    assert "".join(covered.split()) == "".join(text.split())


@given(st.integers(8, 200))
def test_a_long_text_gives_eight_chunks_from_its_start_to_its_end(pages: int):
    text = "".join(f"page {number} {'word ' * 180}\n\n" for number in range(pages))
    chunks = chunks_of(text)
    assert len(chunks) == MOST
    assert chunks[0].start == 0
    assert chunks[-1].end == len(text.rstrip())
    gaps = [two.start - one.start for one, two in pairwise(chunks)]
    assert max(gaps) - min(gaps) <= 2 * LONGEST


def test_a_short_text_is_one_chunk_without_its_margins():
    assert [(c.start, c.end) for c in chunks_of("\n  where is the zebra?  ")] == [(3, 22)]


def test_a_blank_text_has_no_chunk():
    assert chunks_of(" \n\t ") == []


def test_a_text_is_broken_at_a_paragraph_before_a_line_before_a_sentence():
    paragraphs = "a" * 600 + "\n\n" + "b" * 100 + "\n" + "c" * 150 + ". " + "d" * 600
    chunks = chunks_of(paragraphs)
    assert paragraphs[chunks[0].start : chunks[0].end] == "a" * 600
    sentences = "a" * 600 + ". " + "b" * 300 + " " + "c" * 600
    assert chunks_of(sentences)[0].end == 601
