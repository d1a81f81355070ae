"""One program on trial: with a home and a data folder of its own, commands to run and routes to ask.

Uses nothing but Python's standard library, so that it can run beside a binary on a bare machine.
"""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

UP_WITHIN = 60.0
TALKS_FOR = 60.0
OK = 200


class SmokeError(Exception):
    """The program did not do what it must; the message says what."""


def expect(truth: object, sentence: str) -> None:
    """Raise SmokeError with this sentence unless the value is true."""
    if not truth:
        raise SmokeError(sentence)


class Trial:
    """One program, with a home folder and a data folder of its own."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program = program
        self.home = folder / "home"
        self.data = folder / "data"
        self.log = folder / "serve.log"
        self.home.mkdir()
        self.env = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "PATH": os.environ.get("PATH", os.defpath),
            "OPENSYNC_DATA_DIR": str(self.data),
        }
        self.headers: dict[str, str] = {}
        self.port = 0

    def command(self, *arguments: str) -> str:
        """Run a command of the program to its end and return what it printed.

        Raises:
            SmokeError: it ended with another code than 0.
        """
        done = subprocess.run(
            [str(self.program), *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = (done.stdout + done.stderr)[-2000:]
        expect(
            done.returncode == 0, f"`{' '.join(arguments)}` ended with {done.returncode}: {said}"
        )
        return done.stdout

    def conversation(self, command: str, said: str, answers: int) -> list[str]:
        """Say lines to a command that reads them; return so many lines of its answer."""
        talker = subprocess.Popen(
            [str(self.program), command],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        limit = threading.Timer(TALKS_FOR, talker.kill)
        limit.start()
        try:
            if talker.stdin is None or talker.stdout is None:
                raise SmokeError("a pipe is missing")
            talker.stdin.write(said)
            talker.stdin.flush()
            lines = [talker.stdout.readline() for _ in range(answers)]
            talker.stdin.close()
            expect(talker.wait() == 0, f"`{command}` ended with {talker.returncode}")
            talker.stdout.close()
        finally:
            limit.cancel()
            talker.kill()
            talker.wait()
        return lines

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the server on a free port and wait until it is healthy."""
        self.port = free_port()
        arguments = [str(self.program), "serve", "--port", str(self.port)]
        with self.log.open("wb") as sink:
            server = subprocess.Popen(
                arguments, env=self.env, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL
            )
        try:
            within(UP_WITHIN, "the server did not answer /health", lambda: self.is_up(server))
        except SmokeError:
            server.kill()
            server.wait()
            raise
        return server

    def is_up(self, server: "subprocess.Popen[bytes]") -> bool:
        """Tell whether /health answers; fail at once when the process has ended."""
        expect(server.poll() is None, "the server ended by itself")
        try:
            return self.ask("GET", "/health")[0] == OK
        except OSError:
            return False

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, str, str]:
        """Send one request; return status, content type and text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        kinds = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }
        headers = {**self.headers, **kinds}
        sent = None if body is None else json.dumps(body)
        try:
            connection.request(method, path, body=sent, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        return answer.status, answer.headers.get("Content-Type", ""), text

    def ask_ok(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
        """Send one request and return its decoded JSON; anything but 200 is an error."""
        status, _, text = self.ask(method, path, body)
        expect(status == OK, f"{method} {path} answered {status}: {text[:500]}")
        return json.loads(text)


def free_port() -> int:
    """Return a loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def within(seconds: float, sentence: str, is_true: Callable[[], bool]) -> None:
    """Wait until something is true; raise SmokeError with the sentence when it stays false."""
    end = time.monotonic() + seconds
    while not is_true():
        expect(time.monotonic() < end, f"{sentence} within {seconds:.0f} s")
        time.sleep(0.05)
