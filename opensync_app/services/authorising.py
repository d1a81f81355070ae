"""Issue, check and revoke keys and browser sessions; loopback and LAN policy."""

import ipaddress
import logging
import secrets
from collections.abc import Sequence
from concurrent.futures import Future

import msgspec

from opensync_app.core.access import (
    KEY_ALPHABET,
    KEY_LENGTH,
    KEY_START,
    LOCAL_OWNER_ID,
    SCOPES,
    ApiKey,
    BrowserSession,
    Identity,
    Scope,
    key_prefix,
    looks_like_key,
    secret_hash,
)
from opensync_app.core.clock import Clock
from opensync_app.core.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnauthorisedError,
)
from opensync_app.store.accounts import Accounts

_log = logging.getLogger(__name__)

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
_BROWSER_LIFE_MS = 30 * 24 * _HOUR_MS
_LONGEST_NAME = 200


class IssuedKey(msgspec.Struct, frozen=True):
    """A key at the one moment when it can be shown.

    Attributes:
        key: the secret; it is stored nowhere.
        record: what stays known of it.
    """

    key: str
    record: ApiKey


class Authorising:
    """Tells who asks; every check reads the record, so a revoked key is closed at once."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        """Check against the given accounts at the time of the given clock."""
        self._accounts = accounts
        self._clock = clock
        self._noted_uses: dict[int, int] = {}

    def issue_key(
        self,
        name: str,
        scopes: Sequence[str] = (),
        *,
        user_id: int = LOCAL_OWNER_ID,
        expires_at: int | None = None,
    ) -> IssuedKey:
        """Make a key and keep its hash. Durable once this returns.

        Raises:
            InvalidInputError: the name is empty or too long, or a scope is unknown.
        """
        shown = name.strip()
        if not shown or len(shown) > _LONGEST_NAME:
            message = f"A key needs a name of 1 to {_LONGEST_NAME} characters."
            raise InvalidInputError(message, "$.name")
        letters = "".join(secrets.choice(KEY_ALPHABET) for _ in range(KEY_LENGTH))
        key = KEY_START + letters
        record = ApiKey(
            id=0,
            user_id=user_id,
            name=shown,
            prefix=key_prefix(key),
            scopes=_read_scopes(scopes),
            created_at=self._clock.now_ms(),
            expires_at=expires_at,
        )
        return IssuedKey(key, self._accounts.add_key(record, secret_hash(key)))

    def keys(self, user_id: int = LOCAL_OWNER_ID) -> list[ApiKey]:
        """Return a user's open keys, oldest first."""
        return self._accounts.keys(user_id)

    def revoke_key(self, key_id: int, *, user_id: int = LOCAL_OWNER_ID) -> None:
        """Close a key for good.

        Raises:
            NotFoundError: the user has no such open key.
        """
        if not self._accounts.revoke_key(user_id, key_id, self._clock.now_ms()):
            message = "There is no such key, or it is revoked already."
            raise NotFoundError(message)

    def check_bearer(self, token: str) -> Identity:
        """Return who holds a bearer token.

        Raises:
            UnauthorisedError: it is none of our keys, or the key is revoked or expired.
        """
        if not looks_like_key(token):
            message = "Invalid or expired token"
            raise UnauthorisedError(message)
        found = self._accounts.find_key(secret_hash(token))
        now = self._clock.now_ms()
        if found is None or not found[0].is_valid_at(now):
            message = "Invalid API key"
            raise UnauthorisedError(message)
        key, user = found
        self._note_use(key, now)
        return Identity(user, key.scopes, "key")

    def check_cookie(self, secret: str) -> Identity:
        """Return who sits at a browser.

        Raises:
            UnauthorisedError: the browser session is unknown or over.
        """
        hashed = secret_hash(secret)
        found = self._accounts.find_browser(hashed)
        now = self._clock.now_ms()
        if found is None or found[0].expires_at <= now:
            message = "The browser session is over; load the page again."
            raise UnauthorisedError(message)
        session, user = found
        if now - session.last_seen_at > _HOUR_MS:
            seen = BrowserSession(user.id, now, now + _BROWSER_LIFE_MS)
            _log_failure(self._accounts.touch_browser(hashed, seen))
        return Identity(user, SCOPES, "browser")

    def admit_browser(self, user_id: int = LOCAL_OWNER_ID) -> str:
        """Let a browser in and return the secret for its cookie. Durable once this returns."""
        secret, now = secrets.token_urlsafe(32), self._clock.now_ms()
        session = BrowserSession(user_id, now, now + _BROWSER_LIFE_MS)
        self._accounts.add_browser(secret_hash(secret), session)
        return secret

    def has_account(self) -> bool:
        """Whether somebody has a password; browsers are then asked to sign in."""
        return self._accounts.has_account()

    def _note_use(self, key: ApiKey, now: int) -> None:
        """Write down a key's use, at most once a minute and behind urgent work."""
        known = max(key.last_used_at or 0, self._noted_uses.get(key.id, 0))
        if now - known >= _MINUTE_MS:
            self._noted_uses[key.id] = now
            _log_failure(self._accounts.touch_keys({key.id: now}))


def require_scope(identity: Identity, scope: Scope) -> None:
    """Check that a proof opens what is asked for.

    Raises:
        ForbiddenError: it does not.
    """
    if scope not in identity.scopes:
        message = f"This key does not have the scope {scope!r}; make one that has it."
        raise ForbiddenError(message)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone; an empty one means every address."""
    name = host.strip().strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def refuse_unsafe_bind(host: str, *, has_account: bool) -> None:
    """Check that a server on this address does not lie open to the network.

    Raises:
        ForbiddenError: others could reach it and nobody has a password.
    """
    if has_account or is_loopback(host):
        return
    message = (
        f"OpenSync does not listen on {host or 'every address'} before somebody has a password, "
        "because everybody on the network could read your sessions. "
        "Accounts come with the team server; until then use --host 127.0.0.1."
    )
    raise ForbiddenError(message)


def _read_scopes(names: Sequence[str]) -> tuple[Scope, ...]:
    """Return the scopes in their usual order; none named means all."""
    unknown = sorted(set(names) - set(SCOPES))
    if unknown:
        message = f"Unknown scope {unknown[0]!r}; there are {', '.join(SCOPES)}."
        raise InvalidInputError(message, "$.scopes")
    return tuple(scope for scope in SCOPES if not names or scope in names)


def _log_failure(future: Future[None]) -> None:
    """Say so in the log when a write that nobody waits for fails."""

    def report(done: Future[None]) -> None:
        error = done.exception()
        if error is not None:
            _log.warning("the time of last use was not written down: %s", error)

    future.add_done_callback(report)
