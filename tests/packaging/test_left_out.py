"""A browser test is left out by name where there is no browser, and never where one is demanded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import pytest

@pytest.mark.browser
def test_with_a_browser():
    pass

@pytest.mark.browser
def test_that_gives_up():
    pytest.skip("gave up")

def test_without():
    pass
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_suite.py").write_text(SUITE)
    return tmp_path


def run(suite: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(suite), **environment}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options]
    return subprocess.run(command, cwd=suite, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [[], ["-n1"]], ids=["alone", "xdist"])
def test_without_a_browser_it_is_named_with_the_cure(suite: Path, options: list[str]):
    done = run(suite, *options, OPENSYNC_CHROMIUM="/nonexistent/chromium")
    assert done.returncode == 0, done.stdout
    assert "left out" in done.stdout
    assert "2 tests: no Chromium. Install Chromium" in done.stdout
    assert "tests/test_suite.py::test_with_a_browser" in done.stdout
    assert "1 passed, 2 skipped" in done.stdout


def test_with_a_browser_it_runs(suite: Path):
    done = run(suite, OPENSYNC_CHROMIUM=sys.executable)
    assert done.returncode == 0, done.stdout
    assert "2 passed, 1 skipped" in done.stdout
    assert "1 tests: gave up" in done.stdout


@pytest.mark.parametrize("options", [[], ["-n1"]], ids=["alone", "xdist"])
def test_where_one_is_demanded_no_browser_test_may_be_left_out(suite: Path, options: list[str]):
    done = run(suite, *options, OPENSYNC_CHROMIUM=sys.executable, OPENSYNC_REQUIRE_BROWSER="1")
    assert done.returncode == 1
    assert "A browser test was left out where none may be" in done.stdout
    assert "1 failed, 2 passed" in done.stdout
