"""The trial of the binary, taken by the program from source, and by programs that are broken."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMOKE = ROOT / "packaging" / "smoke.py"
PROGRAM = Path(sys.executable).parent / "opensync"


def smoke(program: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SMOKE), str(program)], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_program_passes():
    done = smoke(PROGRAM)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all good" in done.stdout


def test_a_program_that_fails_does_not_pass(tmp_path: Path):
    broken = tmp_path / "opensync"
    broken.write_text("#!/bin/sh\necho no such thing >&2\nexit 1\n")
    broken.chmod(0o755)
    done = smoke(broken)
    assert done.returncode == 1
    assert "FAILED: `version` ended with 1: no such thing" in done.stderr


def test_a_program_that_only_pretends_does_not_pass(tmp_path: Path):
    broken = tmp_path / "opensync"
    broken.write_text("#!/bin/sh\necho '{\"sources\":{}}'\n")
    broken.chmod(0o755)
    done = smoke(broken)
    assert done.returncode == 1
    assert "FAILED" in done.stderr
