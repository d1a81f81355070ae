"""Decoding a line as far as it can be read: odd fields are dropped, broken text is mended."""

import re
from typing import Any, Generic, TypeVar, cast

import msgspec

from opensync_app.core.usage import micro_usd

T = TypeVar("T", bound=msgspec.Struct)

JsonObject = dict[str, Any]

_MAX_COUNT = 1 << 53
_MAX_USD = 1_000_000_000

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

        A known field of an unexpected type is left at its default. Invalid UTF-8 and lone halves
        of surrogate pairs, which JavaScript writes when it cuts a string, become U+FFFD.
        """
        try:
            return self._decoder.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._decode_loosely(mended(data))

    def _decode_loosely(self, data: bytes) -> T:
        try:
            return self._decoder.decode(data)
        except RecursionError:
            raise msgspec.DecodeError("nested too deeply") from None
        except msgspec.ValidationError:
            fields = _objects.decode(data)
        return self._shape(**_fitting(self._shape, fields))


def mended(data: bytes) -> bytes:
    """Return a line of JSON with what is no text replaced by U+FFFD; the rest stays as it is."""
    text = data.decode("utf-8", "replace")
    return _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], text).encode()


def _fitting(shape: type[msgspec.Struct], values: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for field in msgspec.structs.fields(shape):
        if field.encode_name in values:
            try:
                kept[field.name] = msgspec.convert(values[field.encode_name], field.type)
            except msgspec.ValidationError:
                continue
    return kept


def object_of(value: object) -> JsonObject:
    """Return a JSON object as it is, and an empty one for anything else."""
    return cast("JsonObject", value) if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """Return a JSON array as it is, and an empty one for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def word_of(value: object) -> str | None:
    """Return a text that is not empty; None for anything else."""
    return value if isinstance(value, str) and value else None


def count_of(value: object) -> int | None:
    """Return a whole number that is not negative, also one written as a float; else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if 0 <= value < _MAX_COUNT else None


def micro_usd_of(value: object) -> int | None:
    """Return whole micro-dollars for an amount of US dollars; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return micro_usd(value) if 0 <= value < _MAX_USD else None


_objects = msgspec.json.Decoder(JsonObject)
