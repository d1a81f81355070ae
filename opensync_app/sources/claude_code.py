"""Claude Code: transcripts, the files of its sub-agents, and large tool results."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from opensync_app.core.session import AI_TITLE, SessionPatch
from opensync_app.core.titles import title_of
from opensync_app.sources.base import BadLine, Chunk, Home, Parsed, Position, SourceFile
from opensync_app.sources.claude_results import FOLDER, session_of_result
from opensync_app.sources.claude_rows import AgentMeta
from opensync_app.sources.claude_transcript import SOURCE, Transcript
from opensync_app.sources.decoding import RowDecoder
from opensync_app.sources.documents import is_blank, read_document
from opensync_app.sources.folders import files_under, source_file
from opensync_app.sources.jsonl import read_lines

_META = ".meta.json"
_meta = RowDecoder(AgentMeta)


class ClaudeCode:
    """Reads `projects/` of Claude Code.

    A session is `<project>/<session>.jsonl`. A sub-agent is a session of its own, named
    `<session>:agent-<id>`: older versions write `agent-<id>.jsonl` beside the session, newer ones
    `<session>/subagents/agent-<id>.jsonl` with a `.meta.json`. Files in
    `<session>/tool-results/` hold what the transcript only excerpts.
    """

    name = SOURCE
    parser_version = 3
    is_verbatim = True

    def folders(self, home: Home) -> tuple[Path, ...]:
        """Return the projects folders: of CLAUDE_CONFIG_DIR, else of the home folder."""
        moved = home.environment.get("CLAUDE_CONFIG_DIR", "").strip()
        if moved:
            parts = [part.strip() for part in moved.split(",")]
            return tuple(Path(part) / "projects" for part in parts if part)
        config = home.environment.get("XDG_CONFIG_HOME") or home.path / ".config"
        return home.path / ".claude" / "projects", Path(config) / "claude" / "projects"

    def discover(self, home: Home) -> Iterator[SourceFile]:
        """Yield transcripts, and what belongs to them with a lower priority."""
        seen: set[Path] = set()
        for folder in self.folders(home):
            for entry in files_under(folder, (".jsonl", _META, ".txt", ".json")):
                path = Path(entry.path)
                if path not in seen and _is_ours(path):
                    seen.add(path)
                    found = source_file(SOURCE, path, entry, _priority(path))
                    if found:
                        yield found

    def owns(self, home: Home, path: Path) -> SourceFile | None:
        """Return the file itself when it lies in a projects folder and is read."""
        inside = any(path.is_relative_to(folder) for folder in self.folders(home))
        return (
            source_file(SOURCE, path, None, _priority(path)) if inside and _is_ours(path) else None
        )

    def read(self, file: SourceFile, position: Position | None) -> Iterator[Chunk]:
        """Yield new lines of a transcript, or a changed small file whole. Raises OSError."""
        reader = read_lines if file.path.suffix == ".jsonl" else read_document
        return reader(file, position)

    def parse(self, file: SourceFile, chunk: Chunk, state: bytes) -> Parsed:
        """Return what the chunk says; of sub-agents' meta files their name and task."""
        if file.path.name.endswith(_META):
            return _parse_meta(file.path, chunk)
        if file.path.suffix != ".jsonl":
            return Parsed((), (), completes=session_of_result(file.path))
        agent = file.path.stem if file.path.stem.startswith("agent-") else None
        session = _parent_of(file.path) if agent else file.path.stem
        return Transcript(chunk, state, session=session, agent=agent, path=file.path).parsed()


def _is_ours(path: Path) -> bool:
    return path.name.endswith((".jsonl", _META)) or path.parent.name == FOLDER


def _priority(path: Path) -> int:
    if path.suffix == ".jsonl":
        return 2 if _parent_of(path) is None else 1
    return 0


def _parent_of(path: Path) -> str | None:
    """Return the session above a `subagents` folder; None when the path tells none."""
    parts = path.parts
    if "subagents" not in parts:
        return None
    return parts[len(parts) - 1 - parts[::-1].index("subagents") - 1]


def _parse_meta(path: Path, chunk: Chunk) -> Parsed:
    parent = _parent_of(path)
    if parent is None or is_blank(chunk):
        return Parsed((), ())
    try:
        meta = _meta.decode(chunk.raw)
    except msgspec.DecodeError as error:
        return Parsed((), (), (BadLine(0, str(error)),))
    patch = SessionPatch(
        external_id=f"{parent}:{path.name.removesuffix(_META)}",
        source=SOURCE,
        parent_external_id=parent,
        agent_name=meta.agent_type,
        title=title_of(meta.description) if meta.description else None,
        title_rank=AI_TITLE if meta.description else 0,
    )
    return Parsed((patch,), ())
