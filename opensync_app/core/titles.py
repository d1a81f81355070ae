"""A title out of a prompt: its first words, without what tools wrap around them."""

import re

TITLE_CHARACTERS = 80

_OPENING = re.compile(r"<([a-zA-Z][\w-]*)(?:\s[^<>]*)?>")
_BARE_COMMAND = re.compile(r"/[A-Za-z][\w:.-]{0,60}")
_CLOSING = re.compile(r"</([a-zA-Z][\w-]*)>")


def title_of(text: str) -> str | None:
    """Return one line of at most 80 characters, cut at a word; None when no words are left."""
    words = start_of(text)
    if len(words) <= TITLE_CHARACTERS:
        return words or None
    cut = words[: TITLE_CHARACTERS - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > TITLE_CHARACTERS // 2 else cut).rstrip(" ,;:.-") + "…"


def is_bare_command(text: str) -> bool:
    """Whether a prompt is a slash command alone, such as `/mode`; it says nothing of the session."""
    return _BARE_COMMAND.fullmatch(text.strip()) is not None


def start_of(text: str) -> str:
    """Return the first 20,000 characters as one line, without what tools wrap around them."""
    start = text[:20_000].strip()
    return " ".join((_without_tags(start) if start.startswith("<") else start).split())


def _without_tags(text: str) -> str:
    """Return a text without closed pairs of tags and what stands in them; linear in the text."""
    last_end = {found[1]: found.start() for found in _CLOSING.finditer(text)}
    kept: list[str] = []
    place = 0
    for opening in _OPENING.finditer(text):
        if opening.start() >= place and last_end.get(opening[1], -1) >= opening.end():
            kept.append(text[place : opening.start()])
            end = f"</{opening[1]}>"
            place = text.index(end, opening.end()) + len(end)
    return " ".join([*kept, text[place:]])
