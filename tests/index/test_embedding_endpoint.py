"""An endpoint is asked as OpenAI's is, tried again when that helps, and never trusted."""

import numpy as np
import pytest

from opensync_app.index import embedding_endpoint
from opensync_app.index.embedder import EmbeddingFailedError, ModelChoice
from opensync_app.index.embedding_endpoint import EmbeddingEndpoint, key_of_endpoint
from tests.embedding_server import Script, embedding_server, vectors_of

vectors = vectors_of(lambda text: [len(text), 3.0, 0.0])


def refuses(status: int, **headers: str) -> Script:
    return lambda _body: (status, headers, b'{"error": "no\\nmodel"}')


def says(content: bytes) -> Script:
    return lambda _body: (200, {}, content)


def endpoint(url: str, *, key: str = "", tries: int = 3) -> EmbeddingEndpoint:
    return EmbeddingEndpoint(ModelChoice(url, "nomic", key), patience_s=5, tries=tries)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(embedding_endpoint.time, "sleep", pauses.append)
    return pauses


def test_it_is_asked_as_openai_is():
    with embedding_server(vectors) as server:
        found = endpoint(server.url, key="secret").embed(["four", "a"])
    path, headers, body = server.asked[0]
    assert path == "/v1/embeddings"
    assert headers["Authorization"] == "Bearer secret"
    assert body == {"model": "nomic", "input": ["four", "a"], "encoding_format": "float"}
    assert np.allclose(found, [[0.8, 0.6, 0], [1 / 10**0.5, 3 / 10**0.5, 0]])


def test_without_a_key_none_is_sent():
    with embedding_server(vectors) as server:
        endpoint(server.url).embed(["a"])
    assert "Authorization" not in server.asked[0][1]


def test_many_texts_go_in_pieces_and_come_back_in_order():
    texts = ["x" * (number + 1) for number in range(130)]
    with embedding_server(vectors) as server:
        found = endpoint(server.url).embed(texts)
    assert [
        len(body["input"]) for _, _, body in server.asked if body["input"] != ["dimension"]
    ] == [
        64,
        64,
        2,
    ]
    lengths = [round(float(row[0] / row[1] * 3)) for row in found]
    assert lengths == list(range(1, 131))


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_passing_failure_is_tried_again(status: int, no_pauses: list[float]):
    with embedding_server(refuses(status), refuses(status), vectors) as server:
        assert endpoint(server.url).embed(["four"]).shape == (1, 3)
    assert no_pauses == [0.5, 1.0]


def test_it_waits_as_long_as_the_endpoint_asks(no_pauses: list[float]):
    with embedding_server(
        refuses(429, **{"Retry-After": "7"}), refuses(429, **{"Retry-After": "999"}), vectors
    ) as server:
        endpoint(server.url).embed(["four"])
    assert no_pauses == [7.0, 30.0]


def test_a_refusal_is_not_tried_again_and_says_what_the_endpoint_said():
    with (
        embedding_server(refuses(401)) as server,
        pytest.raises(EmbeddingFailedError, match=r"answered 401: .*no.nmodel"),
    ):
        endpoint(server.url).embed(["a"])
    assert len(server.asked) == 1


def test_a_redirect_is_not_followed():
    """The key would go to whoever is named there."""
    with (
        embedding_server(vectors) as other,
        embedding_server(refuses(307, Location=other.url)) as server,
    ):
        with pytest.raises(EmbeddingFailedError, match="answered 307"):
            endpoint(server.url, key="secret").embed(["a"])
        assert other.asked == []


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"{}",
        b'{"data": []}',
        b'{"data": [{"embedding": []}]}',
        b'{"data": [{"embedding": [1, "two"]}]}',
        b'{"data": [{"embedding": [1e400]}]}',
    ],
)
def test_an_answer_that_is_none_is_refused(content: bytes):
    with embedding_server(says(content)) as server, pytest.raises(EmbeddingFailedError):
        endpoint(server.url).embed(["a"])


def test_vectors_of_another_length_are_refused():
    with embedding_server(vectors, says(b'{"data": [{"embedding": [1, 2]}]}')) as server:
        asked = endpoint(server.url)
        assert asked.dimension == 3
        with pytest.raises(EmbeddingFailedError, match="3 numbers"):
            asked.embed(["a"])


def test_half_a_character_is_no_reason_to_fail():
    with embedding_server(vectors) as server:
        endpoint(server.url).embed(["\ud800"])
    assert server.asked[0][2]["input"] == ["?"]


def test_nobody_there_is_a_sentence_without_what_the_url_may_hide():
    with embedding_server(vectors) as server:
        url = server.url.replace("http://", "http://me:hidden@")
    with pytest.raises(EmbeddingFailedError, match="cannot be reached") as caught:
        endpoint(url, tries=2).embed(["a"])
    assert "hidden" not in caught.value.message


@pytest.mark.parametrize(
    "url", ["ftp://here", "nowhere", "http://", "file:///etc", "http://x:99999"]
)
def test_a_url_that_is_none_is_refused_at_once(url: str):
    with pytest.raises(EmbeddingFailedError, match="embed_url"):
        endpoint(url)


def test_other_endpoints_and_models_have_other_keys():
    keys = {
        key_of_endpoint("http://a/v1", "m"),
        key_of_endpoint("http://b/v1", "m"),
        key_of_endpoint("http://a/v1", "n"),
    }
    assert len(keys) == 3
    assert key_of_endpoint("http://a/v1/", "m") in keys
