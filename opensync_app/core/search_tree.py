"""A query text as a typed tree: words, phrases, prefixes, fields, and how they are joined."""

from collections.abc import Iterator
from typing import Literal, Union, get_args

import msgspec

from opensync_app.core.session import Kind

FieldName = Literal[
    "project", "tool", "file", "role", "source", "model", "branch", "before", "after", "is"
]
FIELD_NAMES: tuple[FieldName, ...] = get_args(FieldName)
FLAGS: tuple[str, ...] = ("starred", "error", "subagent", *get_args(Kind))
"""What `is:` knows: marks of a session or message, and the kinds of messages."""


class Word(msgspec.Struct, frozen=True, tag=True):
    """A word, identifier or path as typed; it may match."""

    text: str


class Phrase(msgspec.Struct, frozen=True, tag=True):
    """Words that must stand side by side as typed."""

    text: str


class Prefix(msgspec.Struct, frozen=True, tag=True):
    """The beginning of a word; the star is off."""

    text: str


class Field(msgspec.Struct, frozen=True, tag=True):
    """A filter; the value is as typed, and fit for its name."""

    name: FieldName
    value: str


class Not(msgspec.Struct, frozen=True, tag=True):
    """What must not match."""

    part: "Node"


class AllOf(msgspec.Struct, frozen=True, tag=True):
    """Everything in it must match."""

    parts: tuple["Node", ...]


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    """At least one part must match."""

    parts: tuple["Node", ...]


class Loose(msgspec.Struct, frozen=True, tag=True):
    """Things side by side: words may match; phrases, fields and what AND joined must."""

    parts: tuple["Node", ...]


Node = Union[Word, Phrase, Prefix, Field, Not, AllOf, AnyOf, Loose]  # noqa: UP007 - refers to itself
Leaf = Word | Phrase | Prefix


class Asked(msgspec.Struct, frozen=True):
    """A query text, understood.

    Attributes:
        tree: what the texts must match; None when it is filters alone, or nothing.
        fields: filters that hold for everything; several of one name are alternatives.
        ignored: fields whose value makes no sense; their words are searched instead.
    """

    tree: Loose | None = None
    fields: tuple[Field, ...] = ()
    ignored: tuple[str, ...] = ()

    def leaves(self) -> list[Leaf]:
        """Return the words, phrases and prefixes that are wanted, without the excluded ones."""
        return list(_leaves(self.tree)) if self.tree else []

    def excluded(self) -> list[Leaf]:
        """Return the words, phrases and prefixes that must not match."""
        return list(_excluded(self.tree)) if self.tree else []

    def names(self, flag: str) -> bool:
        """Return whether `is:` names this flag anywhere."""
        nodes = (*self.fields, *(self.tree.parts if self.tree else ()))
        return any(field.value.lower() == flag for node in nodes for field in _flags(node))

    def words(self) -> str:
        """Return what is wanted as plain text, without operators and fields."""
        return " ".join(leaf.text for leaf in self.leaves())


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, (AllOf, AnyOf, Loose)):
        for part in node.parts:
            yield from _leaves(part)
    elif isinstance(node, (Word, Phrase, Prefix)):
        yield node


def _excluded(node: Node) -> Iterator[Leaf]:
    if isinstance(node, (AllOf, AnyOf, Loose)):
        for part in node.parts:
            yield from _excluded(part)
    elif isinstance(node, Not):
        yield from _leaves(node.part)
        yield from _excluded(node.part)


def _flags(node: Node) -> Iterator[Field]:
    if isinstance(node, (AllOf, AnyOf, Loose)):
        for part in node.parts:
            yield from _flags(part)
    elif isinstance(node, Not):
        yield from _flags(node.part)
    elif isinstance(node, Field) and node.name == "is":
        yield node
