"""Commits as questions: their subjects ask for the changes, from sessions and from this history.

A session of the development home edits files and then runs `git commit -m`; the edits since the
commit before are the change. One document for each commit, so each question has one answer.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from opensync_app.bootstrap import OpenSync
from opensync_app.core.records import StoredMessage
from opensync_app.settings import Settings

A_FILE = 700
"""Characters of the change of one file; longer ones are cut."""
_SUBJECT = re.compile(
    r"git (?:-C \S+ )?commit\b[^\n]*?-[a-z]*m \"?'?(?:\$\(cat <<'?EOF'?\n)?([^\"'\n]+)"
)
_FEWEST_LETTERS = 12
_OLD = ("old_string", "oldText", "oldString", "old_str")
_NEW = ("new_string", "newText", "newString", "new_str", "content", "file_text")
_PATCH = ("patchText", "patch", "input")
_GENERATED = ("package-lock.json", "openapi.json", "/api/generated/", ".lock", "requirements/")


def of_sessions(home: Path) -> Iterator[tuple[str, str]]:
    """Yield (subject, change) of every commit made in the sessions of a home."""
    with tempfile.TemporaryDirectory() as folder:
        core = OpenSync(Settings(data_dir=Path(folder), home=str(home)))
        try:
            core.importer().import_all()
            for number in core.store.sessions.ids_after(0, 100_000):
                yield from _of_messages(_messages(core, number))
        finally:
            core.close()


def of_history(repository: Path) -> Iterator[tuple[str, str]]:
    """Yield (subject, change) of every commit of a repository; generated files are left out."""
    for row in _git(repository, "log", "--no-merges", "--format=%H %s").splitlines():
        commit, _, subject = row.partition(" ")
        files = changed_files(_git(repository, "show", "--format=", "--unified=3", commit))
        yield subject, "\n".join(files)


def changed_files(diff: str) -> Iterator[str]:
    """Yield the beginning of the change of each file of a diff but generated ones."""
    for part in re.split(r"^diff --git ", diff, flags=re.MULTILINE)[1:]:
        name = part.split("\n", 1)[0]
        if not any(mark in name for mark in _GENERATED):
            yield part[:A_FILE]


def subject_of(command: str) -> str | None:
    """Return the first line of the message that a command commits with."""
    found = _SUBJECT.search(command)
    subject = found[1].strip() if found else ""
    return subject if len(subject) >= _FEWEST_LETTERS else None


def _of_messages(messages: Iterable[StoredMessage]) -> Iterator[tuple[str, str]]:
    changes: list[str] = []
    for message in messages:
        for part in message.parts:
            if part.type != "tool-call" or not isinstance(part.content, dict):
                continue
            arguments = cast("dict[str, Any]", part.content).get("args")
            if isinstance(arguments, str):
                arguments = {"input": arguments}
            if not isinstance(arguments, dict):
                continue
            texts = cast("dict[str, Any]", arguments)
            changes.extend(_change_of(texts))
            subject = subject_of(str(texts.get("command") or texts.get("cmd") or ""))
            if subject and changes:
                yield subject, "\n".join(changes)
                changes = []


def _change_of(arguments: dict[str, Any]) -> Iterator[str]:
    """Yield what the arguments of a tool call change, as a small diff; nothing if they do not."""
    path = arguments.get("file_path") or arguments.get("filePath") or arguments.get("path") or ""
    old = next((str(arguments[key]) for key in _OLD if arguments.get(key)), "")
    new = next((str(arguments[key]) for key in _NEW if arguments.get(key)), "")
    if path and new:
        removed = [f"-{row}" for row in old.splitlines()]
        added = [f"+{row}" for row in new.splitlines()]
        yield "\n".join([str(path), *removed[:12], *added])[:A_FILE]
    for key in _PATCH:
        if "*** Begin Patch" in str(arguments.get(key)):
            yield str(arguments[key])[:A_FILE]


def _messages(core: OpenSync, session_id: int) -> Iterator[StoredMessage]:
    cursor: str | None = None
    while True:
        page = core.store.messages.page(session_id, cursor)
        yield from page.messages
        if not page.next_cursor:
            return
        cursor = page.next_cursor


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)
    return done.stdout.decode(errors="replace")
