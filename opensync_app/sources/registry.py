"""The tuple of all sources, and look-up by name."""

from opensync_app.sources.base import Source
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.opencode import OpenCode

SOURCES: tuple[Source, ...] = (ClaudeCode(), OpenCode())


def by_name(name: str) -> Source | None:
    """Return the source of a canonical name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
