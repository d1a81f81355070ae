"""The tuple of all sources, and look-up by name."""

from opensync_app.sources.base import Source
from opensync_app.sources.claude_code import ClaudeCode
from opensync_app.sources.codex import CodexCli
from opensync_app.sources.copilot import CopilotCli
from opensync_app.sources.cursor import CursorSync
from opensync_app.sources.cursor_editor import CursorEditor
from opensync_app.sources.droid import FactoryDroid
from opensync_app.sources.gemini import GeminiCli
from opensync_app.sources.opencode import OpenCode
from opensync_app.sources.pi import Pi
from opensync_app.sources.specstory import SpecStory

SOURCES: tuple[Source, ...] = (
    ClaudeCode(),
    OpenCode(),
    CodexCli(),
    GeminiCli(),
    CopilotCli(),
    Pi(),
    FactoryDroid(),
    CursorSync(),
    CursorEditor(),
    SpecStory(),
)


def by_name(name: str) -> Source | None:
    """Return the source of a canonical name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
