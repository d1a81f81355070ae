"""The list of sessions: filters, order, many at once, the trash and the timeline, on real sessions."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import RunningServer
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]


def rows(page: Page) -> list[str]:
    page.locator("[data-row]").first.wait_for()
    return page.locator("[data-row] .truncate:first-child").all_inner_texts()


def say_so(page: Page, words: str) -> None:
    expect(page.get_by_text(words)).to_be_visible()


def test_a_project_is_chosen_from_the_counts_and_stays_after_a_reload(
    dev_server: RunningServer, open_page: OpenPage
):
    first = dev_server.get("/api/sessions/facets")["project"][0]
    page = open_page(f"{dev_server.url}/sessions")
    page.get_by_role("group", name="Filters").get_by_role("button", name="Project").click()
    page.get_by_role("checkbox", name=re.compile(re.escape(first["value"]))).first.click()
    say_so(page, f"{first['count']:,} found")
    expect(page).to_have_url(re.compile("project="))
    page.keyboard.press("Escape")
    page.reload()
    say_so(page, f"{first['count']:,} found")
    page.get_by_role("button", name="Clear filters").first.click()
    expect(page).to_have_url(f"{dev_server.url}/sessions")


def test_the_dearest_session_comes_first_when_asked(dev_server: RunningServer, open_page: OpenPage):
    dearest = dev_server.get("/api/sessions", sort="cost", limit=1)["sessions"][0]
    page = open_page(f"{dev_server.url}/sessions")
    page.get_by_title("Sort by cost").click()
    expect(page).to_have_url(re.compile("sort=cost"))
    expect(page.locator("[data-row='0']")).to_contain_text(dearest["title"])


def test_titles_are_narrowed_with_every_letter_and_back(
    dev_server: RunningServer, open_page: OpenPage
):
    found = dev_server.get("/api/sessions", q="review", limit=1)["total"]
    every = dev_server.get("/api/sessions", limit=1)["total"]
    assert 0 < found < every
    page = open_page(f"{dev_server.url}/sessions")
    field = page.get_by_role("textbox", name="Filter by title")
    field.press_sequentially("review", delay=30)
    say_so(page, f"{found:,} found")
    expect(field).to_have_value("review")
    expect(page).to_have_url(re.compile("q=review$"))
    page.reload()
    say_so(page, f"{found:,} found")
    expect(field).to_have_value("review")
    page.get_by_role("button", name="Clear filters").first.click()
    expect(field).to_have_value("")
    say_so(page, f"{every:,} sessions")


def test_columns_that_are_taken_away_stay_away_in_every_window(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions")
    cost = page.get_by_title("Sort by cost")
    expect(cost).to_be_visible()
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="cost").click()
    expect(cost).to_be_hidden()
    expect(page.get_by_title("Sort by tokens")).to_be_visible()
    page.reload()
    expect(page.get_by_title("Sort by tokens")).to_be_visible()
    expect(cost).to_be_hidden()
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="cost").click()
    expect(cost).to_be_visible()


def test_the_keys_of_the_help_choose_and_star(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions")
    page.locator("[data-row='0']").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    say_so(page, "1 chosen")
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 chosen")).to_be_hidden()
    star = page.locator("[data-row='0']").get_by_role("img", name="Starred")
    page.keyboard.press("s")
    expect(star).to_be_visible()
    page.keyboard.press("s")
    expect(star).to_be_hidden()


def test_what_is_listed_is_downloaded_as_csv(dev_server: RunningServer, open_page: OpenPage):
    found = dev_server.get("/api/sessions", q="review", limit=1)["total"]
    page = open_page(f"{dev_server.url}/sessions?q=review")
    say_so(page, f"{found:,} found")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    lines = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert len(lines) == found + 1


def test_noise_is_said_and_can_be_shown(dev_server: RunningServer, open_page: OpenPage):
    hidden = dev_server.get("/api/sessions", limit=1)["hidden"]["automated"]
    every = dev_server.get("/api/sessions", limit=1, includeAutomated="true")["total"]
    assert hidden > 0
    page = open_page(f"{dev_server.url}/sessions")
    say_so(page, f"{hidden} automated session")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("group", name="Sort")).to_contain_text(f"{every:,} sessions")
    expect(page).to_have_url(re.compile("automated=1"))


def test_many_are_tagged_and_the_tag_is_taken_back(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions")
    boxes = page.get_by_role("checkbox", name=re.compile("^Choose "))
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    say_so(page, "3 chosen")
    page.get_by_role("toolbar").get_by_role("button", name="Tag").click()
    page.get_by_role("textbox", name="Tag").fill("to look at")
    page.get_by_role("button", name="Add tag").click()
    say_so(page, "3 sessions tagged")
    assert dev_server.get("/api/sessions", tag="to look at")["total"] == 3
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("to look at")).to_have_count(0)
    assert dev_server.get("/api/sessions", tag="to look at")["total"] == 0


def test_a_session_goes_into_the_trash_and_comes_back(
    dev_server: RunningServer, open_page: OpenPage
):
    before = dev_server.get("/api/sessions", limit=1)["total"]
    page = open_page(f"{dev_server.url}/sessions")
    title = rows(page)[0]
    page.keyboard.press("j")
    page.keyboard.press("#")
    say_so(page, "in the trash")
    assert dev_server.get("/api/sessions", limit=1)["total"] < before
    trashed = dev_server.get("/api/sessions", trash="true")["total"]
    page.get_by_role("button", name="Trash", exact=True).first.click()
    expect(page.locator("[data-row]")).to_have_count(trashed)
    assert title in rows(page)
    page.get_by_role("checkbox", name=re.compile("^Choose ")).first.click()
    choose_all = page.get_by_role("button", name=re.compile("^Choose all"))
    if choose_all.count():
        choose_all.click()
    page.get_by_role("button", name="Restore").click()
    say_so(page, "The trash is empty")
    assert dev_server.get("/api/sessions", limit=1)["total"] == before


def test_the_timeline_zooms_and_opens_a_session(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions")
    page.get_by_role("button", name="Timeline").click()
    expect(page).to_have_url(re.compile("view=timeline"))
    block = page.locator("[role=list][aria-label=Projects] button").first
    block.wait_for()
    narrow = block.bounding_box()
    page.get_by_role("button", name="Show all").click()
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("0")
    assert block.bounding_box() == narrow
    block.click()
    expect(page).to_have_url(re.compile(r"/sessions/s\d+"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("view=timeline"))


def test_the_list_fits_a_small_phone(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/sessions", width=360)
    rows(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="More filters").click()
    expect(page.get_by_role("group", name="Filters").get_by_text("Model")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
