"""Reading one session in a real browser: moving, finding, copying, and what a person adds to it."""

import base64
import json
import re
import struct
import zlib
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.running import RunningServer
from tests.journeys.transcripts import Transcript
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

LARGEST_ANSWER = 300_000


def feed(page: Page) -> Locator:
    return page.get_by_role("feed")


def row(page: Page, message: str) -> Locator:
    return page.locator(f"article[data-message='{message}']")


def longest(server: RunningServer, source: str = "") -> dict[str, Any]:
    """The session with the most messages, of a source when one is named."""
    found = server.get("/api/sessions", sort="messageCount", limit=1, source=source)
    return found["sessions"][0]


def push(server: RunningServer, name: str, *messages: dict[str, Any], **facts: Any) -> str:
    """Push a session with these messages; return its id."""
    server.post("/sync/session", {"externalId": name, "title": name, **facts})
    for start in range(0, len(messages), 500):
        batch = [
            {"sessionExternalId": name, "externalId": f"m{start + n}", **message}
            for n, message in enumerate(messages[start : start + 500])
        ]
        server.post("/sync/batch", {"messages": batch})
    return str(server.get("/api/sessions/get", id=name, limit=1)["session"]["id"])


def said(text: str) -> dict[str, Any]:
    return {"role": "assistant", "textContent": text}


def asked(text: str) -> dict[str, Any]:
    return {"role": "user", "textContent": text}


def used(tool: str, args: Any, result: str, number: int = 0) -> list[dict[str, Any]]:
    """A call of a tool and its result, as two messages."""
    call = {"type": "tool-call", "content": {"toolName": tool, "args": args}}
    answer = {"type": "tool-result", "content": result}
    return [
        {"role": "assistant", "parts": [{**call, "callId": f"c{number}"}]},
        {"role": "tool", "parts": [{**answer, "callId": f"c{number}"}]},
    ]


def pixel() -> str:
    """A small red PNG in base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00\xff\x00\x00\xff\x00\x00" * 2)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_ten_thousand_messages_are_opened_in_pieces_and_reached_everywhere(
    server: RunningServer, open_page: OpenPage
):
    talk = [asked(f"prompt {n}") if n % 20 == 0 else said(f"word {n}") for n in range(10_000)]
    session = push(server, "long", *talk)
    page = open_page("about:blank", width=1600)
    sizes: list[int] = []
    page.on("response", lambda r: sizes.append(len(r.body())) if "/sessions/s" in r.url else None)

    page.goto(f"{server.url}/sessions/{session}")
    expect(page.get_by_text("word 1", exact=True)).to_be_visible()
    assert page.locator("article").count() < 120
    page.keyboard.press("Shift+G")
    expect(page.get_by_text("word 9999", exact=True)).to_be_in_viewport()
    gap = feed(page).evaluate("b => b.scrollHeight - b.scrollTop - b.clientHeight")
    assert gap < 2
    page.keyboard.press("Home")
    expect(page.get_by_text("word 1", exact=True)).to_be_in_viewport()
    feed(page).evaluate("b => { b.scrollTop = b.scrollHeight / 2 }")
    expect(page.get_by_text(re.compile(r"^word [45]\d{3}$")).first).to_be_visible()
    assert page.locator("article").count() < 120
    assert max(sizes) < LARGEST_ANSWER


def test_messages_that_no_page_has_room_for_come_in_several_answers(
    server: RunningServer, open_page: OpenPage
):
    parts = [{"type": "text", "content": f"line {n}"} for n in range(700)]
    large = [{"role": "assistant", "parts": parts} for _ in range(30)]
    session = push(server, "large", *large, said("the end of it"))
    page = open_page("about:blank")
    sizes: list[int] = []
    page.on("response", lambda r: sizes.append(len(r.body())) if "/sessions/s" in r.url else None)

    page.goto(f"{server.url}/sessions/{session}")
    expect(page.get_by_text("line 0", exact=True).first).to_be_visible()
    page.keyboard.press("Shift+G")
    expect(page.get_by_text("the end of it")).to_be_in_viewport()
    assert len(sizes) > 2
    assert max(sizes) < LARGEST_ANSWER


def test_what_is_read_stays_in_its_place_while_pages_arrive(
    dev_server: RunningServer, open_page: OpenPage
):
    session = longest(dev_server, "claude-code")
    page = open_page(f"{dev_server.url}/sessions/{session['id']}")
    page.locator("article").first.wait_for()
    feed(page).evaluate("b => { b.scrollTop = b.scrollHeight * 0.6 }")
    page.wait_for_timeout(1500)
    jump = feed(page).evaluate(
        """async box => {
          let worst = 0;
          for (let turn = 0; turn < 60; turn++) {
            const top = box.getBoundingClientRect().top;
            const mark = [...box.querySelectorAll('article')]
              .find(one => one.getBoundingClientRect().top > top + 100);
            const before = mark.getBoundingClientRect().top;
            const from = box.scrollTop;
            box.scrollTop -= 150;
            await new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)));
            if (mark.isConnected && from > 150)
              worst = Math.max(worst, Math.abs(mark.getBoundingClientRect().top - before - 150));
          }
          return worst;
        }"""
    )
    assert jump < 3


def test_a_link_to_a_message_survives_a_reload(dev_server: RunningServer, open_page: OpenPage):
    session = longest(dev_server)
    target = dev_server.get(f"/api/sessions/{session['id']}/outline")["headings"][-1]["id"]
    page = open_page(f"{dev_server.url}/sessions/{session['id']}?m={target}")
    expect(row(page, target)).to_be_in_viewport()
    page.reload()
    expect(row(page, target)).to_be_in_viewport()
    assert feed(page).evaluate("b => b.scrollTop") > 1000


def test_the_prompts_are_a_table_of_contents(dev_server: RunningServer, open_page: OpenPage):
    session = longest(dev_server)
    outline = dev_server.get(f"/api/sessions/{session['id']}/outline")
    prompts = [one for one in outline["headings"] if one["kind"] == "prompt"]
    page = open_page(f"{dev_server.url}/sessions/{session['id']}", width=1920)
    contents = page.get_by_role("navigation", name="Prompts")
    contents.get_by_role("button").filter(has_text=prompts[2]["words"][:20]).first.click()
    expect(row(page, prompts[2]["id"])).to_be_in_viewport()
    page.keyboard.press("]")
    expect(row(page, prompts[3]["id"])).to_be_in_viewport()
    page.keyboard.press("[")
    expect(row(page, prompts[2]["id"])).to_be_in_viewport()


def test_words_are_found_in_what_is_folded_and_far_away(
    dev_server: RunningServer, open_page: OpenPage
):
    session = longest(dev_server, "claude-code")
    found = dev_server.get(f"/api/sessions/{session['id']}/find", q="margin")
    page = open_page(f"{dev_server.url}/sessions/{session['id']}")
    page.locator("article").first.wait_for()
    page.keyboard.press("f")
    page.get_by_role("textbox", name="Find in session").fill("margin")
    count = page.get_by_role("status").filter(has_text=re.compile(r"\d+ of \d+"))
    expect(count).to_contain_text(f"1 of {len(found['messages'])}")
    for step in range(1, 8):
        page.keyboard.press("Enter")
        expect(count).to_contain_text(f"{step + 1} of {len(found['messages'])}")
        here = page.locator("article[data-current]")
        expect(here).to_be_in_viewport()
        expect(here).to_contain_text("margin", ignore_case=True)
    page.wait_for_function("CSS.highlights.get('find-here')?.size > 0")
    page.keyboard.press("Shift+Enter")
    expect(count).to_contain_text(f"7 of {len(found['messages'])}")
    page.keyboard.press("Escape")
    expect(count).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/sessions/s\d+"))
    assert page.evaluate("CSS.highlights.size") == 0


@pytest.mark.parametrize(
    "source", ["claude-code", "codex-cli", "opencode", "copilot-cli", "gemini-cli", "pi"]
)
def test_a_session_of_every_tool_is_read_and_its_tools_unfold(
    source: str, dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/sessions/{longest(dev_server, source)['id']}")
    page.locator("article[data-kind=reply]").first.wait_for()
    page.wait_for_timeout(300)
    for _ in range(8):
        feed(page).evaluate(
            "box => [...box.querySelectorAll('button[aria-expanded=false]')].slice(0, 4)"
            ".forEach(one => one.click())"
        )
        page.wait_for_timeout(150)
        assert "[object Object]" not in feed(page).inner_text()
        feed(page).evaluate("b => { b.scrollTop += b.clientHeight }")
    expect(page.get_by_text("This part of the page broke")).to_be_hidden()


def test_each_tool_has_its_own_line_and_its_own_dress(server: RunningServer, open_page: OpenPage):
    edit = {"file_path": "/a/lamp.py", "old_string": "dark\nsame", "new_string": "light\nsame"}
    todos = {"todos": [{"content": "Mend it", "status": "in_progress"}]}
    calls = [
        ("Bash", {"command": "make light"}, "\u001b[32mok\u001b[0m", "$ make light", "ok"),
        ("Edit", edit, "The file /a/lamp.py has been updated.", "lamp.py", "light"),
        ("Read", {"file_path": "/a/lamp.py"}, "  1\u2192import os", "lamp.py", "import os"),
        ("Write", {"file_path": "/a/b.md", "content": "# One"}, "created", "b.md", "# One"),
        ("Grep", {"pattern": "dark", "path": "src"}, "src/a.py:1:dark", "dark in src", "a.py:1"),
        ("Task", {"subagent_type": "Explore", "prompt": "Look"}, "Seen", "Explore: Look", "Seen"),
        ("TodoWrite", todos, "Todos have been modified", "0/1 done · Mend it", "Mend it"),
        ("WebFetch", {"url": "https://example.org"}, "A page", "https://example.org", "A page"),
        ("mcp__lamps__get_state", {"id": 7}, '{"on": true}', "id: 7", '"on": true'),
        ("FlyToMoon", {"fuel": "much"}, "arrived", "much", "arrived"),
    ]
    messages: list[dict[str, Any]] = [asked("go")]
    for number, (tool, args, result, *_) in enumerate(calls):
        messages += used(tool, args, result, number)
    page = open_page(f"{server.url}/sessions/{push(server, 'tools', *messages)}")
    for tool, _, _, preview, body in calls:
        label = "lamps · get_state" if tool.startswith("mcp__") else tool
        line = page.locator("article button[aria-expanded]").filter(has_text=label).first
        expect(line).to_contain_text(preview)
        line.click()
        expect(line.locator("xpath=ancestor::article")).to_contain_text(body)
    diff = page.locator("article", has_text="lamp.py").first
    expect(diff).to_contain_text("+1 \N{MINUS SIGN}1")


def test_pictures_are_shown_and_those_elsewhere_only_linked(
    server: RunningServer, open_page: OpenPage
):
    own = {"type": "image", "content": {"mediaType": "image/png", "data": pixel()}}
    foreign = {"type": "image", "content": {"url": "https://elsewhere.invalid/a.png"}}
    session = push(server, "pictures", {"role": "user", "parts": [own, foreign]})
    page = open_page(f"{server.url}/sessions/{session}")
    picture = page.get_by_role("img", name="Picture in this message")
    expect(picture).to_have_count(1)
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 2
    expect(page.get_by_role("link", name="https://elsewhere.invalid/a.png")).to_be_visible()


def test_a_cut_text_is_fetched_whole_to_be_shown_and_to_be_copied(
    server: RunningServer, open_page: OpenPage
):
    lines = "\n".join(f"line {n}" for n in range(5000))
    session = push(server, "cut", asked("go"), *used("Bash", {"command": "seq"}, lines))
    page = open_page(f"{server.url}/sessions/{session}")
    call = page.locator("article button[aria-expanded=false]").first
    call.click()
    page.get_by_role("button", name=re.compile(r"Show all [\d,]+ characters")).click()
    expect(page.locator("article pre").last).to_contain_text("line 4999")
    page.locator("article").nth(1).hover()
    page.get_by_role("button", name="Copy message as Markdown").click()
    expect(page.get_by_text("Markdown copied")).to_be_visible()
    copied = clipboard(page)
    assert copied.startswith("## Assistant\n\n**Tool: Bash**")
    assert "line 4999" in copied


def test_a_message_is_copied_linked_and_shown_raw(server: RunningServer, open_page: OpenPage):
    session = push(server, "copy", asked("the **words**"), said("an answer"))
    page = open_page(f"{server.url}/sessions/{session}")
    first = page.locator("article").first
    message = first.get_attribute("data-message")
    first.hover()
    page.get_by_role("button", name="Copy message", exact=True).click()
    expect(page.get_by_text("Message copied")).to_be_visible()
    assert clipboard(page) == "the **words**"
    page.get_by_role("button", name="Copy link to this message").click()
    expect(page).to_have_url(re.compile(f"m={message}"))
    assert clipboard(page) == page.url
    page.get_by_role("button", name="Show the raw message").click()
    raw = page.get_by_role("dialog", name="Raw message").locator("pre")
    assert json.loads(raw.inner_text())["id"] == message


def test_what_a_person_adds_is_kept(server: RunningServer, open_page: OpenPage):
    session = push(server, "mine", asked("hello"))
    page = open_page(f"{server.url}/sessions/{session}")
    page.locator("article").first.wait_for()
    page.keyboard.press("r")
    title = page.get_by_role("textbox", name="Title of the session")
    title.fill("A better name")
    title.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A better name")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Remove the star")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_text("In the evals")).to_be_visible()
    page.get_by_role("button", name="Add a tag").click()
    page.get_by_role("combobox", name="New tag").fill("harbour")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More about this session").click()
    page.get_by_role("menuitem", name="Add a note").click()
    page.get_by_role("textbox", name="Note on the session").fill("Worth reading")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Worth reading")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("A better name")
    expect(page.get_by_role("button", name="Remove the tag harbour")).to_be_visible()
    kept = server.get(f"/api/sessions/{session}", limit=1)["session"]
    assert (kept["starred"], kept["evalReady"], kept["tags"]) == (True, True, ["harbour"])
    assert kept["note"] == "Worth reading"


def test_tags_of_other_sessions_are_offered(server: RunningServer, open_page: OpenPage):
    other = push(server, "other", asked("hello"))
    server.client.patch(f"/api/sessions/{other}", json={"tags": ["lighthouse", "lamp"]})
    page = open_page(f"{server.url}/sessions/{push(server, 'this', asked('hello'))}")
    page.get_by_role("button", name="More about this session").click()
    page.get_by_role("menuitem", name="Edit tags").click()
    page.get_by_role("combobox", name="New tag").fill("light")
    expect(page.get_by_role("option", name="lighthouse")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove the tag lighthouse")).to_be_visible()


def test_a_session_goes_to_the_trash_and_comes_back(server: RunningServer, open_page: OpenPage):
    session = push(server, "waste", asked("hello"))
    page = open_page(f"{server.url}/sessions/{session}")
    page.get_by_role("button", name="More about this session").click()
    page.get_by_role("menuitem", name="Move to the trash").click()
    expect(page).to_have_url(re.compile(r"/sessions$"))
    expect(page.get_by_role("link", name=re.compile("waste"))).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name=re.compile("waste"))).to_be_visible()
    assert "deletedAt" not in server.get(f"/api/sessions/{session}", limit=1)["session"]


def test_neighbours_are_one_key_away(server: RunningServer, open_page: OpenPage):
    first, second = (push(server, name, asked("hello")) for name in ("one", "two"))
    page = open_page(f"{server.url}/sessions/{second}")
    page.locator("article").first.wait_for()
    expect(page.get_by_role("button", name="Previous session")).to_be_disabled()
    expect(page.get_by_role("button", name="Next session")).to_be_enabled()
    page.keyboard.press("Shift+J")
    expect(page).to_have_url(f"{server.url}/sessions/{first}")
    page.get_by_role("button", name="Previous session").click()
    expect(page).to_have_url(f"{server.url}/sessions/{second}")


def test_a_sub_agent_is_found_from_its_parent_and_back(
    dev_server: RunningServer, open_page: OpenPage
):
    every = dev_server.get(
        "/api/sessions", source="opencode", limit=200, includeEmpty=True, includeAutomated=True
    )["sessions"]
    parent = next(one for one in every if one["subagentCount"])
    page = open_page(f"{dev_server.url}/sessions/{parent['id']}")
    page.get_by_role("button", name=re.compile(r"\d+ sub-agents?$")).click()
    child = page.get_by_role("dialog", name="Sub-agents").get_by_role("button").first
    expect(child).to_contain_text("tokens")
    child.click()
    expect(page).not_to_have_url(f"{dev_server.url}/sessions/{parent['id']}")
    page.get_by_role("button", name=parent["title"]).click()
    expect(page).to_have_url(re.compile(rf"/sessions/{parent['id']}$"))


def test_the_command_that_resumes_a_session_is_copied(
    server: RunningServer, home: Any, open_page: OpenPage
):
    Transcript(home, "resumed").prompt("hello")
    server.wait(lambda: server.client.get("/api/sessions").json()["total"] > 0, "the import", 30)
    session = server.get("/api/sessions/get", id="resumed", limit=1)["session"]
    page = open_page(f"{server.url}/sessions/{session['id']}")
    page.get_by_role("button", name="Resume in its tool").click()
    page.get_by_role("button", name="Copy command").click()
    expect(page.get_by_text("Command copied")).to_be_visible()
    assert "claude --resume resumed" in clipboard(page)


def test_messages_are_walked_by_key(server: RunningServer, open_page: OpenPage):
    session = push(server, "walk", asked("one"), said("two"), said("three"))
    page = open_page(f"{server.url}/sessions/{session}")
    page.locator("article").first.wait_for()
    for key, words in (("j", "one"), ("j", "two"), ("j", "three"), ("k", "two")):
        page.keyboard.press(key)
        expect(page.locator("article[data-current]")).to_contain_text(words)
    page.keyboard.press("c")
    expect(page.get_by_text("Message copied")).to_be_visible()
    assert clipboard(page) == "two"


def test_a_page_that_fails_says_so_and_can_be_tried_again(
    server: RunningServer, open_page: OpenPage
):
    session = push(server, "broken", asked("here I am"))
    page = open_page("about:blank", expects_errors=True)
    pattern = "**/messages?*"
    page.route(pattern, lambda route: route.abort())
    page.goto(f"{server.url}/sessions/{session}")
    expect(page.get_by_role("alert")).to_contain_text("does not answer", timeout=20_000)
    page.unroute(pattern)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("article", has_text="here I am")).to_be_visible()


def test_a_summary_an_interruption_and_added_text_are_told_apart(
    dev_server: RunningServer, open_page: OpenPage
):
    session = longest(dev_server, "claude-code")
    page = open_page(f"{dev_server.url}/sessions/{session['id']}")
    summary = page.locator("article[data-kind=summary]").first
    expect(summary).to_contain_text("Summary of what went before")
    told = page.get_by_role("separator").filter(has_text=re.compile("compacted", re.IGNORECASE))
    expect(told.first).to_be_visible()
    expect(summary.get_by_role("separator")).to_have_count(0)
