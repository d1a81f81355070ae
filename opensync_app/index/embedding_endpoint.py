"""Embedding by an OpenAI-compatible endpoint: the only request that ever leaves this machine.

Nothing is sent unless the setting `embed_url` names an endpoint. Redirects are not followed, so the
key goes to nobody else. Shape: POST {base}/embeddings, as OpenAI, Ollama, vLLM and LM Studio serve
it (checked 2026-11-23).
"""

import hashlib
import http.client
import math
import ssl
import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from opensync_app.index.embedder import EmbeddingFailedError, Matrix, ModelChoice, readable

_BATCH = 64
"""Texts in one request."""

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_MOST_BYTES = 64 * 1024 * 1024
_OK = 200
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which a second try may succeed."""


class _Vector(msgspec.Struct):
    """One vector of a reply."""

    embedding: list[float]
    index: int = 0


class _Reply(msgspec.Struct):
    """What the endpoint answers."""

    data: list[_Vector]


class _PassingError(EmbeddingFailedError):
    """A second try may succeed; `pause_s` is what the endpoint asks to wait, if it does."""

    def __init__(self, message: str, pause_s: float | None = None) -> None:
        super().__init__(message)
        self.pause_s = pause_s


def key_of_endpoint(url: str, model: str) -> str:
    """Return what an endpoint's vectors are called: its model, and a digest of where it is."""
    digest = hashlib.blake2b(url.rstrip("/").encode(), digest_size=4).hexdigest()
    return f"{model}@{digest}"


class EmbeddingEndpoint:
    """An endpoint; safe in any thread."""

    def __init__(self, choice: ModelChoice, *, patience_s: float, tries: int) -> None:
        """Ask this endpoint, at most `tries` times, each time for at most `patience_s` seconds.

        Raises:
            EmbeddingFailedError: the URL is none.
        """
        try:
            self._place = urlsplit(choice.url.rstrip("/") + "/embeddings")
            self._port = self._place.port
        except ValueError as error:
            raise EmbeddingFailedError(_no_url(choice.url)) from error
        if self._place.scheme not in ("http", "https") or not self._place.hostname:
            raise EmbeddingFailedError(_no_url(choice.url))
        self._choice = choice
        self._patience_s = patience_s
        self._tries = tries
        self._guard = threading.Lock()
        self._dimension = 0

    @property
    def key(self) -> str:
        """What the vectors are called."""
        return key_of_endpoint(self._choice.url, self._choice.model)

    @property
    def name(self) -> str:
        """The model's name as the endpoint knows it."""
        return self._choice.model

    @property
    def dimension(self) -> int:
        """Numbers in a vector; asks the endpoint once.

        Raises:
            EmbeddingFailedError: it does not answer.
        """
        with self._guard:
            if not self._dimension:
                self._dimension = len(self._ask(["dimension"])[0])
            return self._dimension

    def least_near(self, text: str, *, is_known: bool, among: int) -> float:
        """Return -1: every model has cosines of its own."""
        del text, is_known, among
        return -1.0

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a vector for each text, in their order.

        Raises:
            EmbeddingFailedError: with what the endpoint said; the texts are not kept anywhere.
        """
        import numpy as np  # noqa: PLC0415 - not before vectors are wanted

        rows: list[list[float]] = []
        for start in range(0, len(texts), _BATCH):
            rows += self._ask(list(texts[start : start + _BATCH]))
        wanted = self.dimension
        if any(len(row) != wanted for row in rows):
            message = f"The embedding endpoint answers vectors that are not of {wanted} numbers."
            raise EmbeddingFailedError(message)
        matrix = np.asarray(rows, np.float32).reshape(len(rows), wanted)
        return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)

    def _ask(self, texts: list[str]) -> list[list[float]]:
        """Ask until there is an answer or no try is left."""
        pause = _FIRST_PAUSE_S
        for left in range(self._tries - 1, -1, -1):
            try:
                return self._once(texts)
            except _PassingError as error:
                if not left:
                    raise
                time.sleep(min(_LONGEST_PAUSE_S, error.pause_s or pause))
                pause *= 2
        message = "The embedding endpoint was not asked."
        raise EmbeddingFailedError(message)

    def _once(self, texts: list[str]) -> list[list[float]]:
        body = msgspec.json.encode(
            {
                "model": self._choice.model,
                "input": [readable(text) for text in texts],
                "encoding_format": "float",
            }
        )
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._choice.key:
            headers["Authorization"] = f"Bearer {self._choice.key}"
        connection = self._connection()
        try:
            connection.request("POST", self._place.path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read(_MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            message = f"The embedding endpoint {self._where} cannot be reached: {error}"
            raise _PassingError(message) from error
        finally:
            connection.close()
        if answer.status != _OK:
            raise self._refused(answer, content)
        return self._read(content, len(texts))

    def _read(self, content: bytes, count: int) -> list[list[float]]:
        try:
            data = msgspec.json.decode(content, type=_Reply).data
        except msgspec.MsgspecError as error:
            message = f"The embedding endpoint {self._where} answers something else: {error}"
            raise EmbeddingFailedError(message) from error
        rows = [vector.embedding for vector in sorted(data, key=lambda vector: vector.index)]
        if len(rows) != count or not all(row and all(map(math.isfinite, row)) for row in rows):
            message = f"The embedding endpoint {self._where} left out vectors."
            raise EmbeddingFailedError(message)
        return rows

    def _refused(self, answer: http.client.HTTPResponse, content: bytes) -> EmbeddingFailedError:
        said = " ".join(content[:300].decode("utf-8", "replace").split())
        message = f"The embedding endpoint {self._where} answered {answer.status}: {said}"
        if answer.status not in _PASSING:
            return EmbeddingFailedError(message)
        wait = answer.headers.get("Retry-After", "")
        return _PassingError(message, float(wait) if wait.isdecimal() else None)

    @property
    def _where(self) -> str:
        """The endpoint without what may be secret in its URL."""
        return f"{self._place.scheme}://{self._place.hostname}{self._place.path}"

    def _connection(self) -> http.client.HTTPConnection:
        host: Any = self._place.hostname
        if self._place.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(
                host, self._port, timeout=self._patience_s, context=context
            )
        return http.client.HTTPConnection(host, self._port, timeout=self._patience_s)


def _no_url(url: str) -> str:
    return f"The setting embed_url must be the base URL of an embedding endpoint, not {url!r}."
