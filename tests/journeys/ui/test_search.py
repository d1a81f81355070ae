"""Searching the real sessions of the development home in a real browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.running import RunningServer
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

LARGEST_ANSWER = 300_000


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Search everything")


def hits(page: Page) -> Locator:
    return page.locator("a[data-hit]")


def address(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def found(page: Page, words: str) -> Locator:
    return page.get_by_role("region", name="Search").get_by_text(words, exact=True)


def test_search_finds_as_one_types_and_opens_the_hit(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/context?type=fulltext")
    field(page).wait_for()
    answers: list[int] = []
    page.on("response", lambda one: answers.append(len(one.body())) if "/api/" in one.url else None)
    field(page).press_sequentially("migration", delay=25)
    expect(page).to_have_url(re.compile(r"[?&]q=migration"))
    total = dev_server.get("/api/search", q="migration")["total"]
    expect(found(page, f"{total} sessions")).to_be_visible()
    hit = page.locator("a[data-hit='0']")
    assert hit.locator("mark").first.inner_text().lower().startswith("migrat")
    message = re.search(r"m=(m\d+)", hit.get_attribute("href") or "")
    assert message
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(rf"at={message[1]}"))
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("article div[class*=ring-accent]")).to_be_in_viewport()
    assert max(answers) < LARGEST_ANSWER
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/sessions/s\d+\?m={message[1]}"))
    expect(page.locator("article div[class*=ring-accent]")).to_be_in_viewport(timeout=15_000)
    page.go_back()
    expect(page.locator("a[data-hit='0']")).to_have_attribute("aria-current", "true")


def test_filters_narrow_by_what_they_count_and_survive_a_reload(
    dev_server: RunningServer, open_page: OpenPage
):
    facets = dev_server.get("/api/search", q="test", facets="true", limit=0)["facets"]
    project = facets["project"][0]
    page = open_page(f"{dev_server.url}/context?q=test&type=fulltext")
    page.get_by_role("button", name="Project", exact=True).click()
    option = page.get_by_role("dialog", name="Project").get_by_role("checkbox").first
    option.check()
    page.keyboard.press("Escape")
    expect(found(page, f"{project['count']} sessions")).to_be_visible()
    assert address(page)["project"] == project["value"]
    page.get_by_role("radio", name="Messages").click()
    messages = dev_server.get("/api/search", q="test", level="messages", project=project["value"])
    expect(found(page, f"{messages['total']:,} messages")).to_be_visible()
    before = address(page)
    page.reload()
    expect(found(page, f"{messages['total']:,} messages")).to_be_visible()
    assert (
        address(page)
        == before
        == {
            "q": "test",
            "type": "fulltext",
            "project": project["value"],
            "level": "messages",
        }
    )
    page.get_by_role("button", name="Clear filters").click()
    assert dev_server.get("/api/search", q="test", level="messages")["total"] > messages["total"]
    expect(found(page, f"{messages['total']:,} messages")).to_be_hidden()
    assert "project" not in address(page)


def test_more_results_come_at_the_end_of_the_list(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/context?q=the&type=fulltext&level=messages")
    for shown in (20, 40):
        hits(page).nth(shown - 1).scroll_into_view_if_needed()
        expect(hits(page).nth(shown)).to_be_attached()
    ids = page.eval_on_selector_all("a[data-hit]", "all => all.map(one => one.href)")
    assert len(ids) == len(set(ids))


def test_fields_are_understood_and_a_mistyped_word_is_mended(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/context?type=fulltext")
    field(page).fill("migraton role:user")
    read = page.get_by_role("group", name="How the words were read")
    expect(read).to_contain_text("Showing results for migration")
    expect(read).to_contain_text("role user")
    total = dev_server.get("/api/search", q="migraton role:user")["total"]
    assert total > 0
    read.get_by_role("button", name="Remove role:user").click()
    expect(field(page)).to_have_value("migraton")
    page.get_by_role("button", name=re.compile("as typed")).click()
    expect(page.get_by_role("heading", name=re.compile("Nothing found for"))).to_be_visible()
    page.get_by_role("button", name="Without quotes").click()
    expect(read).to_contain_text("Showing results for migration")


def test_the_help_types_what_it_explains(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/context?q=migration&type=fulltext")
    page.get_by_role("button", name="What can be typed").click()
    page.get_by_role("dialog", name="What can be typed").get_by_text("role:user").click()
    expect(field(page)).to_have_value("migration role:user")
    expect(page).to_have_url(re.compile("role%3Auser"))


def test_the_keyboard_walks_picks_and_comes_back_to_the_words(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/context?q=migration&type=fulltext")
    hits(page).nth(3).wait_for()
    page.keyboard.press("Enter")
    for key in ("j", "j", "k", "x"):
        page.keyboard.press(key)
    current = page.locator("a[data-hit][aria-current]")
    expect(current).to_have_attribute("data-hit", "1")
    expect(page.get_by_role("button", name="1 picked")).to_be_visible()
    assert address(page)["pick"] == address(page)["at"]
    page.keyboard.press("Escape")
    expect(current).to_have_count(0)
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("heading", name="Newest sessions")).to_be_visible()


@pytest.mark.parametrize(
    "query",
    [
        "<img src=x onerror='window.harmed=1'>",
        '"><script>window.harmed=1</script>',
        "((((((",
        '"unclosed AND OR NOT',
        "project: tool: :::",
        "\\u0000 \\ * ? ~ ^",
        "%00%ff ../../etc/passwd",
        "a" * 3000,
        "зачем 竞态条件 🦀",
    ],
)
def test_no_query_breaks_the_page(query: str, dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/context")
    field(page).fill(query)
    count = page.get_by_role("region", name="Search").get_by_text(
        re.compile(r"^(about )?[\d,]+ sessions? by ")
    )
    expect(count.first).to_be_visible()
    page.reload()
    expect(field(page)).to_have_value(query)
    expect(count.first).to_be_visible()
    assert page.evaluate("window.harmed") is None


@pytest.mark.parametrize("path", ["/context", "/context?q=migration&pick=m1,m2,s1"])
def test_nothing_of_the_search_is_wider_than_a_small_phone(
    path: str, dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(dev_server.url + path, width=360)
    page.locator("a[data-hit], main li a").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    wide = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(one => {"
        " const box = one.getBoundingClientRect();"
        " return box.width > 0 && box.right > 361 && !one.closest('pre, .truncate, .sr-only') })"
        ".map(one => one.outerHTML.slice(0, 120))"
    )
    assert wide == []


def test_on_a_phone_a_hit_opens_over_the_list_and_closes_again(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/context?q=migration&type=fulltext", width=390)
    hits(page).first.click()
    sheet = page.get_by_role("dialog", name="Preview")
    expect(sheet.locator("article div[class*=ring-accent]")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert "at" not in address(page)
