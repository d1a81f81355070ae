"""What the page does while things change, fail, or mean harm."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.running import RunningServer
from tests.journeys.transcripts import Transcript
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

ATTACKS = [
    "<script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 1'>",
    "<svg onload='window.harmed = 1'></svg>",
    "<iframe srcdoc='<script>parent.harmed = 1</script>'></iframe>",
    "[click me](javascript:window.harmed=1)",
    "[click me](data:text/html,<script>window.harmed=1</script>)",
    "![pixel](https://elsewhere.invalid/pixel.png)",
    "<a href='javascript:window.harmed=1'>click me</a>",
    "</textarea></title><script>window.harmed = 1</script>",
    "\u001b]8;;javascript:window.harmed=1\u0007click me\u001b]8;;\u0007",
    "{{constructor.constructor('window.harmed=1')()}} ${window.harmed=1}",
]


def scroll_top(page: Page) -> float:
    return page.get_by_role("feed").evaluate("box => box.scrollTop")


def open_session(server: RunningServer, external_id: str) -> str:
    """The address of a session once the watcher has read it."""
    known = f"/api/sessions?q={external_id}"
    server.wait(lambda: server.client.get("/api/sessions").json()["total"] > 0, known, 30)
    session = server.get("/api/sessions/get", id=external_id)["session"]
    return f"{server.url}/sessions/{session['id']}"


def test_a_new_installation_says_what_to_do(server: RunningServer, open_page: OpenPage):
    page = open_page(server.url)
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    expect(page.get_by_text("opensync import")).to_be_visible()


def test_a_first_session_appears_on_the_empty_page_by_itself(
    server: RunningServer, home: Path, open_page: OpenPage
):
    page = open_page(server.url)
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    Transcript(home, "first").prompt("light the lamp")
    expect(page.get_by_role("link", name=re.compile("light the lamp"))).to_be_visible(
        timeout=30_000
    )


def test_an_appended_line_appears_on_the_open_page_within_a_second(
    server: RunningServer, home: Path, open_page: OpenPage
):
    transcript = Transcript(home, "growing")
    transcript.prompt("count with me")
    page = open_page(open_session(server, "growing"))
    expect(page.locator("article", has_text="count with me")).to_be_visible()
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    times: list[float] = []
    for number in range(5):
        transcript.reply(f"number {number} of five")
        written = time.monotonic()
        page.get_by_text(f"number {number} of five").wait_for()
        times.append(time.monotonic() - written)
    assert sorted(times)[2] < 1.0, times


def test_new_messages_leave_the_reader_in_peace_unless_it_is_at_the_end(
    server: RunningServer, home: Path, open_page: OpenPage
):
    transcript = Transcript(home, "long")
    transcript.prompt("talk at length")
    for number in range(40):
        transcript.reply(f"sentence {number}. " + "More words follow here. " * 20)
    page = open_page(open_session(server, "long"))
    page.locator("article").first.wait_for()
    server.wait(
        lambda: server.get("/api/sessions/get", id="long")["session"]["messageCount"] == 41,
        "all",
        30,
    )
    page.get_by_role("feed").evaluate("box => box.scrollTo(0, 600)")
    page.wait_for_timeout(500)
    before = scroll_top(page)
    transcript.reply("news while you read")
    expect(page.get_by_text("1 new message")).to_be_visible()
    assert scroll_top(page) == before
    page.get_by_text("1 new message").click()
    expect(page.get_by_text("news while you read")).to_be_in_viewport()
    transcript.reply("news while you wait")
    expect(page.get_by_text("news while you wait")).to_be_in_viewport()


def test_two_windows_show_a_pushed_session_at_once(server: RunningServer, open_page: OpenPage):
    pages = [open_page(server.url), open_page(server.url)]
    for page in pages:
        expect(page.get_by_text("live", exact=True)).to_be_visible()
    server.post("/sync/session", {"externalId": "pushed", "title": "From the plugin"})
    server.post(
        "/sync/message",
        {"sessionExternalId": "pushed", "externalId": "m1", "role": "user", "textContent": "hello"},
    )
    for page in pages:
        expect(page.get_by_role("link", name=re.compile("From the plugin"))).to_be_visible()


def test_nothing_that_a_session_says_runs_in_the_page(server: RunningServer, open_page: OpenPage):
    words = "\n\n".join(ATTACKS)
    call = {"toolName": words, "args": {"command": words, "file_path": words}}
    parts = [
        {"type": "text", "content": words},
        {"type": "thinking", "content": words},
        {"type": "tool-call", "content": call, "callId": "c1"},
        {"type": "tool-result", "content": words, "callId": "c1"},
        {"type": words, "content": words},
    ]
    session = {"externalId": "hostile", "title": words, "projectPath": f"/{words}", "model": words}
    server.post("/sync/session", {**session, "gitBranch": words, "provider": words})
    for number, role in enumerate(["user", "assistant", "system", "tool"]):
        message = {"sessionExternalId": "hostile", "externalId": f"h{number}", "role": role}
        server.post("/sync/message", {**message, "textContent": words, "parts": parts})
    outside: list[str] = []
    page = open_page(open_session(server, "hostile"))
    page.on(
        "request", lambda one: None if one.url.startswith(server.url) else outside.append(one.url)
    )
    page.locator("article").first.wait_for()
    while (folds := page.locator("article button[aria-expanded=false]")).count():
        folds.first.click()
    page.wait_for_timeout(500)
    server.wait(lambda: server.get("/api/search", q="click")["total"] == 1, "the index", 30)
    for path in ("/sessions", "/search?q=click", "/search?q=script", "/search?q=harmed"):
        assert page.evaluate("window.harmed") is None
        alive = page.locator("main :is(script, iframe, object, embed, form, [onerror], [onload])")
        assert alive.count() == 0
        hrefs = page.eval_on_selector_all("main a", "all => all.map(one => one.protocol)")
        assert set(hrefs) <= {"http:", "https:", "mailto:"}
        page.goto(server.url + path)
        page.locator("a[data-row], a[data-hit]").first.wait_for()
    assert page.evaluate("window.harmed") is None
    assert outside == []


def test_a_failure_is_said_and_can_be_tried_again(server: RunningServer, open_page: OpenPage):
    page = open_page("about:blank", expects_errors=True)
    body = '{"error": "The record is locked.", "code": "locked", "request_id": "r1"}'

    def refuse(route: Route) -> None:
        route.fulfill(status=400, content_type="application/json", body=body)

    page.route("**/api/sessions?*", refuse)
    page.goto(f"{server.url}/sessions")
    expect(page.get_by_role("alert")).to_contain_text("The record is locked.")
    page.unroute("**/api/sessions?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()


def test_the_page_says_when_the_server_is_gone(server: RunningServer, open_page: OpenPage):
    page = open_page(server.url, expects_errors=True)
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    server.kill()
    expect(page.get_by_text("not connected, trying again")).to_be_visible()


@pytest.mark.parametrize("path", ["/nowhere", "/sessions/s99999"])
def test_an_address_that_leads_nowhere_says_so(
    path: str, server: RunningServer, open_page: OpenPage
):
    server.post("/sync/session", {"externalId": "e1", "title": "Something"})
    page = open_page(server.url + path, expects_errors=True)
    expect(
        page.get_by_text(re.compile("There is no (page|session) at this address"))
    ).to_be_visible()
