"""Addresses of files as editors write them."""

from urllib.parse import unquote, urlsplit


def folder_of(address: str) -> str | None:
    """Return the path of a `file:` address; None for any other, as of a remote workspace."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme != "file" or not path:
        return None
    has_drive = path[2:3] == ":"
    return path[1:] if has_drive else path
