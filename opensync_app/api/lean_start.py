"""Keeps Litestar from loading large packages that it supports and this program does not use with it."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

_SUPPORTED = ("pydantic", "starlette", "opentelemetry")
"""They come with the MCP SDK; Litestar 2 loads each that it finds: 10 MB and 0.3 s at every start."""


@contextmanager
def without_unused_support() -> Generator[None]:
    """Let packages that are not loaded yet look as if they were not installed, inside the block."""
    hidden = [name for name in _SUPPORTED if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment] # Python's own way to forbid an import
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
