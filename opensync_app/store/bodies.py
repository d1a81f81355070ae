"""A message's words and parts as one blob: msgpack, compressed when that pays."""

import hashlib
import threading
from collections.abc import ByteString, Callable, Sequence
from typing import cast

import msgspec
import zstandard

from opensync_app.core.session import Part

_PLAIN = b"\x00"
_ZSTD = b"\x01"
_TAUGHT = b"\x02"
"""Followed by the four bytes of a dictionary's id."""

_ID_BYTES = 4

_COMPRESS_FROM = 512
"""Bytes; smaller bodies do not shrink enough to be worth it (design/engines.md section 7)."""

_COMPRESS_TAUGHT_FROM = 64
"""Bytes; with a dictionary smaller ones shrink too (measured 2026-11-23)."""

_LEVEL = 3

_WORTH_GOING_TOGETHER = 8
"""Bodies; fewer are compressed one by one."""

_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
"""Whole numbers that msgpack can hold."""

Library = Callable[[int], bytes | None]
"""Finds the bytes of a dictionary by its id; None when it does not have it."""


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
_dictionaries: dict[int, zstandard.ZstdCompressionDict] = {}
_libraries: list[Library] = []


class Tools(threading.local):
    """Each thread's own compressors and decompressors, by dictionary."""

    def __init__(self) -> None:
        self.compressors: dict[int | None, zstandard.ZstdCompressor] = {}
        self.decompressors: dict[int | None, zstandard.ZstdDecompressor] = {}


_tools = Tools()


def encoded(body: Body) -> bytes:
    """Return a body as msgpack; whole numbers that it cannot hold become texts."""
    try:
        return _encoder.encode(body)
    except OverflowError:
        return _encoder.encode(_within_bounds(msgspec.to_builtins(body)))


def pack(body: Body, dictionary: int | None = None) -> bytes:
    """Return the blob of a body, packed with a dictionary that was taught when one is named."""
    return _packed(encoded(body), dictionary)


def pack_all(bodies: Sequence[Body], dictionary: int | None = None) -> list[bytes]:
    """Return the blobs of bodies as `pack` does, compressed in one go.

    Other threads of the program run meanwhile, and are not waited for after every body.
    """
    plain = [encoded(body) for body in bodies]
    least = _COMPRESS_FROM if dictionary is None else _COMPRESS_TAUGHT_FROM
    large: list[ByteString] = [words for words in plain if len(words) >= least]
    if len(large) < _WORTH_GOING_TOGETHER:
        return [_packed(words, dictionary) for words in plain]
    head = _ZSTD if dictionary is None else _TAUGHT + dictionary.to_bytes(_ID_BYTES, "big")
    frames = iter(_compressor(dictionary).multi_compress_to_buffer(large))
    return [
        _smaller(head + next(frames).tobytes(), words) if len(words) >= least else _PLAIN + words
        for words in plain
    ]


def pack_like(body: Body, blob: bytes) -> bytes:
    """Return the blob of a body in the way of a known one: the same body gives the same blob."""
    return pack(body, _dictionary_of(blob))


def unpack(blob: bytes) -> Body:
    """Return the body of a blob. Raises ValueError when the blob is damaged."""
    flag, payload = blob[:1], blob[1:]
    if flag == _ZSTD:
        payload = decompress(payload)
    elif flag == _TAUGHT:
        dictionary = int.from_bytes(payload[:_ID_BYTES], "big")
        payload = _unpacked(_decompressor(dictionary), payload[_ID_BYTES:])
    elif flag != _PLAIN:
        message = f"A message body begins with the unknown byte {flag!r}."
        raise ValueError(message)
    return _decoder.decode(payload)


def teach(data: bytes) -> int:
    """Make a dictionary known to this process; return its id, which its bytes decide."""
    number = int.from_bytes(hashlib.blake2b(data, digest_size=_ID_BYTES).digest(), "big")
    if number not in _dictionaries:
        made = zstandard.ZstdCompressionDict(data)
        made.precompute_compress(level=_LEVEL)  # pyright: ignore[reportUnknownMemberType]
        _dictionaries[number] = made
    return number


def add_library(library: Library) -> None:
    """Ask this library for dictionaries that this process does not know yet."""
    _libraries.append(library)


def remove_library(library: Library) -> None:
    """Ask it no more."""
    _libraries.remove(library)


def _packed(plain: bytes, dictionary: int | None) -> bytes:
    if len(plain) < (_COMPRESS_FROM if dictionary is None else _COMPRESS_TAUGHT_FROM):
        return _PLAIN + plain
    head = _ZSTD if dictionary is None else _TAUGHT + dictionary.to_bytes(_ID_BYTES, "big")
    return _smaller(head + _compressor(dictionary).compress(plain), plain)


def _smaller(packed: bytes, plain: bytes) -> bytes:
    return packed if len(packed) <= len(plain) else _PLAIN + plain


def _dictionary_of(blob: bytes) -> int | None:
    return int.from_bytes(blob[1 : 1 + _ID_BYTES], "big") if blob[:1] == _TAUGHT else None


def _taught(number: int) -> zstandard.ZstdCompressionDict:
    """Return a dictionary. Raises ValueError when nobody has it."""
    for library in () if number in _dictionaries else tuple(_libraries):
        data = library(number)
        if data is not None:
            teach(data)
    if number not in _dictionaries:
        message = f"A message body was packed with dictionary {number}, which is missing."
        raise ValueError(message)
    return _dictionaries[number]


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
    return _compressor(None).compress(data)


def decompress(data: bytes) -> bytes:
    """Return the bytes of a zstd frame; safe in any thread.

    Raises:
        ValueError: it is damaged.
    """
    return _unpacked(_decompressor(None), data)


def _unpacked(decompressor: zstandard.ZstdDecompressor, data: bytes) -> bytes:
    try:
        return decompressor.decompress(data)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def _compressor(dictionary: int | None) -> zstandard.ZstdCompressor:
    """Return this thread's compressor."""
    known = _tools.compressors
    if dictionary not in known:
        taught = None if dictionary is None else _taught(dictionary)
        known[dictionary] = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=taught, write_dict_id=False
        )
    return known[dictionary]


def _decompressor(dictionary: int | None) -> zstandard.ZstdDecompressor:
    """Return this thread's decompressor."""
    known = _tools.decompressors
    if dictionary not in known:
        taught = None if dictionary is None else _taught(dictionary)
        known[dictionary] = zstandard.ZstdDecompressor(dict_data=taught)
    return known[dictionary]
