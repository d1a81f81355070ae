"""Memory of processes that live long: garbage is looked for seldom, and what is free goes back to the system."""

import gc
import sys
from collections.abc import Callable
from functools import cache

_YOUNG = 100_000
"""Objects that are made before garbage is looked for among them; nearly all die by themselves."""

_M_ARENA_MAX = -8
_ARENAS = 2
"""Heaps that threads share; by default glibc makes one for every thread, and each stays full."""


def collect_seldom() -> None:
    """Look for garbage seldom; called once, when everything is loaded."""
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)


def share_heaps() -> None:
    """Let all threads share a few heaps; called once, before threads start."""
    tune = _glibc("mallopt")
    if tune is not None:
        tune(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Collect garbage and return free memory to the system; takes a few milliseconds."""
    gc.collect()
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _glibc(name: str) -> Callable[..., int] | None:
    """Return a function of the C library; None where it has another one."""
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415 - only here, and only on Linux

    return getattr(ctypes.CDLL(None), name, None)
