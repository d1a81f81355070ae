"""What a project is called, whatever machine its path was written on."""

import re

_SEPARATORS = re.compile(r"[\\/]+")
_DRIVE = re.compile(r"(?i)(?:\\\\\?\\|/)?[a-z]:(?:[\\/]|$)|/mnt/[a-z](?:/|$)")
"""The start of a path on a drive of Windows, as Windows writes it and as WSL does."""

_TREES_BESIDE = re.compile(r"(.+?)(?:[._-]|__)worktrees", re.IGNORECASE)
"""A folder of work trees beside its repository: `shop.worktrees`, `shop__worktrees`."""

_PARTS_OF_HOMES = {"home", "users"}
_TREES = {"worktrees", ".worktrees", "wt"}
_GIT_FOLDERS = {".git", ".bare"}
_GIT_FILE = re.compile(r"\s*gitdir:[ \t]*([^\r\n]+)")


def project_name_of(path: str | None) -> str | None:
    """Return what the repository at a path is called; None for none or a bare root.

    It is the last segment of the path. A work tree bears the name of its repository, where the
    path tells it; on a drive of Windows, where case means nothing, names are lower case.
    """
    if not path or not path.strip():
        return None
    segments = _segments(path)
    name = _repository_of(segments) or (segments[-1] if segments else None)
    return name.lower() if name and _DRIVE.match(path.strip()) else name


def same_folder_name(name: str, path: str | None) -> bool:
    """Return whether a name is nothing but the last segment of a path."""
    segments = _segments(path or "")
    return bool(segments) and segments[-1] == name


def repository_of_git_file(text: str, folder: str) -> str | None:
    """Return the name of the repository that a work tree's `.git` file points to.

    `folder` is where the file stands, for pointers that begin there. None when the file is of no
    work tree (a submodule has such a file too).
    """
    found = _GIT_FILE.match(text)
    if found is None:
        return None
    target = found[1].strip()
    if not (target.startswith(("/", "\\")) or _DRIVE.match(target)):
        target = f"{folder}/{target}"
    segments = _resolved(_segments(target))
    if len(segments) < 3 or segments[-2] != "worktrees":  # noqa: PLR2004 - repository/worktrees/name
        return None
    if segments[-3] in _GIT_FOLDERS:
        segments.pop(-3)
    return segments[-3].removesuffix(".git") if len(segments) > 2 else None  # noqa: PLR2004


def _segments(path: str) -> list[str]:
    """Return the names in a path without drive, roots and doubled or trailing slashes."""
    below = _DRIVE.sub("/", path.strip(), count=1) if _DRIVE.match(path.strip()) else path.strip()
    return [s for s in _SEPARATORS.split(below) if s and s != "." and not s.endswith(":")]


def _resolved(segments: list[str]) -> list[str]:
    """Return segments with every `..` gone up."""
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        else:
            kept.append(segment)
    return kept


def _repository_of(segments: list[str]) -> str | None:
    """Return the repository to which a path's work tree belongs, by the customs of the tools."""
    for place, segment in enumerate(segments):
        beside = _TREES_BESIDE.fullmatch(segment)
        if beside and place + 1 < len(segments) and beside[1].strip("._-"):
            return beside[1].rstrip("._-")
        if segment in _TREES:
            found = _of_trees(segments, place)
            if found:
                return found
    return None


def _of_trees(segments: list[str], place: int) -> str | None:
    """Return whose work trees lie in the folder at a place, or None.

    `<repository>/.worktrees/<branch>` and `<repository>/.claude/worktrees/<name>` name it above,
    `~/.worktrees/<repository>/<branch>`, `~/.codex/worktrees/<id>/<repository>` and
    `<anywhere>/wt/<repository>/<branch>` below.
    """
    folder, owner, below = segments[place], segments[:place], segments[place + 1 :]
    is_hidden = folder.startswith(".")
    if owner and owner[-1] == ".codex":
        return below[1] if len(below) > 1 else None
    if owner and owner[-1].startswith("."):
        owner, is_hidden = owner[:-1], True
    if not below or (not is_hidden and len(below) == 1):
        return None
    if folder == "wt" or _is_home(owner):
        return below[0]
    return owner[-1] if is_hidden else None


def _is_home(segments: list[str]) -> bool:
    """Return whether segments name a person's home folder, or nothing."""
    if len(segments) <= 1:
        return not segments or segments[0] == "root"
    return segments[-2].lower() in _PARTS_OF_HOMES and len(segments) == 2  # noqa: PLR2004
