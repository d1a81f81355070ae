"""Which sessions are automated: nobody sat at the keyboard of them."""

_UNATTENDED = ("exec", "mcp", "claude-code-github-action")
"""Start types of runs that take their prompt from a script: `codex exec`, a tool as a server for
another one, a job of a forge. Source: `source` of Codex rollouts and `entrypoint` of Claude Code
transcripts, seen in published and captured sessions, 2026-11-23."""

_FORKING = ("pi",)
"""Tools whose sessions name as parent the session that a person branched off from."""


def is_automated(
    *,
    source: str,
    start_type: str | None,
    parent_external_id: str | None,
    is_imported: bool,
    messages: int,
    prompts: int,
    commands: int,
) -> bool:
    """Return whether a session is a script's, a sub-agent's, or one that nobody typed into.

    A run of an SDK or of a program's print mode says so in its start type (`sdk-cli`, `sdk-py`,
    `sdk-ts`). A sub-agent has a parent; its warm-ups do too. What remains is judged by its words:
    a session with messages but without a typed prompt or command is a hook's or a tool's own. Of
    a session that was only pushed that cannot be said, plugins leave out too much.

    The column `noise` of the record says the same in SQL; a test holds the two together.
    """
    if start_type is not None and (start_type in _UNATTENDED or start_type.startswith("sdk")):
        return True
    if parent_external_id is not None and source not in _FORKING:
        return True
    return is_imported and messages > 0 and prompts == 0 and commands == 0


def is_empty(*, is_pushed: bool, messages: int) -> bool:
    """Return whether nothing was said in a session; a plugin tells of some before their messages."""
    return messages == 0 and not is_pushed
