"""A whole OpenSync: the real program as a process of its own, on a free port."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec

START_S = 60
_READY = re.compile(r"OpenSync is at (http://\S+)")


def command(*words: str) -> list[str]:
    """The command line of the program under test."""
    return [sys.executable, "-m", "opensync_app", *words]


def environment(home: Path) -> dict[str, str]:
    """The environment of a person whose home is elsewhere."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "SSL_CERT_FILE")}
    return kept | {"HOME": str(home), "XDG_DATA_HOME": str(home / ".local" / "share")}


def run(*words: str, home: Path) -> str:
    """Run one command to its end and return what it printed."""
    done = subprocess.run(
        command(*words),
        check=False,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class RunningServer:
    """A server and its worker, started as a person starts them.

    Attributes:
        url: where it answers.
        key: an osk_ key for everything.
        home: the home folder whose tools it follows.
        data_dir: its data folder.
    """

    def __init__(self, data_dir: Path, home: Path, *options: str, key: str | None = None) -> None:
        self.data_dir, self.home = data_dir, home
        self.key = key or make_key(data_dir, home)
        self.log: list[str] = []
        self.process = subprocess.Popen(
            command("serve", "--port", "0", "--data-dir", str(data_dir), *options),
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.url = ""
        self._up = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._up.wait(START_S) or not self.url:
            self.kill()
            raise AssertionError("the server did not start:\n" + "".join(self.log))
        self.client = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.key}"}, timeout=30
        )

    def get(self, path: str, **parameters: Any) -> Any:
        answer = self.client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError(f"waited {seconds} s for {what}\n" + "".join(self.log[-30:]))

    def settle(self, seconds: float = 120) -> None:
        """Wait until every file is imported and everything is searchable."""

        def settled() -> bool:
            status = self.get("/api/status")
            started = status["import"]["startedAt"] is not None
            return started and status["import"]["state"] == "idle" and status["index"]["lag"] == 0

        self.wait(settled, "import and index", seconds)

    def stop(self) -> int:
        """Stop it as a person does and return its exit code."""
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self._close()
        return code

    def kill(self) -> None:
        """Kill the server and its worker at once, without any warning."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self._close()

    def kill_server_alone(self) -> None:
        """Kill the server; the worker notices that its input ends."""
        self.process.kill()
        self.process.wait(30)

    def _close(self) -> None:
        self._reader.join(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line)
            if found := _READY.search(line):
                self.url = found.group(1)
                self._up.set()
        self._up.set()


def make_key(data_dir: Path, home: Path) -> str:
    """Make a key as a person does, on the command line."""
    printed = run("key", "create", "--name", "t", "--json", "--data-dir", str(data_dir), home=home)
    return msgspec.json.decode(printed, type=dict[str, str])["key"]


@contextmanager
def running(data_dir: Path, home: Path, *options: str) -> Generator[RunningServer]:
    """A server for one test."""
    server = RunningServer(data_dir, home, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
