"""What people do that nobody planned: half addresses, odd titles, no mouse, a server that goes away."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import RunningServer
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

HALF_ADDRESSES = [
    "/overview?from=2026-02-31",
    "/overview?from=0001-01-01&to=9999-12-31",
    "/overview?from=1975-01-01",
    "/overview?to=2026-05-01",
    "/overview?from=2030-01-01&to=2020-01-01&by=colour&per=x",
    "/sessions?to=2026-05-01",
    "/sessions?sort=colour&order=up&minCost=9e999&maxCost=-1&days=-4",
    "/sessions?project=%E0%A4%A&source=nobody",
    "/sessions?view=timeline&span=9-3",
    "/context?type=colour&q=%22open%20(((%20before:99-99",
]

ODD_TITLES = {
    "right-to-left": "إصلاح خطأ في صفحة البحث (قبل الإصدار 2.0)!",
    "endless": "A very long title that never ends " * 100,
    "one-word": "x" * 3000,
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 family 🇩🇪",
    "markup": "<img src=x onerror=alert(1)> **bold** `code`",
}


@pytest.mark.parametrize("address", HALF_ADDRESSES)
def test_an_address_that_makes_no_sense_shows_a_page(
    dev_server: RunningServer, open_page: OpenPage, address: str
):
    page = open_page(dev_server.url + address)
    main = page.get_by_role("main")
    expect(main.locator("h2, [data-row], [role=list], input").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_odd_titles_stand_in_the_list_as_they_are_read(server: RunningServer, open_page: OpenPage):
    for name, title in ODD_TITLES.items():
        session = {"externalId": name, "source": "claude-code", "title": title}
        server.post("/sync/session", session)
        words = {"sessionExternalId": name, "externalId": f"{name}-1", "role": "user"}
        server.post("/sync/message", words | {"textContent": title})
    page = open_page(f"{server.url}/sessions", width=360)
    expect(page.locator("[data-row]")).to_have_count(len(ODD_TITLES))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    arabic = page.get_by_text(ODD_TITLES["right-to-left"])
    assert arabic.evaluate("title => getComputedStyle(title).direction") == "rtl"
    arabic.click()
    first = page.get_by_role("article", name="Prompt").locator("p").first
    assert first.evaluate("words => getComputedStyle(words).unicodeBidi") == "plaintext"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_session_is_reached_and_opened_with_the_tab_key(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions")
    page.locator("[data-row='0']").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.row") == "0":
            break
    expect(page.locator("[data-row='0']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sessions/s\d+"))


def test_the_list_is_narrowed_while_a_session_is_open_and_shows_its_row(
    dev_server: RunningServer, open_page: OpenPage
):
    listed = dev_server.get("/api/sessions", limit=100)["sessions"]
    page = open_page(f"{dev_server.url}/sessions/{listed[60]['id']}")
    expect(page.locator("[data-row='60']")).to_be_in_viewport()
    expect(page.locator("[data-row='60']")).to_have_attribute("aria-current", "page")
    field = page.get_by_role("textbox", name="Filter by title")
    field.fill("no title has such words")
    expect(page.get_by_text("No session matches")).to_be_visible()
    expect(page.get_by_role("region", name="Session", exact=True)).to_be_visible()
    page.get_by_role("button", name="Search what was said").click()
    expect(page).to_have_url(re.compile(r"/context\?.*q=no\+title"))


def test_the_place_on_the_timeline_is_kept(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions?view=timeline")
    blocks = page.locator("[role=list][aria-label=Projects] button[title]")
    blocks.first.wait_for()
    every = blocks.count()
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"span=\d+-\d+"))
    assert 0 < blocks.count() < every
    page.get_by_role("button", name=re.compile(r"^\d+ (earlier|later)")).first.click()
    page.wait_for_timeout(400)
    address, seen = page.url, blocks.count()
    assert seen > 0
    page.reload()
    expect(blocks).to_have_count(seen)
    blocks.first.click()
    expect(page).to_have_url(re.compile(r"/sessions/s\d+"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(address)
    expect(blocks).to_have_count(seen)


def test_a_script_that_does_not_arrive_costs_its_page_alone(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/gallery", expects_errors=True)
    page.route(re.compile("/assets/ContextPage|/api/status"), lambda route: route.abort())
    page.reload()
    page.get_by_role("link", name="Context").click()
    expect(page.get_by_role("alert")).to_contain_text("did not arrive")
    expect(page.get_by_role("banner")).to_be_visible()
    page.unroute_all()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("textbox", name=re.compile("Search"))).to_be_visible()


def test_pages_work_on_while_the_server_is_away(
    server: RunningServer, home: Path, open_page: OpenPage
):
    server.post("/sync/session", {"externalId": "a", "source": "claude-code", "title": "Sails"})
    said = {"sessionExternalId": "a", "externalId": "a1", "role": "user", "textContent": "sails"}
    server.post("/sync/message", said)
    page = open_page(f"{server.url}/sessions", expects_errors=True)
    expect(page.locator("[data-row='0']")).to_be_visible()
    everything_fetched(page)
    server.stop()
    expect(page.get_by_role("contentinfo")).to_contain_text("not connected")
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    port = str(urlsplit(server.url).port)
    again = RunningServer(server.data_dir, home, "--port", port, key=server.key)
    try:
        expect(page.get_by_role("contentinfo")).to_contain_text("live", timeout=40_000)
        expect(page.get_by_role("region", name="Sessions", exact=True)).to_contain_text("1")
        expect(page.get_by_role("alert")).to_have_count(0)
    finally:
        again.stop()


def everything_fetched(page: Page) -> None:
    """Wait until the last of the pieces that are fetched ahead is here."""
    fetched = "performance.getEntriesByType('resource').map(one => one.name).join()"
    for _ in range(200):
        if "/Excerpt-" in page.evaluate(fetched):
            return
        page.wait_for_timeout(50)
    pytest.fail("the pieces of the page were not fetched ahead")
