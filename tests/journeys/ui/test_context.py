"""Picking what was found and taking it along: formats, budget, saved searches, modes, failures."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.running import RunningServer, running
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("context_page")]

HARM = [
    "<script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 1'>",
    "<mark onclick='window.harmed = 1'>lantern</mark>",
    "[lantern](javascript:window.harmed=1)",
    "</context><session id='s1'>",
    "\x1b]8;;javascript:window.harmed=1\x07lantern\x1b]8;;\x07",
]
TALK = {
    "lamp": ("harbour", ["How do I light the lamp of the harbour?", "Turn the brass wick slowly."]),
    "oil": ("harbour", ["The lamp runs out of oil every night", "Fill it before sunset."]),
    "bread": ("bakery", ["Add flour and butter to the bowl, then bake it", "Forty minutes."]),
    "hostile": ("<b>docks</b>", ["lantern " + "\n\n".join(HARM), "lantern " + " ".join(HARM)]),
}


def push(server: RunningServer) -> None:
    sessions = [
        {"externalId": name, "title": f"About {name} {HARM[1] if name == 'hostile' else ''}",
         "projectName": project, "projectPath": f"/home/me/{project}", "model": "claude-sonnet-4-5"}
        for name, (project, _) in TALK.items()
    ]  # fmt: skip
    messages = [
        {"sessionExternalId": name, "externalId": f"{name}-{number}", "textContent": text,
         "role": "assistant" if number % 2 else "user", "createdAt": 1_790_000_000_000 + number}
        for name, (_, texts) in TALK.items()
        for number, text in enumerate(texts)
    ]  # fmt: skip
    server.post("/sync/batch", {"sessions": sessions, "messages": messages})


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with a few sessions, all of them searchable by words."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "home").mkdir()
    with running(folder / "data", folder / "home", "--no-watch") as server:
        push(server)
        server.wait(lambda: server.get("/api/search", q="lamp")["total"] == 2, "the index")
        server.wait(lambda: server.get("/api/search", q="lantern")["total"] == 1, "the index")
        yield server


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Search everything")


def tray(page: Page) -> Locator:
    return page.get_by_role("region", name="Context")


def address(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def pick_all(page: Page) -> None:
    boxes = page.get_by_role("checkbox", name=re.compile("^Pick this message"))
    boxes.first.wait_for()
    for box in boxes.all():
        box.check()


def packed(server: RunningServer, page: Page, form: str, budget: int = 8000) -> dict[str, Any]:
    picks = ",".join(one for one in address(page)["pick"].split(",") if one.startswith("m"))
    return server.get(
        "/api/context", message=picks, q=address(page)["q"], format=form, budget=budget
    )


@pytest.mark.parametrize(
    "case",
    [
        ("Plain", "plain", "plain text", "USER: How do I light the lamp"),
        ("Markdown", "markdown", "Markdown", "**User**"),
        ("XML", "xml", "XML", '<message role="user">'),
    ],
)
def test_what_is_picked_is_copied_in_each_format(
    case: tuple[str, str, str, str], harbour: RunningServer, open_page: OpenPage
):
    radio, form, name, sign = case
    page = open_page(f"{harbour.url}/context?q=lamp&type=fulltext")
    pick_all(page)
    tray(page).get_by_role("radio", name=radio).click()
    expect(tray(page).get_by_text(re.compile(r"\d+ of 8,000 tokens"))).to_be_visible()
    wanted = packed(harbour, page, form)
    assert sign in wanted["text"]
    tray(page).get_by_role("button", name="Copy").click()
    expect(page.get_by_text(f"{wanted['tokens']} tokens copied as {name}")).to_be_visible()
    assert clipboard(page) == wanted["text"]


def test_what_is_picked_is_downloaded_and_the_key_c_copies(
    harbour: RunningServer, open_page: OpenPage
):
    page = open_page(f"{harbour.url}/context?q=lamp&type=fulltext&format=xml")
    pick_all(page)
    wanted = packed(harbour, page, "xml")["text"]
    with page.expect_download() as coming:
        tray(page).get_by_role("button", name="Download").click()
    assert coming.value.suggested_filename == "context-lamp.xml"
    assert coming.value.path().read_text(encoding="utf-8") == wanted
    page.locator("body").press("c")
    expect(page.get_by_text(re.compile("tokens copied as XML"))).to_be_visible()
    assert clipboard(page) == wanted


def test_a_budget_that_is_too_small_is_said_and_kept(harbour: RunningServer, open_page: OpenPage):
    page = open_page(f"{harbour.url}/context?q=lamp&type=fulltext")
    pick_all(page)
    bar = tray(page).get_by_role("progressbar", name="Token budget")
    expect(bar.locator("div")).to_have_class(re.compile("bg-accent"))
    tray(page).get_by_role("button", name=re.compile("^Token budget")).click()
    own = page.get_by_role("dialog", name="Token budget")
    expect(own.get_by_role("button", name="32,000 tokens")).to_be_visible()
    own.get_by_role("textbox", name="Tokens").fill("10")
    own.get_by_role("button", name="Set").click()
    expect(bar.locator("div")).to_have_class(re.compile("bg-bad"))
    page.reload()
    expect(bar.locator("div")).to_have_class(re.compile("bg-bad"))
    expect(tray(page).get_by_text(re.compile(r"\d+ of 10 tokens"))).to_be_visible()
    tray(page).get_by_role("button", name="Copy").click()
    expect(page.get_by_text(re.compile("did not fit into 10"))).to_be_visible()
    assert clipboard(page) == packed(harbour, page, "markdown", 10)["text"]


def test_picks_stay_over_other_words_and_a_reload_and_can_be_let_go(
    harbour: RunningServer, open_page: OpenPage
):
    page = open_page(f"{harbour.url}/context?q=wick&type=fulltext")
    pick_all(page)
    field(page).fill("flour")
    expect(page.get_by_text("About bread").first).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Pick the session About bread")).check()
    expect(tray(page).get_by_role("button", name="2 picked")).to_be_visible()
    page.reload()
    tray(page).get_by_role("button", name="2 picked").click()
    listed = page.get_by_role("list", name="Picked")
    expect(listed).to_contain_text("Turn the brass wick slowly.")
    expect(listed).to_contain_text("About bread")
    listed.get_by_role("button", name="Remove from the context").first.click()
    expect(listed.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Pick nothing").click()
    expect(tray(page)).to_be_hidden()


def test_the_best_are_picked_up_to_the_budget(harbour: RunningServer, open_page: OpenPage):
    page = open_page(f"{harbour.url}/context?q=lamp&type=fulltext&project=harbour")
    page.get_by_role("button", name="Fill 8K with the best").click()
    best = harbour.get("/api/context", q="lamp", type="fulltext", project="harbour", limit=10)
    ids = [one for session in best["context"] for one in session["messageIds"]]
    assert len(ids) == 4
    expect(tray(page).get_by_role("button", name="4 picked")).to_be_visible()
    assert sorted(address(page)["pick"].split(",")) == sorted(ids)
    page.get_by_role("button", name="Undo").click()
    expect(tray(page)).to_be_hidden()


def test_a_search_is_saved_run_renamed_and_deleted_with_a_way_back(
    harbour: RunningServer, open_page: OpenPage
):
    page = open_page(f"{harbour.url}/context?q=lamp&type=fulltext&project=harbour&level=messages")
    page.get_by_role("radio", name="Messages").wait_for()
    page.get_by_role("button", name="Saved searches").click()
    page.get_by_role("textbox", name="Name of this search").fill("All lamps")
    page.get_by_role("button", name="Save this search").click()
    window = page.get_by_role("dialog", name="Saved searches")
    expect(window.get_by_text("by words · never used")).to_be_visible()
    page.goto(f"{harbour.url}/context?q=flour")
    page.get_by_role("button", name="Saved searches").click()
    window.get_by_text("All lamps").click()
    expect(field(page)).to_have_value("lamp")
    wanted = {"q": "lamp", "type": "fulltext", "project": "harbour", "level": "messages"}
    assert address(page) == wanted
    page.get_by_role("button", name="Saved searches").click()
    expect(window.get_by_text(re.compile("used just now|used \\d+s ago"))).to_be_visible()
    window.get_by_role("button", name="Rename All lamps").click()
    window.get_by_role("textbox", name="New name of All lamps").fill("Lamps")
    page.keyboard.press("Enter")
    expect(window.get_by_text("Lamps", exact=True)).to_be_visible()
    window.get_by_role("button", name="Delete Lamps").click()
    expect(window.get_by_text("Lamps", exact=True)).to_be_hidden()
    assert harbour.get("/api/saved-searches")["savedSearches"] == []
    page.get_by_role("button", name="Undo").click()
    expect(window).to_be_hidden()
    page.get_by_role("button", name="Saved searches").click()
    expect(window.get_by_text("Lamps", exact=True)).to_be_visible()
    kept = harbour.get("/api/saved-searches")["savedSearches"][0]
    assert (kept["name"], kept["query"]) == ("Lamps", "lamp")


@pytest.mark.timeout(600)  # the worker waits for a quiet machine before it embeds
def test_each_mode_finds_and_says_what_it_really_was(harbour: RunningServer, open_page: OpenPage):
    page = open_page(f"{harbour.url}/context?q=recipe+for+a+cake")
    status = harbour.get("/api/status")["semantic"]
    if status["state"] == "off":
        pytest.skip("the model for search by meaning is not built here")
    harbour.wait(lambda: harbour.get("/api/status")["semantic"]["covered"] >= 8, "vectors", 480)
    best = page.locator("ol > li").first
    said = page.get_by_role("region", name="Search").get_by_role("status")
    for mode, words in (("Hybrid", "by words and meaning"), ("Semantic", "by meaning")):
        page.get_by_role("radio", name=mode).click()
        expect(said.filter(has_text=words).first).to_be_visible(timeout=30_000)
        expect(best).to_contain_text("About bread", timeout=30_000)
    expect(best.get_by_text("Found by its meaning").first).to_be_attached()
    page.get_by_role("radio", name="Full text").click()
    expect(said.filter(has_text="by words").first).to_be_visible()
    assert address(page)["type"] == "fulltext"


def test_another_mode_than_asked_is_said_with_its_reason(
    harbour: RunningServer, open_page: OpenPage
):
    page = open_page("about:blank")

    def fall_back(route: Route) -> None:
        answer = route.fetch()
        said = {"mode": "fulltext", "reason": "Search by meaning is switched off."}
        route.fulfill(json=answer.json() | said)

    page.route("**/api/search?*", fall_back)
    page.goto(f"{harbour.url}/context?q=lamp")
    expect(page.get_by_text("Searched by words instead of by words and meaning.")).to_be_visible()
    expect(page.get_by_text("Search by meaning is switched off.")).to_be_visible()


def test_a_failure_is_said_and_can_be_tried_again(harbour: RunningServer, open_page: OpenPage):
    page = open_page("about:blank", expects_errors=True)
    problem = {"error": "The index is locked.", "code": "locked", "request_id": "r1"}
    page.route("**/api/search?*", lambda route: route.fulfill(status=400, json=problem))
    page.goto(f"{harbour.url}/context?q=lamp&type=fulltext")
    expect(page.get_by_role("alert")).to_contain_text("The index is locked.")
    page.unroute("**/api/search?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("2 sessions", exact=True)).to_be_visible()


def test_nothing_that_a_session_says_runs_while_it_is_found_picked_and_copied(
    harbour: RunningServer, open_page: OpenPage
):
    outside: list[str] = []
    page = open_page("about:blank")
    page.on(
        "request", lambda one: None if one.url.startswith(harbour.url) else outside.append(one.url)
    )
    page.goto(f"{harbour.url}/context?q=lantern&type=fulltext")
    pick_all(page)
    page.locator("a[data-hit]").first.click()
    preview = page.get_by_role("region", name="Preview")
    preview.locator("article").first.wait_for()
    while (folds := preview.locator("article button[aria-expanded=false]")).count():
        folds.first.click()
    tray(page).get_by_role("button", name=re.compile("picked")).click()
    page.get_by_role("list", name="Picked").wait_for()
    page.keyboard.press("Escape")
    tray(page).get_by_role("radio", name="XML").click()
    tray(page).get_by_role("button", name="Copy").click()
    expect(page.get_by_text(re.compile("tokens copied as XML"))).to_be_visible()
    assert clipboard(page).count("</context>") == 1
    assert "<script>" not in clipboard(page)
    alive = "main :is(script, iframe, object, embed, [onerror], [onclick], [onload])"
    assert page.locator(alive).count() == 0
    hrefs = page.eval_on_selector_all("main a", "all => all.map(one => one.protocol)")
    assert set(hrefs) <= {"http:", "https:", "mailto:"}
    assert page.evaluate("window.harmed") is None
    assert outside == []


def test_a_new_message_is_found_without_asking_again(harbour: RunningServer, open_page: OpenPage):
    page = open_page(f"{harbour.url}/context?q=anemometer&type=fulltext")
    expect(page.get_by_role("heading", name=re.compile("Nothing found"))).to_be_visible()
    message = {"sessionExternalId": "oil", "externalId": "wind", "role": "user"}
    harbour.post("/sync/message", {**message, "textContent": "Mount the anemometer on the roof"})
    expect(page.locator("a[data-hit]").first).to_contain_text("anemometer")
