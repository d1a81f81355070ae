"""The columns of a session after a further report of it."""

from typing import Any

import msgspec

from opensync_app.core.names import canonical_source
from opensync_app.core.projects import project_name_of, same_folder_name
from opensync_app.core.session import (
    FILE_PROMPT,
    FIRST_COMMAND,
    FIRST_PROMPT,
    Origin,
    SessionPatch,
)

Row = dict[str, Any]

PLAIN_FIELDS = (
    "git_branch",
    "git_commit",
    "git_remote",
    "provider",
    "agent_name",
    "parent_external_id",
    "machine",
    "summary",
    "start_type",
    "end_reason",
)
"""Columns that take whatever the last report says."""


def merged(known: Row, patch: SessionPatch, origin: Origin, now: int) -> Row:
    """Return the columns after a report."""
    after = dict(known)
    after["is_stub"] = 0
    after["is_imported" if origin == "import" else "is_pushed"] = 1
    _merge_source(after, patch)
    merge_title(after, patch, origin)
    _merge_project(after, patch, origin, known)
    _merge_model(after, patch)
    _merge_reported(after, patch, origin)
    _merge_times(after, patch, origin, known)
    outranked = origin == "push" and known["is_imported"]
    for name in PLAIN_FIELDS:
        value = getattr(patch, name)
        if value is not None and not (outranked and known[name] is not None):
            after[name] = value
    if origin == "push" and not known["is_pushed"]:
        after["updated_at"] = max(after["updated_at"], patch.created_at or now)
    return after


def _merge_source(after: Row, patch: SessionPatch) -> None:
    """A named source replaces the default; a message without one names none."""
    source = canonical_source(patch.source)
    if source is not None:
        after["source"], after["source_is_default"] = source, 0


def merge_title(after: Row, patch: SessionPatch, origin: Origin) -> None:
    """The better title wins; among first prompts the earliest, among others the latest."""
    if patch.title is None or not patch.title.strip():
        return
    rank, position = patch.title_rank, patch.title_position
    if origin == "import" and rank == FIRST_PROMPT:
        rank = FILE_PROMPT
    known_rank, known_position = after["title_rank"], after["title_position"]
    if after["title"] is not None and rank == known_rank:
        is_first = rank in (FIRST_COMMAND, FIRST_PROMPT, FILE_PROMPT)
        better = position <= known_position if is_first else position >= known_position
    else:
        better = after["title"] is None or rank > known_rank
    if better:
        after["title"] = patch.title.strip()
        after["title_rank"], after["title_position"] = rank, position


def _merge_project(after: Row, patch: SessionPatch, origin: Origin, known: Row) -> None:
    """The first working directory a file names stays; what a file says outranks a push."""
    if origin == "import" and known["is_imported"] and known["project_path"]:
        return
    if origin == "push" and known["is_imported"] and known["project_path"]:
        return
    if patch.project_path is not None:
        after["project_path"] = patch.project_path
        after["project_name"] = project_name_of(patch.project_path)
    if patch.project_name is not None:
        path = after["project_path"]
        is_folder = same_folder_name(patch.project_name, path)
        after["project_name"] = project_name_of(path) if is_folder else patch.project_name


def _merge_model(after: Row, patch: SessionPatch) -> None:
    """The last model named is the session's; all of them are remembered in order."""
    if patch.model is None:
        return
    after["model"] = patch.model
    models: list[str] = msgspec.json.decode(after["models"])
    if patch.model not in models:
        after["models"] = msgspec.json.encode([*models, patch.model]).decode()


def _merge_reported(after: Row, patch: SessionPatch, origin: Origin) -> None:
    """Totals as the sender counts them; a later zero is a client that lost count.

    A tool's own file counts its cost better than a plugin does.
    """
    for column, value in (
        ("reported_prompt_tokens", patch.prompt_tokens),
        ("reported_completion_tokens", patch.completion_tokens),
    ):
        if value is not None and (value > 0 or after[column] is None):
            after[column] = value
    outranked = origin == "push" and after["is_imported"] and after.get("has_usage")
    known_cost = after["reported_cost_micro_usd"]
    if patch.cost_micro_usd is not None and not (outranked and known_cost is not None):
        after["reported_cost_micro_usd"] = patch.cost_micro_usd
    if patch.duration_ms is not None:
        after["reported_duration_ms"] = patch.duration_ms


def _merge_times(after: Row, patch: SessionPatch, origin: Origin, known: Row) -> None:
    """A file knows when a session began and ended; a push only guesses by its arrival."""
    if origin != "import":
        if patch.created_at is not None and known["is_stub"]:
            after["created_at"] = patch.created_at
        return
    began, active = patch.created_at, patch.active_at
    told = known["is_imported"]
    if began is not None:
        after["started_at"] = _least(known["started_at"] if told else None, began)
        after["created_at"] = after["started_at"]
    if active is not None:
        after["ended_at"] = _greatest(known["ended_at"] if told else None, active)
        first = not known["is_imported"] and not known["is_pushed"]
        after["updated_at"] = active if first else max(known["updated_at"], active)


def _least(known: int | None, value: int) -> int:
    return value if known is None else min(known, value)


def _greatest(known: int | None, value: int) -> int:
    return value if known is None else max(known, value)
