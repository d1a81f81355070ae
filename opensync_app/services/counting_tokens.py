"""Counts tokens with a tokenizer that is named, from a vocabulary that comes with the program."""

import base64
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from opensync_app.core.errors import UnavailableError

if TYPE_CHECKING:
    from tiktoken import Encoding

TOKENIZER = "o200k_base"

VOCABULARY = Path(__file__).resolve().parent.parent / "tokenizer" / f"{TOKENIZER}.tiktoken"
"""One token a line: its bytes in base64, a space, its number."""

_UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_SHORT_FORM = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
PATTERN = "|".join(
    (
        rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_SHORT_FORM}",
        rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_SHORT_FORM}",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)
"""How o200k_base cuts text before its tokens; as tiktoken 0.14 defines it (2026-11-23)."""

SPECIAL_TOKENS = {"<|endoftext|>": 199999, "<|endofprompt|>": 200018}

_LETTERS_PER_TOKEN = 12
"""A token of ordinary text is shorter; where it is not, a cut text comes out shorter than asked."""


class TokenCounter:
    """Counts the tokens of texts; loads its vocabulary (35 MB in memory) at the first one.

    Attributes:
        name: of the tokenizer; a model by another vendor counts up to a third more or fewer.
    """

    name = TOKENIZER

    def __init__(self, vocabulary: Path = VOCABULARY) -> None:
        """Read this vocabulary, later."""
        self._vocabulary = vocabulary
        self._guard = threading.Lock()
        self._encoding: Encoding | None = None

    def count(self, text: str) -> int:
        """Return the tokens of a text; what looks like a special token is text like any other.

        Raises:
            UnavailableError: the vocabulary is missing.
        """
        return len(self._loaded().encode_ordinary(text)) if text else 0

    def head(self, text: str, tokens: int) -> str:
        """Return the beginning of a text in at most so many tokens; never half a character.

        Raises:
            UnavailableError: the vocabulary is missing.
        """
        encoding = self._loaded()
        candidate = text[: max(0, tokens) * _LETTERS_PER_TOKEN]
        kept = encoding.encode_ordinary(candidate)
        if len(kept) <= tokens:
            return candidate
        return encoding.decode(kept[:tokens], errors="ignore")

    def _loaded(self) -> "Encoding":
        with self._guard:
            if self._encoding is None:
                self._encoding = _load(self._vocabulary)
            return self._encoding


def _load(vocabulary: Path) -> "Encoding":
    try:
        lines = vocabulary.read_bytes().splitlines()
    except OSError as error:
        message = (
            f"Tokens cannot be counted: {vocabulary.name} is missing. Run `make setup`, or install "
            "OpenSync again."
        )
        raise UnavailableError(message) from error
    from tiktoken import Encoding  # noqa: PLC0415 - nobody needs it before the first count

    ranks = {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, lines)}
    return Encoding(
        TOKENIZER, pat_str=PATTERN, mergeable_ranks=ranks, special_tokens=SPECIAL_TOKENS
    )
