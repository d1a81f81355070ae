"""axe-core finds no serious violation on any page, in either theme, with windows open or not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.running import RunningServer
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

AXE = Path(__file__).parents[3] / "opensync_app/ui/node_modules/axe-core/axe.min.js"
BAD = ("serious", "critical")

Step = Callable[[Page], None]


def nothing(page: Page) -> None:
    """Look at the page as it is."""
    del page


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("issue", delay=20)
    page.locator("dialog").get_by_role("option").nth(2).wait_for()


def bell(page: Page) -> None:
    page.locator("button[aria-label^=Notifications]").click()
    page.get_by_role("dialog", name="Notifications").wait_for()


def shortcuts(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()


def sources(page: Page) -> None:
    page.get_by_role("button", name="All sources").click()
    page.get_by_role("menu").wait_for()


def model_filter(page: Page) -> None:
    page.get_by_role("button", name="All models").click()
    page.get_by_role("dialog", name="All models").wait_for()


VIEWS: dict[str, tuple[str, str, Step]] = {
    "overview": ("/overview?days=all", "main tfoot", nothing),
    "overview-empty": ("/overview?from=2001-01-01&to=2001-01-31", "main h2", nothing),
    "overview-filter": ("/overview?days=all", "main tfoot", model_filter),
    "sessions": ("/sessions", "a[data-row]", nothing),
    "sessions-nothing": ("/sessions?q=there+is+no+such+title", "main h2", nothing),
    "reader": ("/sessions/{session}", "article", nothing),
    "context": ("/context?q=migration", "main mark", nothing),
    "context-empty": ("/context", "main input", nothing),
    "palette": ("/overview", "main tfoot", palette),
    "bell": ("/overview", "main tfoot", bell),
    "shortcuts": ("/overview", "main tfoot", shortcuts),
    "sources": ("/overview", "main tfoot", sources),
    "gallery": ("/gallery", "main h3", nothing),
    "not-found": ("/nowhere", "main h2", nothing),
}


def violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical, one line each."""
    if not AXE.is_file():
        pytest.skip(f"{AXE} is absent; `make setup` puts it there")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
    )
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary'][:160]}"
        for one in found
        if one["impact"] in BAD
        for node in one["nodes"][:4]
    ]


@pytest.mark.parametrize("theme", ["tan", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(
    view: str, theme: str, dev_server: RunningServer, open_page: OpenPage
):
    path, ready, step = VIEWS[view]
    longest = dev_server.get("/api/sessions", sort="messageCount", limit=1)["sessions"][0]["id"]
    page = open_page(
        dev_server.url + path.format(session=longest),
        theme=theme,
        expects_errors=view == "not-found",
    )
    page.locator(ready).first.wait_for()
    step(page)
    page.wait_for_timeout(400)  # what appears softly is judged once it is there
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["tan", "dark"])
def test_axe_finds_nothing_serious_on_a_new_installation(
    theme: str, server: RunningServer, open_page: OpenPage
):
    page = open_page(server.url, theme=theme)
    page.get_by_role("heading", name="No sessions yet").wait_for()
    page.wait_for_timeout(400)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["tan", "dark"])
def test_axe_finds_nothing_serious_on_a_phone(
    theme: str, dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview?days=all", theme=theme, width=390)
    page.locator("main tfoot").first.wait_for()
    page.wait_for_timeout(400)
    assert violations(page) == []
