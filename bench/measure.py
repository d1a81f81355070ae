"""What one run of a program costs: wall time, processor time, memory and bytes written."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_EVERY = 0.05
BLOCK = 512


class BenchError(Exception):
    """A measured program failed; the message holds its last words."""


@dataclass(frozen=True)
class Cost:
    """The price of one run: seconds of wall and processor time, bytes at the peak and written."""

    wall: float
    cpu: float
    peak_rss: int
    written: int
    output: str


def memory_of_tree(pid: int) -> int:
    """Return the resident bytes of a process and all its children; 0 when it is gone.

    What several processes share (the interpreter, its libraries) is counted once, where the system
    tells it (Linux: proportional set size); else once for each.
    """
    try:
        root = psutil.Process(pid)
        members = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for member in members:
        try:
            told = member.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(told, "pss", told.rss)
    return total


class PeakWatch:
    """Samples the memory of a process tree until it is stopped."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLE_EVERY):
            self.peak = max(self.peak, memory_of_tree(self._pid))

    def stop(self) -> int:
        """End the sampling and return the highest sum of resident bytes seen."""
        self._stop.set()
        self._thread.join()
        return self.peak


def run(command: Sequence[str], env: Mapping[str, str], log: Path) -> Cost:
    """Run a program to its end and return what it cost, waited-for children included.

    Raises:
        BenchError: it ended with another code than 0.
    """
    with log.open("w") as sink:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=dict(env), stdout=sink, stderr=subprocess.STDOUT)
        watch = PeakWatch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        peak = watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    output = log.read_text(errors="replace")
    if process.returncode != 0:
        raise BenchError(f"{' '.join(command)} ended with {process.returncode}:\n{output[-2000:]}")
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak_rss=max(peak, usage.ru_maxrss * 1024),
        written=usage.ru_oublock * BLOCK,
        output=output,
    )


def disk_usage(folder: Path) -> int:
    """Return the bytes that the files below a folder take on the disk."""
    return sum(path.stat().st_blocks * BLOCK for path in folder.rglob("*") if path.is_file())
