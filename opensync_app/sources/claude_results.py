"""Large tool results, which Claude Code keeps in files beside the transcript and names in it."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from opensync_app.core.session import Message, Part, file_alias

FOLDER = "tool-results"

_START = 2000
"""Characters of a result in which the name of its file stands."""

_OPENING = "<persisted-output>"
_SAVED_TO = re.compile(r"saved to: [^\r\n]*[\\/]tool-results[\\/]([\w.-]{1,200})[ \t]*(?:[\r\n]|$)")


def results_folder(transcript: Path, session: str | None) -> Path | None:
    """Return where the large results of a transcript lie; None when its session is not known.

    A sub-agent's lie in the folder of its parent's session.
    """
    if transcript.parent.name == "subagents":
        return transcript.parent.parent / FOLDER
    return transcript.parent / session / FOLDER if session else None


def session_of_result(path: Path) -> str:
    """Return the session in whose folder a large result lies."""
    return path.parent.parent.name


def with_files(message: Message, folder_of: Callable[[], Path | None]) -> Message:
    """Return a message whose results name the files that hold the whole of them.

    `folder_of` tells where they lie; few messages ask.
    """
    if message.kind != "tool-result" or not any(map(_is_excerpt, message.parts)):
        return message
    folder = folder_of()
    if folder is None:
        return message
    parts = tuple(_with_file(part, folder) for part in message.parts)
    files = tuple(file_alias(part.file) for part in parts if part.file)
    if not files:
        return message
    return msgspec.structs.replace(message, parts=parts, aliases=(*message.aliases, *files))


def _is_excerpt(part: Part) -> bool:
    text: object = part.content
    return part.type == "tool-result" and isinstance(text, str) and text.startswith(_OPENING)


def _with_file(part: Part, folder: Path) -> Part:
    if not _is_excerpt(part):
        return part
    found = _SAVED_TO.search(part.content[:_START])
    if found is None or found[1].strip(".") == "":
        return part
    path = str(folder / found[1]).encode("utf-8", "backslashreplace").decode()
    return msgspec.structs.replace(part, file=path)
