"""An OpenAI-compatible embedding endpoint on this machine that answers as a test says."""

import http.server
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

Script = Callable[[dict[str, Any]], tuple[int, dict[str, str], bytes]]
"""The decoded body of a request to status, headers and content."""


class EmbeddingServer(http.server.ThreadingHTTPServer):
    """Answers as its scripts say, the last one for ever, and remembers what it was asked.

    Attributes:
        asked: path, headers and decoded body of each request.
    """

    def __init__(self, *scripts: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripts = [*scripts]
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1/"

    @property
    def texts(self) -> list[str]:
        """Every text it was asked for, the question for the dimension aside."""
        every = [text for _, _, body in self.asked for text in body["input"]]
        return [text for text in every if text != "dimension"]


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, EmbeddingServer)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.asked.append((self.path, dict(self.headers), body))
        script = server.scripts.pop(0) if len(server.scripts) > 1 else server.scripts[0]
        status, headers, content = script(body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


def vectors_of(make: Callable[[str], list[float]]) -> Script:
    """Answer a vector for each text, in reverse order, as is allowed."""

    def answer(body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        data = [
            {"object": "embedding", "index": place, "embedding": make(text)}
            for place, text in enumerate(body["input"])
        ]
        return 200, {"Content-Type": "application/json"}, json.dumps({"data": data[::-1]}).encode()

    return answer


@contextmanager
def embedding_server(*scripts: Script) -> Generator[EmbeddingServer]:
    """Serve until the block ends."""
    server = EmbeddingServer(*scripts)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
