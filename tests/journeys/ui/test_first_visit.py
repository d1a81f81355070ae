"""What somebody meets who has never seen the page: figures at once, clean words, nothing endless."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.journeys.running import RunningServer
from tests.journeys.transcripts import Transcript
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

LARGEST = 300_000
PARTS = 4000


def test_figures_of_long_ago_are_shown_at_once_and_said_to_be_so(
    dev_server: RunningServer, open_page: OpenPage
):
    sessions = dev_server.get("/api/stats")["sessionCount"]
    page = open_page(f"{dev_server.url}/overview")
    expect(page.get_by_text(re.compile("^Nothing was used in the last 90 days"))).to_be_visible()
    card = page.get_by_role("region", name="Sessions", exact=True)
    expect(card.locator("p").first).to_have_text(f"{sessions:,}")
    page.get_by_role("button", name="All time", exact=True).click()
    page.get_by_role("button", name="Last 30 days").click()
    expect(page).to_have_url(re.compile("days=30"))
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("^Nothing was used in"))).to_be_visible()
    page.get_by_role("button", name="Show all time").click()
    expect(card.locator("p").first).to_have_text(f"{sessions:,}")


def test_marks_around_words_are_not_shown_and_still_copied(
    server: RunningServer, home: Path, open_page: OpenPage
):
    transcript = Transcript(home, "looms")
    transcript.prompt("What about the `loom`?")
    transcript.reply("**Mended** the `loom` in [shuttle.ts](src/shuttle.ts).", output_tokens=9)
    server.settle()
    page = open_page(f"{server.url}/context?q=mended&type=fulltext")
    hit = page.get_by_role("link", name=re.compile("Mended the loom in shuttle.ts."))
    expect(hit).to_be_visible()
    expect(hit.locator("mark")).to_have_text("Mended")
    expect(page.get_by_role("link", name="What about the loom?", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Pick this message: Answer")).check()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text(re.compile("copied as Markdown"))).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "**Mended** the `loom` in [shuttle.ts](src/shuttle.ts)." in copied


def test_the_browsers_key_for_finding_finds_in_the_whole_session(
    dev_server: RunningServer, open_page: OpenPage
):
    longest = dev_server.get("/api/sessions", sort="messageCount", limit=1)["sessions"][0]
    page = open_page(f"{dev_server.url}/sessions/{longest['id']}")
    page.get_by_role("article").first.wait_for()
    page.keyboard.press("Control+f")
    page.keyboard.type("the")
    expect(page.get_by_role("textbox", name="Find in session")).to_have_value("the")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(re.compile("of"))


def test_a_message_of_thousands_of_parts_is_read_piece_by_piece(
    server: RunningServer, open_page: OpenPage
):
    parts = [{"type": "text", "content": f"Part {n}: " + "weft " * 40} for n in range(PARTS)]
    server.post("/sync/session", {"externalId": "vast", "title": "Vast"})
    body: dict[str, Any] = {"sessionExternalId": "vast", "externalId": "m", "role": "assistant"}
    server.post("/sync/message", body | {"parts": parts})
    session = server.get("/api/sessions/vast", limit=0)["session"]["id"]
    sizes: list[int] = []

    def weigh(response: Response) -> None:
        if "/api/" in response.url and "/api/events" not in response.url:
            sizes.append(len(response.body()))

    page = open_page(f"{server.url}/sessions")
    page.on("response", weigh)
    page.get_by_role("link", name=re.compile("Vast")).click()
    expect(page).to_have_url(re.compile(session))
    expect(page.get_by_text(re.compile("^Part 7: "))).to_be_visible()
    more = page.get_by_role("button", name=re.compile("^Show more: .* of 4,000 parts are shown"))
    before = more.inner_text()
    more.click()
    expect(more).not_to_have_text(before)
    expect(page.get_by_text(re.compile("^Part 450: "))).to_have_count(1)
    assert sizes
    assert max(sizes) < LARGEST
