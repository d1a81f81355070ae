"""The search language: what a person typed, read into a tree; every text is a valid query."""

import re
from typing import Literal, cast

import msgspec

from opensync_app.core.search_moments import moment_of
from opensync_app.core.search_tree import (
    FIELD_NAMES,
    FLAGS,
    AllOf,
    AnyOf,
    Asked,
    Field,
    Loose,
    Node,
    Not,
    Phrase,
    Prefix,
    Word,
)
from opensync_app.core.session import ROLES

_LONGEST_QUERY = 4000
_MOST_TOKENS = 64
_DEEPEST = 20
_SHORTEST_PREFIX = 2
_SHORTEST_EXCLUDED = 3
_MOST_SHOUTED = 3
_OPERATORS = ("AND", "OR", "NOT")

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>-?\()
    | (?P<field>-?(?P<name>[A-Za-z]{2,7}):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+)))
    | (?P<phrase>-?"(?P<said>[^"]+)")
    | (?P<bare>[^\s"]+)
    | "
    )""",
    re.VERBOSE,
)
_COMMAND = re.compile(
    r"(?:^|\s)(?:--\w|-[A-Za-z0-9]{1,2}(?=[\s=]|$))|[|<>$`]|&&|(?:^|\s)\.{1,2}(?:[/\s]|$)"
)


def understand(text: str) -> Asked:
    """Return what a text asks for. Of very long texts the first 4,000 characters and 64 words count."""
    text = text[:_LONGEST_QUERY].encode("utf-8", "replace").decode("utf-8")
    reader = _Reader(text)
    parts = reader.loose(0, is_top=True)
    fields = tuple(part for part in parts if isinstance(part, Field))
    others = tuple(part for part in parts if not isinstance(part, Field))
    if not parts:
        others = tuple(Word(chunk) for chunk in text.split()[:_MOST_TOKENS])
    return Asked(Loose(others) if others else None, fields, tuple(reader.ignored))


class _Token(msgspec.Struct, frozen=True):
    kind: Literal["open", "close", "and", "or", "not", "node"]
    node: Node | None = None


class _Reader:
    """Reads tokens into a tree; what does not fit the grammar is passed over."""

    def __init__(self, text: str) -> None:
        self.ignored: list[str] = []
        self._has_operators = _has_operators(text)
        self._may_exclude = not _COMMAND.search(text)
        self._tokens = self._cut(text)
        self._at = 0

    def loose(self, depth: int, *, is_top: bool = False) -> list[Node]:
        """Read things side by side until the group closes; at the top nothing closes."""
        parts: list[Node] = []
        while (token := self._peek()) is not None:
            if token.kind == "close":
                self._at += 1
                if not is_top:
                    break
                continue
            part = self._any(depth)
            if part is not None:
                parts.append(part)
        return parts

    def _any(self, depth: int) -> Node | None:
        parts = [self._all(depth)]
        while self._joined("or"):
            parts.append(self._all(depth))
        known = [part for part in parts if part is not None]
        return AnyOf(tuple(known)) if len(known) > 1 else next(iter(known), None)

    def _all(self, depth: int) -> Node | None:
        parts = [self._one(depth)]
        while self._joined("and"):
            parts.append(self._one(depth))
        known = [part for part in parts if part is not None]
        return AllOf(tuple(known)) if len(known) > 1 else next(iter(known), None)

    def _one(self, depth: int) -> Node | None:
        """Read one thing; operators without anything to join are passed over."""
        token = self._peek()
        if token is None or token.kind == "close":
            return None
        self._at += 1
        if token.kind == "not":
            part = self._one(depth)
            return None if part is None else _negated(part)
        if token.kind == "open":
            inner = self.loose(depth + 1) if depth < _DEEPEST else []
            group = inner[0] if len(inner) == 1 else Loose(tuple(inner)) if inner else None
            is_excluded = isinstance(token.node, Not)
            return _negated(group) if group is not None and is_excluded else group
        return token.node

    def _joined(self, kind: str) -> bool:
        """Step over an operator when it stands here and something follows it."""
        token = self._peek()
        following = self._tokens[self._at + 1 :][:1]
        if token is None or token.kind != kind or not following or following[0].kind == "close":
            return False
        self._at += 1
        return True

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _cut(self, text: str) -> list[_Token]:
        tokens: list[_Token] = []
        depth = 0
        at = 0
        while len(tokens) < _MOST_TOKENS and (match := _TOKEN.match(text, at)):
            at = match.end()
            found, closing = self._token(match, depth)
            at -= closing
            depth += sum(token.kind == "open" for token in found)
            while depth and text[at : at + 1] == ")":
                found.append(_Token("close"))
                depth, at = depth - 1, at + 1
            tokens += found
        return tokens

    def _token(self, match: re.Match[str], depth: int) -> tuple[list[_Token], int]:
        """Return the tokens of one match, and how many of its last characters close groups."""
        if match["open"]:
            mark = Not(Word("")) if match["open"] == "-(" else None
            return [_Token("open", mark)], 0
        if match["phrase"]:
            return [_node(Phrase(match["said"]), excluded=match["phrase"].startswith("-"))], 0
        if match["field"]:
            value = match["quoted"] if match["value"] is None else match["value"]
            closing = _closing(value, depth) if match["value"] else 0
            field = self._field(match["name"], value[: len(value) - closing])
            if field is not None:
                return [_node(field, excluded=match["field"].startswith("-"))], closing
        bare = match["bare"] or match["field"]
        return self._bare(bare, _closing(bare, depth)) if bare else ([], 0)

    def _bare(self, chunk: str, closing: int) -> tuple[list[_Token], int]:
        chunk = chunk[: len(chunk) - closing]
        if self._has_operators and chunk in _OPERATORS:
            return [_Token(cast("Literal['and', 'or', 'not']", chunk.lower()))], closing
        is_excluded = self._may_exclude and _is_exclusion(chunk)
        node = _word(chunk[1:] if is_excluded else chunk.replace('"', " "))
        return ([_node(node, excluded=is_excluded)] if chunk else []), closing

    def _field(self, name: str, value: str) -> Field | None:
        known = name.lower()
        if known not in FIELD_NAMES or not value or value.startswith("//"):
            return None
        if not _fits(known, value):
            self.ignored.append(f"{name}:{value}")
            return None
        return Field(known, value)


def _node(node: Node, *, excluded: bool) -> _Token:
    return _Token("node", Not(node) if excluded else node)


def _negated(part: Node) -> Node:
    return part.part if isinstance(part, Not) else Not(part)


def _word(chunk: str) -> Word | Prefix:
    start = chunk.rstrip("*")
    if chunk.endswith("*") and len(start) >= _SHORTEST_PREFIX and start[-1].isalnum():
        return Prefix(start)
    return Word(chunk)


def _closing(chunk: str, depth: int) -> int:
    """Return how many closing brackets at the end belong to open groups, not to the chunk."""
    count = 0
    while count < depth and chunk.endswith(")") and chunk.count(")") > chunk.count("("):
        chunk, count = chunk[:-1], count + 1
    return count


def _is_exclusion(chunk: str) -> bool:
    """Whether it is `-word`, and not an option or a negative number."""
    word = chunk[1:]
    is_long = len(word) >= _SHORTEST_EXCLUDED or not word.isascii()
    return chunk.startswith("-") and is_long and word[:1].isalpha()


def _has_operators(text: str) -> bool:
    """Whether AND, OR and NOT join words; in a shouted sentence they are words themselves."""
    words = [word for word in text.split() if word not in _OPERATORS]
    is_shouted = text.upper() == text and any(word.lower() != word for word in words)
    return not is_shouted or len(words) <= _MOST_SHOUTED


def _fits(name: str, value: str) -> bool:
    if name == "role":
        return value.lower() in ROLES
    if name == "is":
        return value.lower() in FLAGS
    return name not in ("before", "after") or moment_of(value) is not None
