"""Users, keys and browser sessions in the record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.access import ApiKey, BrowserSession, secret_hash
from opensync_app.store.accounts import Accounts
from tests.factories import NOW, OWNER, Recording, recording


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as record:
        yield record


@pytest.fixture
def accounts(record: Recording) -> Accounts:
    return record.store.accounts


def key(name: str = "laptop") -> ApiKey:
    return ApiKey(
        id=0, user_id=OWNER, name=name, prefix="osk_abcdef", scopes=("sync",), created_at=NOW
    )


def test_this_machines_owner_is_there_from_the_start(accounts: Accounts):
    owner = accounts.user(OWNER)

    assert owner is not None
    assert (owner.name, owner.role) == ("owner", "owner")
    assert accounts.user(2) is None
    assert not accounts.has_account()


def test_a_password_makes_an_account(accounts: Accounts, record: Recording):
    record.store.database.write(
        lambda connection: connection.execute("UPDATE users SET password_hash = 'x'")
    )

    assert accounts.has_account()


def test_a_key_is_found_by_its_hash(accounts: Accounts):
    kept = accounts.add_key(key(), secret_hash("osk_1"))

    found = accounts.find_key(secret_hash("osk_1"))
    assert found is not None
    assert found[0] == kept
    assert found[1].id == OWNER
    assert accounts.find_key(secret_hash("osk_2")) is None


def test_keys_are_listed_until_they_are_revoked(accounts: Accounts):
    first = accounts.add_key(key("one"), secret_hash("1"))
    second = accounts.add_key(key("two"), secret_hash("2"))

    assert accounts.revoke_key(OWNER, first.id, NOW)
    assert accounts.keys(OWNER) == [second]
    assert not accounts.revoke_key(OWNER, first.id, NOW)
    assert not accounts.revoke_key(99, second.id, NOW)


def test_last_use_is_written(accounts: Accounts):
    kept = accounts.add_key(key(), secret_hash("1"))

    accounts.touch_keys({kept.id: NOW + 5}).result()

    assert accounts.keys(OWNER)[0].last_used_at == NOW + 5


def test_a_user_has_at_most_two_hundred_browsers(accounts: Accounts, record: Recording):
    for number in range(205):
        accounts.add_browser(
            secret_hash(str(number)), BrowserSession(OWNER, NOW + number, NOW + 10**9)
        )

    count = record.store.database.read(
        lambda c: c.execute("SELECT count(*) FROM browser_sessions").fetchone()
    )[0]
    assert count == 200
    assert accounts.find_browser(secret_hash("0")) is None
    assert accounts.find_browser(secret_hash("204")) is not None


def test_expired_browsers_are_dropped_when_a_new_one_comes(accounts: Accounts):
    accounts.add_browser(secret_hash("old"), BrowserSession(OWNER, NOW, NOW + 10))

    accounts.add_browser(secret_hash("new"), BrowserSession(OWNER, NOW + 11, NOW + 99))

    assert accounts.find_browser(secret_hash("old")) is None
