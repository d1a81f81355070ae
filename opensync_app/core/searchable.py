"""Which text of a message or session is searched and shown as a snippet, and its special words.

Words that an analyser cannot find by itself are cut here: the parts of identifiers
(`getUserById`) and the character pairs of scripts that are written without spaces.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

import msgspec

from opensync_app.core.records import StoredMessage
from opensync_app.core.session import Kind, Part, Role, text_of

_SPOKEN_PARTS = frozenset({"text", "thinking", "reasoning", "summary"})
_PATH_KEYS = frozenset(
    {
        "file_path",
        "filePath",
        "filepath",
        "path",
        "paths",
        "notebook_path",
        "absolute_path",
        "relative_path",
        "target_file",
        "filename",
        "file",
        "files",
    }
)
_LONGEST_PATH = 1024
_LONGEST_WORD = 200

_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
_IDENTIFIER = re.compile(r"[A-Za-z_][a-z0-9]*+(?:_|[A-Z])\w*", re.ASCII)
_SHAPES = bytes(
    ord("a")
    if byte.isalnum() and not byte.isupper()
    else ord("A")
    if byte.isupper()
    else ord("_")
    if byte == b"_"
    else ord(" ")
    for byte in (bytes((number,)) for number in range(256))
)
_HUMPS = (b"aA", b"_", b"AAa")
"""What an identifier shows when its letters are written as `_SHAPES` says."""
_LONGEST_IDENTIFIER = 80
_REMEMBERED_NAMES = 20_000
"""Names of a project come again and again; their parts are worked out once."""
_PIECE = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_MOST_PIECES = 8
_LEADS = b"\xe0\xe1\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xef\xf0"
_ALL_BUT_LEADS = bytes(byte for byte in range(256) if byte not in _LEADS)
"""What no character of an unspaced script begins with in UTF-8: most texts hold nothing else."""
_UNSPACED = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Kana and iteration marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "]+"
)


class Searchable(msgspec.Struct, frozen=True):
    """The searched text of one message, apart by weight.

    Attributes:
        text: what was said: prompts, answers, thinking.
        tool_input: names and arguments of tool calls, one value a line.
        tool_output: what tools answered, and parts of unknown types.
        paths: file paths among the tool arguments, each once, in order.
        tools: names of the tools called, each once, in order.
    """

    text: str = ""
    tool_input: str = ""
    tool_output: str = ""
    paths: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    def sections(self) -> tuple[str, str, str]:
        """Return the three texts, the heaviest first."""
        return self.text, self.tool_input, self.tool_output

    def is_blank(self) -> bool:
        """Return whether there is nothing to search."""
        return not (self.text or self.tool_input or self.tool_output)


def searchable_of(message: StoredMessage) -> Searchable:
    """Return what is searched of a message: all of its text, nothing of its images."""
    text, asked, answered = sections_of(
        message.parts, message.text_content, message.kind, message.role
    )
    paths: dict[str, None] = {}
    tools: dict[str, None] = {}
    for part in message.parts:
        if part.type == "tool-call":
            name, arguments = _call(part.content)
            tools.update({name: None} if name else {})
            paths.update(dict.fromkeys(_paths(arguments)))
        elif part.type == "file":
            paths.update(dict.fromkeys(_paths(part.content)))
    return Searchable(text, asked, answered, tuple(paths), tuple(tools))


def sections_of(
    parts: Sequence[Part], text_content: str | None, kind: Kind, role: Role
) -> tuple[str, str, str]:
    """Return the searched texts of a message: what was said, asked of tools, answered by them.

    In an answer of a tool nothing is said: all of it is answered.
    """
    said: list[str] = []
    asked: list[str] = []
    answered: list[str] = []
    for part in parts:
        if part.type in _SPOKEN_PARTS:
            _gather(part.content, said)
        elif part.type == "tool-call":
            name, arguments = _call(part.content)
            asked += (name,) if name else ()
            _gather(arguments, asked)
        elif part.type == "file":
            _gather(part.content, asked)
        elif part.type != "image":
            _gather(part.content, answered)
    whole = text_of((), text_content)
    if whole:
        said = [whole, *(text for text in said if text not in whole)]
    if kind == "tool-result" or role == "tool":
        said, answered = [], said + answered
    return _joined(said), _joined(asked), _joined(answered)


def _call(content: object) -> tuple[str, object]:
    """Return the tool that a call names, empty when it names none, and the arguments."""
    if not isinstance(content, dict):
        return "", content
    call = cast("dict[str, Any]", content)
    name = call.get("toolName")
    return name if isinstance(name, str) else "", call.get("args", call)


def identifier_terms(text: str) -> set[str]:
    """Return the identifiers of a text in lower case without underscores, and their camel parts.

    `getUserById` gives getuserbyid, get, user, by, id; `get_user_by_id` gives getuserbyid alone,
    because every analyser cuts at underscores. Encoded data (more than 8 parts) is left out.
    """
    return set[str]().union(*map(_terms_of_name, _names(text.encode("ascii", "replace"))))


def identifier_pieces(name: str) -> list[str]:
    """Return the parts of one identifier in order and lower case: `HTTPServer` is http, server."""
    return [piece.lower() for piece in _PIECE.findall(name)]


def unspaced_terms(runs: list[str]) -> list[str]:
    """Return the characters and character pairs of runs of unspaced script, repeated ones too."""
    terms: list[str] = []
    for run in runs:
        terms.extend(run)
        terms.extend(pairs_of(run))
    return terms


def pairs_of(run: str) -> list[str]:
    """Return each two neighbouring characters of a run."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def split_unspaced(text: str) -> tuple[str, list[str]]:
    """Return the text with spaces for its runs of unspaced script, and those runs."""
    if text.isascii() or not text.encode("utf-8", "replace").translate(None, _ALL_BUT_LEADS):
        return text, []
    runs = _UNSPACED.findall(text)
    return (_UNSPACED.sub(" ", text), runs) if runs else (text, [])


def _names(text: bytes) -> set[bytes]:
    """Return the words that may be identifiers: those with an underscore or a hump in them.

    Words have few humps, so humps are looked for first and the ends of their words after them;
    a pattern that tries every word takes half as long again (measured 2026-11-23).
    """
    shape, names = text.translate(_SHAPES), set[bytes]()
    for hump in _HUMPS:
        at = shape.find(hump)
        while at >= 0:
            start, end = shape.rfind(b" ", 0, at) + 1, shape.find(b" ", at)
            end = len(shape) if end < 0 else end
            names.add(text[start:end])
            at = shape.find(hump, end)
    return names


@lru_cache(_REMEMBERED_NAMES)
def _terms_of_name(word: bytes) -> tuple[str, ...]:
    name = word.decode()
    if len(name) > _LONGEST_IDENTIFIER or not _IDENTIFIER.fullmatch(name):
        return ()
    if name.islower() or name.isupper():
        joined = name.replace("_", "").lower()
        return (joined,) if "_" in name and len(joined) > 1 else ()
    pieces = identifier_pieces(name)
    if not 1 < len(pieces) <= _MOST_PIECES:
        return ()
    return ("".join(pieces), *(piece for piece in pieces if len(piece) > 1))


def _gather(value: object, found: list[str]) -> None:
    """Add the strings inside any JSON value in order; mapping keys are not text."""
    if isinstance(value, str):
        if value:
            found.append(value)
    elif isinstance(value, dict):
        mapping = cast("dict[str, Any]", value)
        if mapping.get("type") != "image" and "mediaType" not in mapping:
            for item in mapping.values():
                _gather(item, found)
    elif isinstance(value, (list, tuple)):
        for item in cast("list[Any]", value):
            _gather(item, found)


def _paths(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            if key in _PATH_KEYS:
                texts: list[str] = []
                _gather(item, texts)
                yield from (text for text in texts if len(text) <= _LONGEST_PATH)
            else:
                yield from _paths(item)
    elif isinstance(value, (list, tuple)):
        for item in cast("list[Any]", value):
            yield from _paths(item)


def _joined(texts: list[str]) -> str:
    """Return the texts as one, a line each, without encoded data and halves of characters."""
    if not texts:
        return ""
    text = "\n".join(texts)
    if _may_hold_encoded(text) and len(max(text.split(), key=len, default="")) > _LONGEST_WORD:
        text = _ENCODED.sub(" ", text)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _may_hold_encoded(text: str) -> bool:
    """Tell quickly whether a word may be longer than 200 characters.

    Blanks are looked for only where the longest allowed word would end.
    """
    at, last = -1, len(text) - _LONGEST_WORD - 1
    while at < last:
        end = at + _LONGEST_WORD + 2
        found = text.rfind(" ", at + 1, end)
        at = found if found >= 0 else text.rfind("\n", at + 1, end)
        if at < 0:
            return True
    return False
