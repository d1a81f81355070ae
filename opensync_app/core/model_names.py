"""The spellings under which one language model is known, from as written to most general."""

import re
from functools import lru_cache
from typing import NamedTuple

_CONTEXT_MARK = re.compile(r"\[[^\]]*\]$")
_OWNERS = re.compile(r"^(?:[a-z][a-z-]*\.)+(?=[a-z])")
_REVISION = re.compile(r"-v\d+:\d+$|(?<=claude-)(.*?)-v\d+$")
_VERSION_FIRST = re.compile(r"^claude-(\d+(?:-\d+)?)-(opus|sonnet|haiku|fable|mythos)(?=-|$)")
_SUFFIX = re.compile(
    r"-(20\d{6}|20\d\d-\d\d-\d\d|latest|default|fast"
    r"|thinking|none|minimal|low|medium|high|xhigh|max|ultra)$"
)


class Spelling(NamedTuple):
    """One name of a model.

    Attributes:
        name: canonical: lower case, no owner, dashes only, family before version.
        is_fast: a part of the name that was left out asked for the fast mode.
    """

    name: str
    is_fast: bool = False


def canonical_model(model: str) -> str:
    """Return the canonical name; date and effort stay.

    `us.anthropic.claude-3-5-sonnet-20241022-v2:0`, `anthropic/claude-3.5-sonnet-20241022` and
    `claude-3-5-sonnet@20241022` become one name, and so do both orders of family and version.
    """
    name = model.strip().lower().rsplit("/", 1)[-1]
    name = _OWNERS.sub("", _CONTEXT_MARK.sub("", name)).replace("@", "-")
    name = _REVISION.sub(r"\1", name).replace(".", "-")
    return _VERSION_FIRST.sub(r"claude-\2-\1", name)


@lru_cache(maxsize=1024)
def spellings(model: str) -> tuple[Spelling, ...]:
    """Return the names to look for, the exact one first.

    Each following name leaves out one more suffix that says nothing of the price: a date, an
    effort, `-latest`. `-fast` does say something, so it is remembered. Version numbers are never
    left out: a newer model is not the older one.
    """
    name, is_fast = canonical_model(model), False
    found = [Spelling(name)]
    while (suffix := _SUFFIX.search(name)) is not None:
        name = name[: suffix.start()]
        is_fast = is_fast or suffix.group(1) == "fast"
        found.append(Spelling(name, is_fast))
    return tuple(found)
