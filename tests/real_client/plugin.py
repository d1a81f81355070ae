"""The unmodified claude-code-sync from npm, as a user would install and run it."""

import os
import pty
import select
import subprocess
import time
from pathlib import Path

from tests.real_client.packages import installed, node

COMMAND = Path("claude-code-sync") / "dist" / "cli.js"


class Plugin:
    """The plugin with a home folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._env = {"HOME": str(home), "PATH": os.defpath, "TERM": "dumb"}

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [str(node()), str(installed() / COMMAND), *arguments],
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
            [str(node()), str(installed() / COMMAND), *arguments],
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
