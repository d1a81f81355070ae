"""A message's words and parts as one blob: msgpack, compressed when that pays."""

import threading
from typing import cast

import msgspec
import zstandard

from opensync_app.core.session import Part

_PLAIN = b"\x00"
_ZSTD = b"\x01"

_COMPRESS_FROM = 512
"""Bytes; smaller bodies do not shrink enough to be worth it (design/engines.md section 7)."""

_LEVEL = 3

_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
"""Whole numbers that msgpack can hold."""


class Body(msgspec.Struct, frozen=True, array_like=True):
    """What a message says.

    Attributes:
        text: the whole text when it did not come as parts.
        parts: pieces in order.
    """

    text: str | None
    parts: tuple[Part, ...]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Body)
_tools = threading.local()


def pack(body: Body) -> bytes:
    """Return the blob of a body; whole numbers that msgpack cannot hold become texts."""
    try:
        plain = _encoder.encode(body)
    except OverflowError:
        plain = _encoder.encode(_within_bounds(msgspec.to_builtins(body)))
    if len(plain) < _COMPRESS_FROM:
        return _PLAIN + plain
    return _ZSTD + compress(plain)


def unpack(blob: bytes) -> Body:
    """Return the body of a blob. Raises ValueError when the blob is damaged."""
    flag, payload = blob[:1], blob[1:]
    if flag == _ZSTD:
        payload = decompress(payload)
    elif flag != _PLAIN:
        message = f"A message body begins with the unknown byte {flag!r}."
        raise ValueError(message)
    return _decoder.decode(payload)


def _within_bounds(value: object) -> object:
    """Return a value with numbers beyond 64 bits, which JSON allows, written out."""
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {name: _within_bounds(item) for name, item in fields.items()}
    if isinstance(value, (list, tuple)):
        return [_within_bounds(item) for item in cast("list[object]", value)]
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        return str(value)
    return value


def compress(data: bytes) -> bytes:
    """Return a zstd frame of the bytes; safe in any thread."""
    compressor: zstandard.ZstdCompressor | None = getattr(_tools, "compressor", None)
    if compressor is None:
        compressor = zstandard.ZstdCompressor(level=_LEVEL)
        _tools.compressor = compressor
    return compressor.compress(data)


def decompress(data: bytes) -> bytes:
    """Return the bytes of a zstd frame; safe in any thread.

    Raises:
        ValueError: it is damaged.
    """
    decompressor: zstandard.ZstdDecompressor | None = getattr(_tools, "decompressor", None)
    if decompressor is None:
        decompressor = zstandard.ZstdDecompressor()
        _tools.decompressor = decompressor
    try:
        return decompressor.decompress(data)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
