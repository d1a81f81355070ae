"""The two programs that are measured: how each one imports, serves, searches and is kept apart."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from bench import measure
from bench.measure import BenchError, Cost

ROOT = Path(__file__).resolve().parent.parent
UP_WITHIN = 60.0
OK = 200
CLEAN = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE")


@dataclass
class Contender:
    """One program with a home folder to read and a data folder of its own."""

    name: str
    home: Path
    data: Path
    import_command: list[str]
    serve_command: Callable[[int], list[str]]
    environment: Mapping[str, str]
    search_path: str
    tool_search_path: str
    list_path: str
    ready_path: str
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def env(self) -> dict[str, str]:
        """Return the whole environment of the program: nothing of ours leaks in."""
        kept = {name: os.environ[name] for name in CLEAN if name in os.environ}
        return {**kept, "HOME": str(self.home), **self.environment}

    def run_import(self) -> Cost:
        """Import what is new in the home folder, to the end."""
        return measure.run(self.import_command, self.env(), self.data.with_suffix(".log"))

    def forget(self) -> None:
        """Remove the data folder, so that the next import is a first one."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)


def opensync(home: Path, data: Path) -> Contender:
    """Return this tree's OpenSync."""
    program = str(ROOT / ".venv" / "bin" / "opensync")
    return Contender(
        name="OpenSync",
        home=home,
        data=data,
        import_command=[program, "import", "--home", str(home), "--json"],
        serve_command=lambda port: [program, "serve", "--port", str(port)],
        environment={"OPENSYNC_DATA_DIR": str(data)},
        search_path="/api/search?type=fulltext&limit=20&q=",
        tool_search_path="/api/search?type=fulltext&limit=20&q=",
        list_path="/api/sessions?limit=50",
        ready_path="/health",
    )


def agentsview(home: Path, data: Path, program: Path) -> Contender:
    """Return agentsview, told to stay off the network."""
    silent = {
        "DO_NOT_TRACK": "1",
        "AGENTSVIEW_TELEMETRY_ENABLED": "0",
        "AGENTSVIEW_DISABLE_UPDATE_CHECK": "1",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    return Contender(
        name="agentsview",
        home=home,
        data=data,
        import_command=["env", "AGENTSVIEW_NO_DAEMON=1", str(program), "sync"],
        serve_command=lambda port: [
            *(str(program), "serve", "--no-browser", "--no-update-check"),
            *("--port", str(port)),
        ],
        environment={
            "AGENTSVIEW_DATA_DIR": str(data),
            "CLAUDE_PROJECTS_DIR": str(home / ".claude" / "projects"),
            **silent,
        },
        search_path="/api/v1/search?limit=20&q=",
        tool_search_path="/api/v1/search/content?mode=substring&in=tool_result&limit=20&pattern=",
        list_path="/api/v1/sessions?limit=50",
        ready_path="/api/v1/sessions?limit=1",
    )


def install_agentsview(work: Path) -> Path:
    """Install the locked agentsview into an environment of its own and return its program."""
    folder = work / "agentsview"
    program = folder / "bin" / "agentsview"
    if not program.is_file():
        print("bench: installing agentsview from requirements/bench.txt", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        lock = str(ROOT / "requirements" / "bench.txt")
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--no-input", "--require-hashes", "-r", lock], check=True)
    return program


class Server(AbstractContextManager["Server"]):
    """A running contender: started on entry, ended on exit; asks over one kept connection."""

    def __init__(self, contender: Contender) -> None:
        self.contender = contender
        self.port = free_port()
        self.cold_start = 0.0
        self._log = contender.data.with_suffix(".serve.log")
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def __enter__(self) -> "Server":
        """Start the program and wait for its first answer; keep how long that took (seconds)."""
        begun = time.perf_counter()
        with self._log.open("w") as sink:
            self.process = subprocess.Popen(
                self.contender.serve_command(self.port),
                env=self.contender.env(),
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - begun > UP_WITHIN:
                self.__exit__(None, None, None)
                raise BenchError(f"{self.contender.name} did not start:\n{self._log.read_text()}")
            time.sleep(0.005)
        self.cold_start = time.perf_counter() - begun
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ask the program to end, and end it when it does not within ten seconds."""
        self._connection.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        self._connection.close()
        try:
            return self.get(self.contender.ready_path)[0] == OK
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for a path over the kept connection; return the status and the whole body."""
        self._connection.request("GET", path, headers=self.contender.headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def post(self, path: str, body: bytes) -> int:
        """Send JSON over the kept connection; return the status once the answer is read."""
        headers = {**self.contender.headers, "Content-Type": "application/json"}
        self._connection.request("POST", path, body=body, headers=headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def search(self, question: str, *, tools: bool = False) -> tuple[float, int]:
        """Search, and return (seconds, bytes of the answer).

        Raises:
            BenchError: the program refused the question.
        """
        contender = self.contender
        path = contender.tool_search_path if tools else contender.search_path
        begun = time.perf_counter()
        status, body = self.get(path + quote(question))
        seconds = time.perf_counter() - begun
        if status != OK:
            raise BenchError(f"{contender.name} answered {status} to {question!r}: {body[:300]!r}")
        return seconds, len(body)

    def finds(self, token: str) -> bool:
        """Tell whether a search for a rare word has a hit (the echoed question is not one)."""
        _, body = self.get(self.contender.search_path + quote(token))
        return bool(re.search(rb"<mark>", body)) and token.encode() in body

    def rss(self) -> int:
        """Return the resident bytes of the server and its children."""
        return measure.memory_of_tree(self.process.pid)


def give_key(contender: Contender) -> None:
    """Create a key by OpenSync's command line, for the searches over HTTP."""
    command = [contender.import_command[0], "key", "create", "--name", "bench", "--json"]
    cost = measure.run(command, contender.env(), contender.data.with_suffix(".key.log"))
    key = json.loads(cost.output[cost.output.index("{") :])["key"]
    contender.headers["Authorization"] = f"Bearer {key}"


def free_port() -> int:
    """Return a loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
