"""Opaque page cursors: where a page ended, in a form that clients hand back unread."""

import base64
import binascii
from typing import Annotated

import msgspec

from opensync_app.core.errors import InvalidInputError

Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""A number that fits the record's columns."""

Place = tuple[str | Whole | float | None, Whole]
"""Value of the sort column and record id of the last row of a page."""


def encode_cursor(place: Place) -> str:
    """Return a cursor for a place."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def decode_cursor(cursor: str) -> Place:
    """Return the place of a cursor.

    Raises:
        InvalidInputError: it is not one of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.b64decode(padded, b"-_", validate=True), type=Place)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        message = "The cursor is not one that this server gave out."
        raise InvalidInputError(message, "$.cursor") from error
