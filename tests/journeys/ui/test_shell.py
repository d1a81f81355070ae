"""What stands around every page: palette, keys, theme, filter, bell, and what holds when a page breaks."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import RunningServer
from tests.journeys.transcripts import Transcript
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

PAGES = ("/overview", "/sessions", "/context")
WIDE = (
    "[...document.querySelectorAll('main *, header *, footer *')].filter(one => {"
    " const box = one.getBoundingClientRect();"
    " return box.width > 0 && box.right > innerWidth + 1"
    " && !one.closest('pre, table, [role=group], .overflow-hidden, .truncate, .sr-only') })"
    ".map(one => one.outerHTML.slice(0, 120))"
)


def open_palette(page: Page) -> None:
    page.get_by_role("button", name="Search or go to").wait_for()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search or go to")).to_be_visible()


def test_the_palette_finds_what_was_said_and_opens_it(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview")
    open_palette(page)
    page.keyboard.type("migration", delay=20)
    total = dev_server.get("/api/search", q="migration")["total"]
    expect(page.get_by_text(f"{total} found")).to_be_visible()
    first = page.locator("dialog").get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert first.locator("mark").first.inner_text().lower().startswith("migrat")
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog").get_by_role("option").nth(1)).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sessions/s\d+\?m=m\d+"))
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_palette_goes_to_pages_runs_actions_and_passes_words_on(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions")
    open_palette(page)
    page.keyboard.type("overv")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{dev_server.url}/overview")
    open_palette(page)
    page.keyboard.type("theme dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    open_palette(page)
    page.keyboard.type("lamp", delay=20)
    everywhere = page.get_by_role("option", name=re.compile("Search for “lamp”"))
    everywhere.click()
    expect(page).to_have_url(re.compile(r"/context\?q=lamp"))
    open_palette(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_empty_palette_offers_the_newest_sessions(
    dev_server: RunningServer, open_page: OpenPage
):
    newest = dev_server.get("/api/sessions", limit=1)["sessions"][0]
    page = open_page(f"{dev_server.url}/overview")
    page.get_by_role("button", name="Search or go to").click()
    expect(page.locator("dialog").get_by_role("option").first).to_contain_text(newest["title"])
    page.locator("dialog").get_by_role("option").first.click()
    expect(page).to_have_url(f"{dev_server.url}/sessions/{newest['id']}")


def test_two_keys_lead_to_the_pages_but_not_while_somebody_types(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview")
    page.get_by_role("region", name="Usage", exact=True).wait_for()
    for keys, path in (("gs", "/sessions"), ("gc", "/context"), ("go", "/overview")):
        page.locator("body").evaluate("() => document.activeElement?.blur()")
        for key in keys:
            page.keyboard.press(key)
        expect(page).to_have_url(dev_server.url + path)
    open_palette(page)
    page.keyboard.type("gs")
    expect(page).to_have_url(f"{dev_server.url}/overview")


def test_t_changes_the_theme_and_the_help_names_the_keys(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview", theme="tan")
    page.get_by_role("region", name="Usage", exact=True).wait_for()
    theme = page.locator("html")
    page.keyboard.press("t")  # as the system -> tan
    expect(theme).to_have_attribute("data-theme", "tan")
    page.keyboard.press("t")
    expect(theme).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(theme).to_have_attribute("data-theme", "dark")
    page.get_by_role("region", name="Usage", exact=True).wait_for()
    page.keyboard.press("t")
    expect(theme).to_have_attribute("data-theme", "tan")  # the system's own
    page.emulate_media(color_scheme="dark")
    expect(theme).to_have_attribute("data-theme", "dark")
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_dialog).to_contain_text("g o")
    page.keyboard.press("t")
    expect(theme).to_have_attribute("data-theme", "dark")  # an open window keeps the keys
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()


def test_the_source_filter_goes_along_to_every_page_and_survives_a_reload(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview?days=all")
    page.get_by_role("button", name="All sources").click()
    page.get_by_role("menuitemcheckbox", name=re.compile("^Claude Code")).click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"days=all&source=claude-code"))
    tabs = page.get_by_role("navigation", name="Pages")
    for name, path in (("Sessions", "/sessions"), ("Context", "/context")):
        tabs.get_by_role("link", name=name).click()
        expect(page).to_have_url(f"{dev_server.url}{path}?source=claude-code")
    page.go_back()
    page.reload()
    expect(page).to_have_url(f"{dev_server.url}/sessions?source=claude-code")
    expect(page.get_by_role("button", name="Claude Code", exact=True)).to_be_visible()


def test_the_bell_tells_what_the_import_did_until_it_is_read(
    dev_server: RunningServer, open_page: OpenPage
):
    told = dev_server.get("/api/notifications")
    assert told["unread"] > 0, "the first import of a home is worth a notification"
    page = open_page(f"{dev_server.url}/sessions")
    bell = page.get_by_role("button", name=re.compile(rf"Notifications, {told['unread']} new"))
    bell.click()
    panel = page.get_by_role("dialog", name="Notifications")
    expect(panel).to_contain_text(told["notifications"][0]["title"])
    panel.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("button", name="Notifications", exact=True)).to_be_visible()
    assert dev_server.get("/api/notifications")["unread"] == 0
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_an_older_address_and_a_wrong_one(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/search?q=lamp&source=claude-code")
    expect(page).to_have_url(re.compile(r"/context\?(q=lamp&source=|source=claude-code&q=lamp)"))
    page = open_page(f"{dev_server.url}/nowhere/at/all", expects_errors=True)
    expect(page.get_by_role("heading", name="There is no page at this address")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Overview").click()
    expect(page).to_have_url(f"{dev_server.url}/overview")


def test_a_page_that_breaks_leaves_the_rest_alive(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions", expects_errors=True)
    page.route(
        "**/api/analytics/heatmap?**",
        lambda route: route.fulfill(json={"cells": "not a table"}),
    )
    tabs = page.get_by_role("navigation", name="Pages")
    tabs.get_by_role("link", name="Overview").click()
    broken = page.get_by_role("alert").filter(has_text="This part of the page broke")
    expect(broken).to_be_visible()
    tabs.get_by_role("link", name="Sessions").click()
    expect(page.locator("a[data-row]").first).to_be_visible()
    page.unroute("**/api/analytics/heatmap?**")


def test_a_failure_says_what_happened_and_the_retry_mends_it(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions", expects_errors=True)
    problem = {"error": "The record is being moved.", "code": "busy", "request_id": "r1"}
    page.route(
        "**/api/analytics/overview?**", lambda route: route.fulfill(status=400, json=problem)
    )
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Overview").click()
    expect(page.get_by_text("The record is being moved.")).to_be_visible()
    page.unroute("**/api/analytics/overview?**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("region", name="Sessions", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", [*PAGES, "/gallery", "/nowhere"])
def test_no_page_is_wider_than_a_small_phone(
    path: str, dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(dev_server.url + path, width=360)
    page.locator("main :is(h1, h2, input, a)").first.wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(WIDE) == []


def test_on_a_phone_a_menu_leads_to_the_pages(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/overview", width=390)
    page.get_by_role("button", name="Overview", exact=True).click()
    page.get_by_role("menuitem", name="Context").click()
    expect(page).to_have_url(f"{dev_server.url}/context")


def test_two_windows_hear_of_a_new_session_at_once(
    server: RunningServer, home: Path, open_page: OpenPage
):
    first, second = open_page(server.url), open_page(server.url)
    for page in (first, second):
        expect(page.get_by_role("heading", name="No sessions yet")).to_be_visible()
    transcript = Transcript(home, "shared")
    transcript.prompt("light the lamp")
    transcript.reply("It shines.", output_tokens=1234)
    for page in (first, second):
        expect(page.get_by_role("link", name=re.compile("light the lamp"))).to_be_visible(
            timeout=30_000
        )
        expect(page.get_by_role("contentinfo")).to_contain_text("1 session")
