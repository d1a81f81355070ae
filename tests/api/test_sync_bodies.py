"""Bodies of pushes: careless JSON, huge texts, what is no JSON at all."""

import httpx
import pytest

from tests.api.house import House


async def push_message(client: httpx.AsyncClient, **fields: object) -> httpx.Response:
    body = {"sessionExternalId": "ses", "externalId": "m-1", "role": "user", **fields}
    return await client.post("/sync/message", json=body)


async def test_half_an_emoji_is_no_reason_to_lose_a_title(client: httpx.AsyncClient, house: House):
    body = rb'{"externalId": "ses", "title": "\ud83d\ude00 path\\ud83d \ud83d..."}'

    answer = await client.post("/sync/session", content=body)

    assert answer.status_code == 200
    assert house.recording.session().title == "\U0001f600 path\\ud83d \ufffd..."


async def test_a_word_that_reads_null_stays_a_word(client: httpx.AsyncClient, house: House):
    await push_message(client, textContent="null")

    assert house.recording.messages()[0].text_content == "null"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"externalId": NaN}',
        b'{"externalId": "a"} x',
        b'{"externalId": "\xff"}',
        b'{"externalId": "a", "parts": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
@pytest.mark.parametrize("path", ["/sync/session", "/sync/message", "/sync/batch"])
async def test_what_is_not_json_is_refused_and_nothing_is_stored(
    client: httpx.AsyncClient, house: House, path: str, body: bytes
):
    answer = await client.post(path, content=body)

    if answer.status_code == 200:
        assert path != "/sync/message", "nested unknown keys may be ignored, but not here"
    else:
        assert answer.status_code == 400
        assert answer.json()["code"] == "invalid_request"
        assert house.recording.store.journal.last() == 0


async def test_a_byte_order_mark_is_read_over(client: httpx.AsyncClient):
    answer = await client.post("/sync/session", content=b'\xef\xbb\xbf{"externalId": "a"}')

    assert answer.status_code == 200


async def test_the_content_type_does_not_matter(client: httpx.AsyncClient):
    answer = await client.post(
        "/sync/session", content=b'{"externalId": "a"}', headers={"content-type": "text/plain"}
    )

    assert answer.status_code == 200


async def test_ten_megabytes_in_one_message_are_taken(client: httpx.AsyncClient, house: House):
    text = "word " * 2_000_000

    answer = await push_message(client, textContent=text)

    assert answer.status_code == 200
    assert house.recording.messages()[0].text_content == text


async def test_too_large_a_body_is_refused_in_words(client: httpx.AsyncClient, house: House):
    answer = await push_message(client, textContent="x" * 25_000_001)

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert house.recording.store.journal.last() == 0
