"""Chunks of a message: few, about 1,000 characters, apart, over all of it; and its beginning."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.index.chunks import BEGINNING, LONGEST, MOST, SPREAD, Chunk, chunks_of

WORDS = st.sampled_from(
    ["lion ", "zebra. ", "okapi\n", "gnu\n\n", "象。", "x" * 90, "  ", "\t", "é! "]
)
TEXTS = st.lists(WORDS, max_size=400).map("".join) | st.text(max_size=5000)
LONG = 400


def spread_of(text: str) -> list[Chunk]:
    """Return the chunks without the beginning, which a long text has beside them."""
    chunks = chunks_of(text)
    return chunks[:-1] if len(text.strip()) > LONG else chunks


@given(TEXTS)
def test_chunks_stand_in_order_apart_and_are_never_blank_or_long(text: str):
    assert len(chunks_of(text)) <= MOST
    chunks = spread_of(text)
    for one, following in pairwise(chunks):
        assert one.end <= following.start
    for chunk in chunks_of(text):
        piece = text[chunk.start : chunk.end]
        assert 0 < len(piece) <= LONGEST
        assert piece == piece.strip()


@given(TEXTS)
def test_a_text_of_few_chunks_is_covered_but_for_white_space(text: str):
    chunks = spread_of(text)
    if len(chunks) == SPREAD:
        return
    covered = "".join(text[chunk.start : chunk.end] for chunk in chunks)
    assert "".join(covered.split()) == "".join(text.split())


@given(st.integers(8, 200))
def test_a_long_text_gives_eight_chunks_from_its_start_to_its_end(pages: int):
    text = "".join(f"page {number} {'word ' * 180}\n\n" for number in range(pages))
    chunks = spread_of(text)
    assert len(chunks) == SPREAD
    assert chunks[0].start == 0
    assert chunks[-1].end == len(text.rstrip())
    gaps = [two.start - one.start for one, two in pairwise(chunks)]
    assert max(gaps) - min(gaps) <= 2 * LONGEST


@given(TEXTS)
def test_a_long_text_has_its_beginning_once_more(text: str):
    if len(text.strip()) <= LONG:
        return
    first, *_, beginning = chunks_of(text)
    assert beginning.start == first.start
    assert BEGINNING // 2 <= beginning.end - beginning.start + 2 <= BEGINNING + 2
    assert beginning.end <= first.end or first.end - first.start < BEGINNING


def test_the_beginning_ends_with_a_sentence():
    said = "The lock was held by a dead process, so every start waited for it in vain. " * 3
    text = f"{said}{'and then ' * 60}"
    beginning = chunks_of(text)[-1]
    assert text[: beginning.end] == said.rstrip()


def test_a_text_of_400_characters_is_one_chunk_and_a_longer_one_two():
    assert [len(chunks_of("zebra " * 66 + "z" * more)) for more in (4, 5)] == [1, 2]


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
