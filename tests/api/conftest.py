"""A house per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.house import House, opened


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as house:
        yield house


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key."""
    async with house.client() as client:
        yield client


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key."""
    async with house.client(with_key=False) as client:
        yield client
