"""A title out of a prompt: its first words, without what tools wrap around them."""

import re

TITLE_CHARACTERS = 80

_WRAPPING = re.compile(r"<([a-zA-Z][\w-]*)(?:\s[^<>]*)?>.*?</\1>", re.DOTALL)


def title_of(text: str) -> str | None:
    """Return one line of at most 80 characters, cut at a word; None when no words are left."""
    start = text[:20_000].strip()
    words = " ".join((_WRAPPING.sub(" ", start) if start.startswith("<") else start).split())
    if len(words) <= TITLE_CHARACTERS:
        return words or None
    cut = words[: TITLE_CHARACTERS - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > TITLE_CHARACTERS // 2 else cut).rstrip(" ,;:.-") + "…"
