"""JSON bodies to structs, forgiving where plugins are careless and exact about what is wrong."""

import asyncio
import functools
import re
from typing import Any, TypeVar

import msgspec

from opensync_app.api.errors import invalid_json
from opensync_app.core.errors import InvalidInputError

T = TypeVar("T")

_BIG = 256_000
"""Bodies from this size on are read beside the event loop (bytes)."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_ESCAPES = re.compile(
    rb"\\[^u]"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""Escapes in JSON text; group 1 is one half of a surrogate pair without the other."""


async def read_body(raw: bytes, kind: type[T]) -> T:
    """Return the struct a body holds; big bodies are read in a thread.

    Raises:
        InvalidInputError: it is not JSON or not of that shape.
    """
    if len(raw) < _BIG:
        return decode(raw, kind)
    return await asyncio.to_thread(decode, raw, kind)


def decode(raw: bytes, kind: type[T]) -> T:
    """Return the struct a JSON text holds; numbers may stand as text, unknown keys are ignored.

    A title cut in the middle of an emoji arrives as half a surrogate pair, which JavaScript
    writes and JSON readers refuse; it becomes U+FFFD.

    Raises:
        InvalidInputError: it is not JSON or not of that shape.
    """
    raw = raw.removeprefix(_BYTE_ORDER_MARK)
    if not raw.strip():
        message = "The request body is empty; it must be a JSON object."
        raise InvalidInputError(message, "$")
    try:
        return _decode(raw, kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        mended = _ESCAPES.sub(_whole_escape, raw)
        if mended == raw:
            raise _not_json(error) from error
    try:
        return _decode(mended, kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_json(error) from error


def _decode(raw: bytes, kind: type[T]) -> T:
    try:
        return _decoder(kind).decode(raw)
    except msgspec.ValidationError as error:
        raise invalid_json(error) from error
    except RecursionError as error:
        message = "The request body is nested too deeply."
        raise InvalidInputError(message, "$") from error


@functools.cache
def _decoder(kind: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, strict=False)


def _whole_escape(match: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if match[1] else match[0]


def _not_json(error: Exception) -> InvalidInputError:
    words = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
    return InvalidInputError(f"The request body is not JSON: {words}.", "$")
