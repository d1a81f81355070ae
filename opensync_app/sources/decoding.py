"""Decoding a line as far as it can be read: odd fields are dropped, broken text is mended."""

import re
from itertools import accumulate
from typing import Any, Generic, TypeVar

import msgspec

from opensync_app.core.usage import micro_usd

T = TypeVar("T", bound=msgspec.Struct)

JsonObject = dict[str, Any]

MAX_DEPTH = 128
"""JSON that is nested deeper is not read, as no tool writes it: whoever walks through it or packs
it later, maybe high up on a stack, would fail where its reader did not."""

_MAX_COUNT = 1 << 53
_MAX_USD = 1_000_000_000

_TOO_DEEP = "nested too deeply"
_ALL_BUT_BRACKETS = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_STEPS = {byte: 1 if byte in b"[{" else -1 for byte in b"[]{}"}
_ESCAPES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


class RowDecoder(Generic[T]):
    """Reads JSON objects into one shape; whatever else stands in them is passed over."""

    def __init__(self, shape: type[T]) -> None:
        """Prepare for rows of `shape`, a struct whose fields all have defaults."""
        self._shape = shape
        self._decoder = msgspec.json.Decoder(shape)

    def decode(self, data: bytes) -> T:
        """Return the row. Raises msgspec.DecodeError, with the reason, when it is no object.

        One that is nested deeper than `MAX_DEPTH` is refused too. A known field of an unexpected type is left at its default. Invalid UTF-8 and lone halves
        of surrogate pairs, which JavaScript writes when it cuts a string, become U+FFFD.
        """
        try:
            row = self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            data = mended(data)
            row = self._decode_loosely(data)
        _refuse_deep(data)
        return row

    def _decode_loosely(self, data: bytes) -> T:
        try:
            return self._decoder.decode(data)
        except RecursionError:
            raise msgspec.DecodeError(_TOO_DEEP) from None
        except msgspec.ValidationError:
            return self._shape(**_fitting(self._shape, _object_in(data)))


def mended(data: bytes) -> bytes:
    """Return a line of JSON with what is no text replaced by U+FFFD; the rest stays as it is."""
    text = data.decode("utf-8", "replace")
    return _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], text).encode()


def json_in(text: str) -> object:
    """Return the JSON that a text holds. Raises msgspec.DecodeError when it holds none.

    What is nested deeper than `MAX_DEPTH` is none.
    """
    try:
        data = text.encode()
        value = _anything.decode(data)
    except RecursionError:
        raise msgspec.DecodeError(_TOO_DEEP) from None
    except UnicodeError as error:
        raise msgspec.DecodeError(str(error)) from None
    _refuse_deep(data)
    return value


def _object_in(data: bytes) -> JsonObject:
    try:
        return _objects.decode(data)
    except RecursionError:
        raise msgspec.DecodeError(_TOO_DEEP) from None


def _refuse_deep(data: bytes) -> None:
    """Raise msgspec.DecodeError for JSON, known to be sound, that is nested too deeply.

    Most lines open fewer brackets than would be needed; of the others those outside of strings
    are followed, each byte is looked at by quick means only.
    """
    if len(data) <= 2 * MAX_DEPTH or data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return
    bare = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _ALL_BUT_BRACKETS)
    brackets = b"".join(bare.split(b'"')[::2])
    if (
        len(brackets) > 2 * MAX_DEPTH
        and max(accumulate(map(_STEPS.__getitem__, brackets))) > MAX_DEPTH
    ):
        raise msgspec.DecodeError(_TOO_DEEP)


def _fitting(shape: type[msgspec.Struct], values: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for field in msgspec.structs.fields(shape):
        if field.encode_name in values:
            try:
                kept[field.name] = msgspec.convert(values[field.encode_name], field.type)
            except msgspec.ValidationError:
                continue
    return kept


def object_of(value: Any) -> JsonObject:  # noqa: ANN401 - tools write anything
    """Return a JSON object as it is, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def list_of(value: Any) -> list[Any]:  # noqa: ANN401 - tools write anything
    """Return a JSON array as it is, and an empty one for anything else."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def word_of(value: object) -> str | None:
    """Return a text that is not empty; None for anything else."""
    return value if isinstance(value, str) and value else None


def count_of(value: object) -> int | None:
    """Return a whole number that is not negative, also one written as a float; else None."""
    if type(value) is int:
        return value if 0 <= value < _MAX_COUNT else None
    return int(value) if isinstance(value, float) and 0 <= value < _MAX_COUNT else None


def micro_usd_of(value: object) -> int | None:
    """Return whole micro-dollars for an amount of US dollars; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return micro_usd(value) if 0 <= value < _MAX_USD else None


_objects = msgspec.json.Decoder(JsonObject)
_anything = msgspec.json.Decoder()
