"""Token counts: the real tokenizer, from our own copy of its vocabulary, without any network."""

import hashlib
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.errors import UnavailableError
from opensync_app.services.counting_tokens import (
    PATTERN,
    SPECIAL_TOKENS,
    TOKENIZER,
    VOCABULARY,
    TokenCounter,
)

COUNTER = TokenCounter()

KNOWN = [
    ("", 0),
    ("hello world", 2),
    ("2 + 2 = 4", 7),
    ("antidisestablishmentarianism", 6),
    ("お誕生日おめでとう", 8),
    ("<|endoftext|>", 7),
]
"""The third to fifth stand in OpenAI's cookbook on counting tokens, for o200k_base."""


@pytest.mark.parametrize(("text", "tokens"), KNOWN)
def test_counts_are_those_of_the_tokenizer_it_names(text: str, tokens: int):
    assert (COUNTER.name, COUNTER.count(text)) == ("o200k_base", tokens)


def test_the_vocabulary_and_the_rules_are_those_of_tiktoken(monkeypatch: pytest.MonkeyPatch):
    openai_public: Any = importlib.import_module("tiktoken_ext.openai_public")
    asked: list[str] = []

    def load(address: str, expected_hash: str) -> dict[bytes, int]:
        asked.extend((address, expected_hash))
        return {}

    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", load)
    theirs = openai_public.o200k_base()

    assert theirs["name"] == TOKENIZER
    assert theirs["pat_str"] == PATTERN
    assert theirs["special_tokens"] == SPECIAL_TOKENS
    assert asked[1] == hashlib.sha256(VOCABULARY.read_bytes()).hexdigest()


@given(st.text(), st.integers(0, 20))
def test_the_head_of_a_text_is_its_beginning_within_the_tokens(text: str, tokens: int):
    head = COUNTER.head(text, tokens)

    assert text.startswith(head)
    assert COUNTER.count(head) <= max(tokens, 0) + 1  # half a character may have been cut away
    if COUNTER.count(text) <= tokens:
        assert head == text[: tokens * 12]


def test_halves_of_characters_are_counted_too():
    assert COUNTER.count("\ud83d") > 0


def test_a_missing_vocabulary_is_said_in_words(tmp_path: Path):
    with pytest.raises(UnavailableError, match="make setup"):
        TokenCounter(tmp_path / "none").count("text")


def test_the_tokenizer_is_loaded_at_the_first_count_only():
    script = (
        "import sys; from opensync_app.services.counting_tokens import TokenCounter\n"
        "counter = TokenCounter(); assert 'tiktoken' not in sys.modules\n"
        "assert counter.count('hello world') == 2; assert 'tiktoken' in sys.modules\n"
        "assert 'requests' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
