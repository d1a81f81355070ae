"""`make setup` finds a fitting Python, says what is missing, and does nothing twice."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "packaging" / "setup.sh"
TOOLS = ("sh", "dirname", "cat", "cksum", "rm", "sed")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty tree that holds only setup.sh, with a bin/ of the few tools it may use."""
    (tmp_path / "packaging").mkdir()
    shutil.copy(SETUP, tmp_path / "packaging" / "setup.sh")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def put_program(tree: Path, name: str, script: str) -> None:
    program = tree / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def run_setup(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(tree / "bin" / "sh"), str(tree / "packaging" / "setup.sh")],
        env={"PATH": str(tree / "bin"), "HOME": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_python_it_says_what_to_install(tree: Path):
    done = run_setup(tree)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_an_old_python_is_passed_over(tree: Path):
    put_program(tree, "python3", "exit 1")
    done = run_setup(tree)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_a_python_without_venv_names_the_package(tree: Path):
    put_program(
        tree,
        "python3",
        f'case "$2" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"',
    )
    put_program(tree, "id", "echo 1000")
    done = run_setup(tree)
    major, minor = sys.version_info[:2]
    assert done.returncode == 1
    assert f"sudo apt-get install python{major}.{minor}-venv" in done.stderr
    assert not (tree / ".venv").exists()


def test_as_root_the_missing_package_is_installed(tree: Path):
    put_program(
        tree,
        "python3",
        f'case "$2" in *ensurepip*) [ -f installed ]; exit;; esac; exec "{sys.executable}" "$@"',
    )
    put_program(tree, "id", "echo 0")
    put_program(tree, "apt-get", 'echo "$@" >>installed; exit 0')
    run_setup(tree)
    major, minor = sys.version_info[:2]
    assert f"python{major}.{minor}-venv" in (tree / "installed").read_text()
    assert (tree / ".venv" / "bin" / "python").exists()


@pytest.mark.skipif(
    Path(sys.prefix).resolve() != (ROOT / ".venv").resolve(), reason="not run from .venv"
)
def test_the_second_time_is_quick_and_silent():
    def setup() -> str:
        env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "")}
        done = subprocess.run(
            ["sh", str(SETUP)], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    setup()
    begun = time.monotonic()
    said = setup()
    assert "installing" not in said
    assert "building" not in said
    assert time.monotonic() - begun < 3
