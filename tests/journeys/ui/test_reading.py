"""Finding and reading the real sessions of the development home in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.running import RunningServer
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]


def rows(page: Page) -> Locator:
    return page.locator("a[data-row]")


def titles(page: Page) -> list[str]:
    return [row.inner_text().split("\n")[0] for row in rows(page).all()]


def long_session(server: RunningServer) -> str:
    """The id of the session with the most messages."""
    page = server.get("/api/sessions", sort="messageCount", order="desc", limit=1)
    return str(page["sessions"][0]["id"])


def test_the_list_shows_every_session_and_scrolls_to_the_last(
    dev_server: RunningServer, open_page: OpenPage
):
    total = dev_server.get("/api/sessions", limit=1)["total"]
    oldest = dev_server.get("/api/sessions", limit=1, order="asc")["sessions"][0]
    page = open_page(f"{dev_server.url}/sessions")
    expect(page).to_have_url(f"{dev_server.url}/sessions")
    expect(page.get_by_text(f"{total} sessions").first).to_be_visible()
    rows(page).first.wait_for()
    assert rows(page).count() < total, "the list draws only what is seen"
    last = page.locator(f"a[data-row='{total - 1}']")
    for _ in range(60):
        if last.count():
            break
        page.mouse.move(400, 500)
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(50)
    expect(last).to_have_attribute("href", f"/sessions/{oldest['id']}")


def test_sort_filter_and_source_stand_in_the_address_and_survive_a_reload(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions")
    page.get_by_role("button", name="Tokens", exact=True).click()
    expect(page).to_have_url(re.compile(r"sort=totalTokens"))
    page.get_by_role("textbox", name="Filter by title").fill("issue")
    expect(page).to_have_url(re.compile(r"q=issue"))
    page.get_by_role("button", name="All sources").click()
    page.get_by_role("menuitemcheckbox", name=re.compile("^Claude Code")).click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"source=claude-code"))
    wanted = dev_server.get(
        "/api/sessions", q="issue", sort="totalTokens", source="claude-code", limit=5
    )
    expect(page.get_by_text(f"{wanted['total']} found")).to_be_visible()
    expected = [session["title"] for session in wanted["sessions"]]
    assert len(expected) > 1
    assert titles(page)[: len(expected)] == expected
    page.reload()
    expect(page.get_by_text(f"{wanted['total']} found")).to_be_visible()
    assert titles(page)[: len(expected)] == expected


def test_a_session_opens_beside_the_list_and_back_leads_to_the_list(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions")
    title = titles(page)[0] if rows(page).first.is_visible() else ""
    rows(page).first.click()
    expect(page).to_have_url(re.compile(r"/sessions/s\d+$"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    assert not title or heading.inner_text() == title
    expect(page.locator("article[data-kind=prompt]").first).to_be_visible()
    expect(rows(page).first).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(heading).to_be_hidden()
    expect(rows(page).first).to_be_visible()


def test_answers_are_rendered_and_a_tool_call_unfolds(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions/{long_session(dev_server)}")
    call = (
        page.locator("article button[aria-expanded=false]")
        .filter(has_text=re.compile("Bash|Read|Grep|Edit"))
        .first
    )
    call.wait_for()
    assert "**" not in page.locator("article[data-kind=reply]").first.inner_text()
    before = page.locator("article pre").count()
    call.click()
    expect(page.locator("article button[aria-expanded=true]").first).to_be_visible()
    expect(page.locator("article pre").nth(before)).to_be_visible()


def test_a_link_to_a_message_far_down_opens_there(dev_server: RunningServer, open_page: OpenPage):
    session = long_session(dev_server)
    messages: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        part = dev_server.get(f"/api/sessions/{session}/messages", limit=1000, cursor=cursor)
        messages, cursor = messages + part["messages"], part["nextCursor"]
    target = [m for m in messages if m["kind"] == "reply"][-3]
    page = open_page(f"{dev_server.url}/sessions/{session}?m={target['id']}")
    shown = page.locator(f"article[data-message='{target['id']}']")
    expect(shown).to_be_in_viewport(timeout=15_000)


def test_the_end_key_leads_to_the_last_message(dev_server: RunningServer, open_page: OpenPage):
    session = long_session(dev_server)
    page = open_page(f"{dev_server.url}/sessions/{session}")
    page.locator("article").first.wait_for()
    page.keyboard.press("Shift+G")
    expect(page.get_by_text(re.compile("To the end|Loading"))).to_be_hidden(timeout=15_000)
    box = page.get_by_role("feed")
    gap = box.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight")
    assert gap < 80


def test_the_keyboard_moves_opens_and_closes(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions")
    second = rows(page).nth(1)
    address = second.get_attribute("href")
    for key in ("j", "j", "k", "j", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(f"{dev_server.url}{address}")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{dev_server.url}/sessions")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_theme_is_kept_and_set_before_the_first_paint(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions", theme="dark", expects_errors=True)
    assert page.locator("html").get_attribute("data-theme") == "dark", "it follows the system"
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("menuitemradio", name="Tan").click()
    assert page.locator("html").get_attribute("data-theme") == "tan"
    page.route("**/assets/*.js", lambda route: route.abort())
    page.reload(wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-theme", "tan")


@pytest.mark.parametrize("path", ["/sessions", "/sessions/{id}", "/context?q=token"])
def test_nothing_is_wider_than_a_small_phone(
    path: str, dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(dev_server.url + path.format(id=long_session(dev_server)), width=360)
    page.locator("a[data-row], article, a[data-hit]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    wide = page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')].filter(one => {"
        " const box = one.getBoundingClientRect();"
        " return box.width > 0 && box.right > 361 && !one.closest('pre, table, .truncate, .sr-only') })"
        ".map(one => one.outerHTML.slice(0, 120))"
    )
    assert wide == []
