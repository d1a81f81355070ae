"""What a user row of Claude Code is: typed by a person, or put in their mouth."""

import re

from opensync_app.core.session import Kind
from opensync_app.sources.claude_rows import Row
from opensync_app.sources.decoding import object_of
from opensync_app.sources.tags import inside

_OPENING = re.compile(r"<(\w[\w-]*)>")
_COMMAND_NAME = ("<command-name>", "</command-name>")
_COMMAND_ARGS = ("<command-args>", "</command-args>")

_COMMAND_STARTS = ("<command-name>", "<command-message>", "<bash-input>")
_OUTPUT_STARTS = ("<local-command-std", "<bash-stdout", "<bash-stderr")
_NOTICE_STARTS = ("<task-notification", "<teammate-message")
_INJECTED_STARTS = (
    "<local-command-caveat",
    "<system-reminder",
    "<user-prompt-submit-hook",
    "<ide_opened_file",
    "<ide_selection",
    "<session-start-hook",
)


def kind_of_prompt(row: Row, text: str, *, has_image: bool) -> Kind:
    """Return what the words of a user row are; `text` is stripped.

    The task that a model gives to a sub-agent counts as injected: no person typed it.
    Source: docs/source-formats.md#claude-code, verified 2026-11-23.
    """
    if row.is_compact_summary:
        return "summary"
    if row.is_meta:
        return "injected"
    if text.startswith("[Request interrupted by user"):
        return "interruption"
    if text.startswith(_COMMAND_STARTS):
        return "command"
    wrapped = None if has_image else _kind_of_wrapped(text)
    return wrapped or _kind_by_origin(row, is_empty=not text and not has_image)


def command_line_of(text: str) -> str | None:
    """Return a slash command as it was typed; None when the text is none."""
    name, _ = inside(text, *_COMMAND_NAME)
    if name is None:
        return None
    arguments, _ = inside(text, *_COMMAND_ARGS)
    return f"{name} {arguments or ''}".strip()


def _kind_of_wrapped(text: str) -> Kind | None:
    """Return the kind of a text that is nothing but what the tool wrapped in tags."""
    if not text.startswith("<"):
        return None
    for starts, kind in _WRAPPED_KINDS:
        if text.startswith(starts):
            return None if _has_words_outside(text) else kind
    return None


def _has_words_outside(text: str) -> bool:
    """Whether anything stands outside closed pairs of tags; linear however many are unclosed."""
    place = 0
    while place < len(text):
        opening = _OPENING.search(text, place)
        between = text[place : opening.start() if opening else len(text)]
        if between.strip() or opening is None:
            return bool(between.strip())
        end = text.find(f"</{opening[1]}>", opening.end())
        if end < 0:
            return True  # a tag that is never closed is a word like any other
        place = end + len(f"</{opening[1]}>")
    return False


def _kind_by_origin(row: Row, *, is_empty: bool) -> Kind:
    origin = object_of(row.origin).get("kind")
    if origin == "task-notification":
        return "notice"
    if origin not in (None, "human") or is_empty or row.is_sidechain:
        return "injected"
    return "prompt"


_WRAPPED_KINDS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (_OUTPUT_STARTS, "command"),
    (_NOTICE_STARTS, "notice"),
    (_INJECTED_STARTS, "injected"),
)
