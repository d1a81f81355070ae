"""Processes beside the server that import and index, so that answers never wait for them."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Literal

import msgspec

from opensync_app.core.changes import Change

_log = logging.getLogger(__name__)

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_PATIENCE_S = 30.0
"""How long a worker may take to finish what it is at when it is asked to stop."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Change)

Task = Literal["import", "index"]
"""What a worker is for: following the tools' files, or keeping the text index in step."""

COMMAND = "work"
"""Hidden command of the program that runs the worker."""


def command_line(task: Task) -> list[str]:
    """Return how this program starts itself as a worker, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, COMMAND, task]
    return [sys.executable, "-m", "opensync_app", COMMAND, task]


def encode(change: Change) -> bytes:
    """Return one line for the pipe."""
    return _encoder.encode(change) + b"\n"


def decode(line: bytes) -> Change | None:
    """Return what a line of the pipe says, or None when it is none of ours."""
    try:
        return _decoder.decode(line)
    except msgspec.MsgspecError:
        _log.warning("the worker said something unknown: %r", line[:200])
        return None


class WorkerProcess:
    """Runs the worker and starts it again when it dies; it ends with this process.

    The pipe is the bond: the worker stops when its input ends, whatever happened to the server.
    """

    def __init__(self, task: Task, settings: bytes, on_change: Callable[[Change], None]) -> None:
        """Hand over settings as one line of JSON; `on_change` hears what the worker announces."""
        self._task: Task = task
        self._settings = settings
        self._on_change = on_change
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{task}-worker", daemon=True)

    def start(self) -> None:
        """Start the worker."""
        self._thread.start()

    def tell(self, change: Change) -> None:
        """Tell the worker of a change; never blocks for long, a dead worker learns it later."""
        with self._guard:
            process = self._process
            if process is None or process.stdin is None:
                return
            try:
                process.stdin.write(encode(change))
                process.stdin.flush()
            except (OSError, ValueError):
                _log.debug("the worker does not listen any more")

    def stop(self) -> None:
        """Ask the worker to finish what it is at and wait for it."""
        self._stopping.set()
        with self._guard:
            process = self._process
            if process is not None and process.stdin is not None:
                process.stdin.close()
        if process is not None:
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()

    def _run(self) -> None:
        """Keep a worker alive; pauses grow while it keeps dying."""
        pause = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            heard = self._live()
            pause = _FIRST_PAUSE_S if heard else min(2 * pause, _LONGEST_PAUSE_S)
            if not self._stopping.is_set():
                _log.error("the %s worker ended; a new one starts in %.0f s", self._task, pause)
                self._stopping.wait(pause)

    def _live(self) -> bool:
        """Run one worker to its end; return whether it ever spoke."""
        with self._guard:
            if self._stopping.is_set():
                return True
            process = subprocess.Popen(  # noqa: S603 - this program itself
                command_line(self._task), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            self._process = process
            if process.stdin is not None:
                process.stdin.write(self._settings + b"\n")
                process.stdin.flush()
        heard = process.stdout is not None and self._listen(process.stdout)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        return heard

    def _listen(self, output: IO[bytes]) -> bool:
        heard = False
        for line in output:
            change = decode(line)
            if change is not None:
                heard = True
                self._on_change(change)
        return heard
