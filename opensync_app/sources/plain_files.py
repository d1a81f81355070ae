"""Opening a file without ever waiting for it: pipes and devices are refused."""

import os
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

NOT_PLAIN = "it is a pipe, a socket or a device, not a file"


def open_plain(path: str | Path) -> BinaryIO:
    """Open a file for reading; a pipe or a device is refused, it could let us wait for ever.

    Raises OSError.
    """
    stream = open(path, "rb", opener=_open_at_once)  # noqa: SIM115 - the caller closes it
    if not S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(NOT_PLAIN)
    return stream


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def text_name(name: str) -> str:
    """Return a file's name as text that can be kept; bytes that are no UTF-8 are written out."""
    return name.encode("utf-8", "backslashreplace").decode()
