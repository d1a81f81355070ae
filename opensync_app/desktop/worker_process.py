"""Processes beside the server that import, index and embed, so that answers never wait for them."""

import contextlib
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

Task = Literal["import", "index", "embed"]
"""What a worker is for: following the tools' files, keeping the text index in step, or making
vectors of what is in the record."""

COMMAND = "work"
"""Hidden command of the program that runs the worker."""

AWAITED = "--awaited"
"""Its option that says that a person waits for the work, so that the worker does not step back."""


def command_line(task: Task, *, is_awaited: bool = False) -> list[str]:
    """Return how this program starts itself as a worker, frozen or not."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "opensync_app"]
    return [sys.executable, *module, COMMAND, task, *([AWAITED] if is_awaited else [])]


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

    def __init__(
        self,
        task: Task,
        settings: bytes,
        on_change: Callable[[Change], None],
        *,
        lasting: bool = True,
        is_awaited: bool = False,
    ) -> None:
        """Hand over settings as one line of JSON; `on_change` hears what the worker announces.

        A worker that is not `lasting` runs only between `want` and `rest`. One that is awaited does
        not step back behind other programs.
        """
        self._task: Task = task
        self._is_awaited = is_awaited
        self._settings = settings
        self._on_change = on_change
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._wanted = threading.Event()
        self._is_resting = False
        self._first: tuple[Change, ...] = ()
        if lasting:
            self._wanted.set()
        self._thread = threading.Thread(target=self._run, name=f"{task}-worker", daemon=True)

    def start(self) -> None:
        """Start the worker."""
        self._thread.start()

    def want(self, *orders: Change) -> None:
        """Let the worker run from now on; it hears these orders first when it is to be started."""
        self._first = orders
        self._wanted.set()

    def rest(self) -> None:
        """Let the worker finish what it is at and end, until it is wanted again; returns at once."""
        self._wanted.clear()
        self._is_resting = True
        with self._guard:
            self._end_input()

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
        self._wanted.set()
        with self._guard:
            process = self._process
            self._end_input()
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
            self._wanted.wait()
            heard = self._live()
            if self._is_resting:
                self._is_resting = False
                continue
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
                command_line(self._task, is_awaited=self._is_awaited),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._process = process
            if process.stdin is not None:
                orders = b"".join(encode(order) for order in self._first)
                process.stdin.write(self._settings + b"\n" + orders)
                process.stdin.flush()
        heard = process.stdout is not None and self._listen(process.stdout)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        return heard

    def _end_input(self) -> None:
        """Tell the worker to end; called under the guard."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _listen(self, output: IO[bytes]) -> bool:
        heard = False
        for line in output:
            change = decode(line)
            if change is not None:
                heard = True
                self._on_change(change)
        return heard
