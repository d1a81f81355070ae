"""Large tool results, which Claude Code keeps in files beside the transcript and names in it."""

import re
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


def with_files(message: Message, folder: Path | None) -> Message:
    """Return a message whose results name the files that hold the whole of them."""
    if folder is None or message.kind != "tool-result":
        return message
    parts = tuple(_with_file(part, folder) for part in message.parts)
    files = tuple(file_alias(part.file) for part in parts if part.file)
    if not files:
        return message
    return msgspec.structs.replace(message, parts=parts, aliases=(*message.aliases, *files))


def _with_file(part: Part, folder: Path) -> Part:
    text: object = part.content
    if part.type != "tool-result" or not isinstance(text, str) or not text.startswith(_OPENING):
        return part
    found = _SAVED_TO.search(text[:_START])
    if found is None or found[1].strip(".") == "":
        return part
    path = str(folder / found[1]).encode("utf-8", "backslashreplace").decode()
    return msgspec.structs.replace(part, file=path)
