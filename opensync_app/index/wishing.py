"""A wish for a new text index, left beside it by a command for the process that writes it."""

from pathlib import Path

_WISH = "renew"


def wish_for_new(root: Path) -> None:
    """Ask whoever writes the index below a folder to build it anew beside the one that serves."""
    (root / _WISH).touch()


def is_wished(root: Path) -> bool:
    """Return whether a new index is wished for."""
    return (root / _WISH).exists()


def grant(root: Path) -> bool:
    """Take the wish, if there is one; return whether there was."""
    try:
        (root / _WISH).unlink()
    except FileNotFoundError:
        return False
    return True
