"""What stands between tags, found in one pass however many of them are never closed."""


def inside(text: str, begin: str, end: str) -> tuple[str | None, str]:
    """Return what stands in the first closed pair of tags, stripped, and the text without it.

    None and the whole text when there is no such pair. Takes time in proportion to the text.
    """
    start = text.find(begin)
    stop = text.find(end, start + len(begin)) if start >= 0 else -1
    if stop < 0:
        return None, text
    return text[start + len(begin) : stop].strip(), text[:start] + text[stop + len(end) :]


def without(text: str, begin: str, end: str) -> str:
    """Return a text without any closed pair of tags and what stands in it."""
    kept: list[str] = []
    place = 0
    while True:
        start = text.find(begin, place)
        stop = text.find(end, start + len(begin)) if start >= 0 else -1
        if stop < 0:
            return "".join([*kept, text[place:]])
        kept.append(text[place:start])
        place = stop + len(end)
