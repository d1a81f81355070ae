"""How many slips of the finger lie between two words."""


def allowed_slips(word: str) -> int:
    """Return how many slips a word of this length is forgiven: none for short ones."""
    letters = sum(character.isalpha() for character in word)
    if letters < 4 or letters * 2 < len(word):  # noqa: PLR2004 - `v1.2`, hashes and numbers are meant
        return 0
    return 1 if len(word) < 8 else 2  # noqa: PLR2004


def slips(one: str, other: str, most: int) -> int:
    """Return the edits between two words, neighbours swapped counting once; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    start = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    end = 0
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if not one or not other:
        return len(one) + len(other)
    return min(_edits(one, other, most), most + 1)


def _edits(one: str, other: str, most: int) -> int:
    """Return the optimal string alignment distance; anything above `most` when it is more."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != wanted))
            is_swap = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            )
            here.append(min(cost, before[column - 2] + 1) if is_swap else cost)
        if min(here) > most and (not before or min(above) > most):
            return most + 1
        before, above = above, here
    return above[-1]
