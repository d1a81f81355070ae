"""How a session is taken up again with the tool that it was made with."""

import re

import msgspec

_COMMANDS = {
    "claude-code": "claude --resume {}",
    "codex-cli": "codex resume {}",
    "copilot-cli": "copilot --resume {}",
    "cursor-sync": "cursor-agent --resume {}",
    "factory-droid": "droid --resume {}",
    "gemini-cli": "gemini --resume {}",
    "opencode": "opencode --session {}",
    "pi": "pi --session {}",
}
"""By source; as the tools' own help and documentation have it, 2026-11-23."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}", re.ASCII)
"""An id that no shell reads anything into."""

_FORKING = ("pi",)


class Resume(msgspec.Struct, frozen=True):
    """What to type to go on with a session.

    Attributes:
        command: one command line, safe to paste into a shell.
        cwd: the folder to type it in; None when it is not known.
    """

    command: str
    cwd: str | None


def resume_of(
    source: str, external_id: str, parent_external_id: str | None, project_path: str | None
) -> Resume | None:
    """Return how a session is resumed; None for a sub-agent's and where its tool knows no way.

    An id that is not letters, digits and a few marks is never put on a command line.
    """
    command = _COMMANDS.get(source)
    is_agent = parent_external_id is not None and source not in _FORKING
    if command is None or is_agent or _PLAIN.fullmatch(external_id) is None:
        return None
    return Resume(command.format(external_id), project_path)
