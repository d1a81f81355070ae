"""No committed file names a package registry, a path of one machine, or a private key."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THIS = Path(__file__).resolve()
TEXT_UP_TO = 3_000_000
FORBIDDEN = {
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|proxy\.golang\.org"
        r"|crates\.io/api|^\s*--(?:extra-)?index-url|^\s*--find-links|^\s*registry\s*=",
        re.MULTILINE,
    ),
    "a download address in a lock": re.compile(r'"resolved":\s*"'),
    "a path of this machine": re.compile(r"(?<![\w./-])/(?:root|work)/"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}


def tracked() -> list[Path]:
    """Return the files that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file() and path.resolve() != THIS]


def text_of(path: Path) -> str:
    """Return the text of a file, or nothing when it is not text."""
    content = path.read_bytes()[:TEXT_UP_TO]
    return "" if b"\0" in content else content.decode("utf-8", "replace")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str):
    guilty = [
        f"{path.relative_to(ROOT)}: {found.group(0)!r}"
        for path in tracked()
        if (found := FORBIDDEN[what].search(text_of(path)))
    ]
    assert guilty == []


def test_locks_are_the_ones_we_use():
    names = {path.name for path in tracked()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml"}


def test_what_is_built_is_not_kept():
    folders = {part for path in tracked() for part in path.relative_to(ROOT).parts[:-1]}
    assert not folders & {"node_modules", "dist", "__pycache__", ".venv", "build"}
