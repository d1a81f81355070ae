"""Keys, browser sessions, and where a server may listen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnauthorisedError,
)
from opensync_app.services.authorising import Authorising, is_loopback, refuse_unsafe_bind
from tests.factories import OWNER, Recording, recording

DAY = 24 * 3600 * 1000


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as record:
        yield record


@pytest.fixture
def authorising(record: Recording) -> Authorising:
    return Authorising(record.store.accounts, record.clock)


def settle(record: Recording) -> None:
    """Wait until writes that nobody waits for are done."""
    record.store.database.write(lambda _: None, urgent=False)


def test_a_key_is_random_and_kept_as_a_hash_alone(authorising: Authorising, record: Recording):
    one, other = authorising.issue_key("one"), authorising.issue_key("two")

    assert re.fullmatch(r"osk_[0-9a-zA-Z]{32}", one.key)
    assert one.key != other.key
    assert one.record.prefix == one.key[:10]
    assert one.record.scopes == ("sync", "read")
    assert one.key.encode() not in record.store.database.path.read_bytes()
    wal = record.store.database.path.with_name(record.store.database.path.name + "-wal")
    assert one.key.encode() not in wal.read_bytes()


def test_a_key_tells_its_owner(authorising: Authorising):
    identity = authorising.check_bearer(authorising.issue_key("one", ["read"]).key)

    assert (identity.user.id, identity.scopes, identity.proof) == (OWNER, ("read",), "key")


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("osk_" + "a" * 32, "Invalid API key"),
        ("osk_", "Invalid API key"),
        ("osk_\ud800", "Invalid API key"),
        ("", "Invalid or expired token"),
        ("OSK_x", "Invalid or expired token"),
    ],
)
def test_any_other_token_is_refused(authorising: Authorising, token: str, words: str):
    authorising.issue_key("one")

    with pytest.raises(UnauthorisedError, match=f"^{words}$"):
        authorising.check_bearer(token)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_key_needs_a_name(authorising: Authorising, name: str):
    with pytest.raises(InvalidInputError):
        authorising.issue_key(name)


def test_an_unknown_scope_is_refused(authorising: Authorising):
    with pytest.raises(InvalidInputError, match="admin"):
        authorising.issue_key("one", ["read", "admin"])


def test_a_revoked_key_is_closed_and_gone_from_the_list(authorising: Authorising):
    issued = authorising.issue_key("one")

    authorising.revoke_key(issued.record.id)

    assert authorising.keys() == []
    with pytest.raises(UnauthorisedError):
        authorising.check_bearer(issued.key)
    with pytest.raises(NotFoundError):
        authorising.revoke_key(issued.record.id)


def test_the_last_use_is_written_at_most_once_a_minute(authorising: Authorising, record: Recording):
    key = authorising.issue_key("one").key
    assert authorising.keys()[0].last_used_at is None

    first = record.clock.now
    for _ in range(5):
        authorising.check_bearer(key)
        record.clock.forward(10_000)
    settle(record)
    assert authorising.keys()[0].last_used_at == first

    record.clock.forward(10_000)
    authorising.check_bearer(key)
    settle(record)
    assert authorising.keys()[0].last_used_at == first + 60_000


def test_a_browser_that_comes_back_stays_in(authorising: Authorising, record: Recording):
    secret = authorising.admit_browser()
    for _ in range(4):
        record.clock.forward(29 * DAY)
        assert authorising.check_cookie(secret).proof == "browser"
        settle(record)

    record.clock.forward(30 * DAY)
    with pytest.raises(UnauthorisedError):
        authorising.check_cookie(secret)


def test_a_guessed_cookie_is_refused(authorising: Authorising):
    authorising.admit_browser()

    with pytest.raises(UnauthorisedError):
        authorising.check_cookie("guess")


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("localhost", True),
        ("localhost.", True),
        ("::1", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),  # noqa: S104 - asked about, not bound
        ("::", False),
        ("", False),
        ("192.168.0.4", False),
        ("localhost.evil.com", False),
        ("127.0.0.1.nip.io", False),
    ],
)
def test_loopback_is_this_machine_alone(host: str, answer: bool):
    assert is_loopback(host) is answer


def test_an_open_address_without_an_account_is_refused_in_words():
    refuse_unsafe_bind("127.0.0.1", has_account=False)
    refuse_unsafe_bind("0.0.0.0", has_account=True)  # noqa: S104 - not bound

    with pytest.raises(ForbiddenError, match=r"0\.0\.0\.0.*--host 127\.0\.0\.1"):
        refuse_unsafe_bind("0.0.0.0", has_account=False)  # noqa: S104 - not bound
