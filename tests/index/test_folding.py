"""Folding keeps every character at its place, whatever the text is made of."""

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.index.folding import folded_text, folded_word


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_folds_as_its_letters_do(text: str):
    folded = folded_text(text)
    assert folded == "".join(folded_word(letter).lower() for letter in text)
    assert len(folded) == len(text)


def test_accents_of_latin_letters_go_and_capitals_of_every_alphabet():
    assert (
        folded_text("Ünïcödé ΘΉΤΑ Ёлка İstanbul \uff26\uff35ll")
        == "unicode θήτα ёлка istanbul full"
    )


def test_every_letter_folds_alike_among_signs_and_alone():
    for code in (*range(0xD800), *range(0xE000, 0x20000)):
        letter = chr(code)
        assert folded_text(f"A→{letter}") == f"a→{folded_word(letter).lower()}"
