"""Users, keys and browser sessions: their shapes, and the checks that need no storage."""

import hashlib
import hmac
import string
from typing import Literal

import msgspec

Scope = Literal["sync", "read"]
SCOPES: tuple[Scope, ...] = ("sync", "read")

UserRole = Literal["owner", "member"]

KEY_START = "osk_"
KEY_ALPHABET = string.digits + string.ascii_letters
KEY_LENGTH = 32
_SHOWN = len(KEY_START) + 6

LOCAL_OWNER_ID = 1
"""The user who owns what is on this machine; exists from the first start, without a password."""


class User(msgspec.Struct, frozen=True):
    """A person.

    Attributes:
        id: record id.
        name: as shown.
        role: the owner may do everything.
    """

    id: int
    name: str
    role: UserRole


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a key; the key itself is never stored.

    Attributes:
        id: record id.
        user_id: whose key.
        name: as given by its maker.
        prefix: the first characters, to tell keys apart.
        scopes: what it opens.
        created_at: epoch ms; so are the others. None means never.
    """

    id: int
    user_id: int
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    created_at: int
    last_used_at: int | None = None
    expires_at: int | None = None
    revoked_at: int | None = None

    def is_valid_at(self, now: int) -> bool:
        """Whether the key opens anything at that moment (epoch ms)."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class BrowserSession(msgspec.Struct, frozen=True):
    """One browser that was let in; its secret stands in a cookie, its hash in the record.

    Attributes:
        user_id: who is in.
        last_seen_at: epoch ms, exact to the hour.
        expires_at: epoch ms.
    """

    user_id: int
    last_seen_at: int
    expires_at: int


class Identity(msgspec.Struct, frozen=True):
    """Who asks, and how they proved it.

    Attributes:
        user: the person.
        scopes: what this proof opens.
        proof: `key` for a bearer key, `browser` for the cookie.
    """

    user: User
    scopes: tuple[Scope, ...]
    proof: Literal["key", "browser"]


def secret_hash(secret: str) -> bytes:
    """Return the SHA-256 of a key or cookie.

    A plain hash suffices because the secrets are random and longer than 128 bits.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def is_same_hash(one: bytes, other: bytes) -> bool:
    """Compare two hashes in constant time."""
    return hmac.compare_digest(one, other)


def looks_like_key(token: str) -> bool:
    """Whether a bearer token means to be one of our keys."""
    return token.startswith(KEY_START)


def key_prefix(key: str) -> str:
    """Return the part of a key that may be shown after its making."""
    return key[:_SHOWN]
