"""Pytest-wide rules: what a test run leaves out, it says; in CI it may leave no browser test out."""

import os
import shutil
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest
from _pytest.terminal import TerminalReporter

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MUST_HAVE_BROWSER = os.environ.get("OPENSYNC_REQUIRE_BROWSER") == "1"
HOW_TO_GET_IT = (
    "Install Chromium (Debian and Ubuntu: `sudo apt-get install chromium`), "
    "or name a browser: OPENSYNC_CHROMIUM=/path/to/chromium."
)

# Tests count work, not seconds: a slow machine is no reason to fail an example.
hypothesis.settings.register_profile("opensync", deadline=None, print_blob=True)
hypothesis.settings.load_profile("opensync")


def find_chromium() -> str | None:
    """Return the path of a Chromium, the one that OPENSYNC_CHROMIUM names first, or None."""
    named = os.environ.get("OPENSYNC_CHROMIUM")
    if named is not None:
        return named if Path(named).is_file() else None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium that browser tests start, as a path."""
    path = find_chromium()
    if path is None:
        pytest.fail(f"There is no Chromium. {HOW_TO_GET_IT}")
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no browser; where one is demanded let them run and fail."""
    if MUST_HAVE_BROWSER or find_chromium() is not None:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"no Chromium. {HOW_TO_GET_IT}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn any skip of a browser test into a failure where browsers are demanded."""
    report = yield
    if MUST_HAVE_BROWSER and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"A browser test was left out where none may be: {report.longrepr}"
    return report


def why(report: pytest.TestReport) -> str:
    """Return the reason of a skipped test's report, without pytest's own prefix."""
    told = report.longrepr
    reason = told[2] if isinstance(told, tuple) else str(told)
    return reason.removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Name what was left out, with the reason and the cure; xdist's reports arrive here too."""
    left_out: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.getreports("skipped"):
        left_out[why(report)].append(report.nodeid)
    if left_out:
        terminalreporter.section("left out")
    for reason, tests in sorted(left_out.items()):
        terminalreporter.line(f"{len(tests)} tests: {reason}")
        for test in tests[:20]:
            terminalreporter.line(f"    {test}")
