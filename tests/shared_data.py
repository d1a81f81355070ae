"""The real sessions beside the repository, unpacked once for all workers of all test runs."""

import fcntl
import hashlib
import os
import shutil
import tarfile
import tempfile
from functools import cache
from pathlib import Path

import pytest
import zstandard

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OPENSYNC_SHARED", ROOT.parent / "shared"))


def shared(name: str) -> Path:
    """Return a file beside the repository; the calling test is skipped when it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared data has no {name} (OPENSYNC_SHARED names its folder)")
    return path


@cache
def unpack(name: str) -> Path:
    """Return the folder that holds an archive of the shared data, to be read only.

    `name` is a `.tar.zst` below `data/`. The folder is named by the archive's digest, so that it
    is unpacked once on a machine; the calling test is skipped when there is no such archive.
    """
    archive = shared(f"data/{name}")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"opensync-test-data-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / digest
    with (folder / f"{digest}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _extract(archive, target)
    return target


def _extract(archive: Path, target: Path) -> None:
    """Unpack beside the target and rename, so that a killed run leaves no half of it."""
    half = target.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    reader = zstandard.ZstdDecompressor()
    with (
        archive.open("rb") as packed,
        reader.stream_reader(packed) as stream,
        tarfile.open(fileobj=stream, mode="r|") as tar,
    ):
        tar.extractall(half, filter="data")
    half.rename(target)
