"""Nothing that stands in a session runs, loads or navigates in the reader."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from tests.journeys.running import RunningServer
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

ESC = "\u001b"
PAYLOADS = {
    "script": "<script>window.harmed=1;alert(1)</script>",
    "image handler": "<img src=x onerror=window.harmed=1>",
    "svg": "<svg onload=window.harmed=1><script>window.harmed=1</script></svg>",
    "iframe": "<iframe srcdoc='<script>parent.harmed=1</script>'></iframe>",
    "style": "<style>@import url(https://elsewhere.invalid/a.css)</style><p style=x:expression(1)>",
    "javascript link": "[click](javascript:window.harmed=1) <javascript:window.harmed=1>",
    "data link": "[click](data:text/html,<script>window.harmed=1</script>)",
    "reference link": "[click][bad]\n\n[bad]: javascript:window.harmed=1 'title'",
    "remote picture": "![pixel](https://elsewhere.invalid/pixel.png)",
    "svg picture": "![x](data:image/svg+xml,<svg onload=window.harmed=1>)",
    "form": "<form action=https://elsewhere.invalid><button autofocus onfocus=window.harmed=1>",
    "base": "<base href=https://elsewhere.invalid/><meta http-equiv=refresh content=0;url=//e.invalid>",
    "end of text": "</textarea></title></script><script>window.harmed=1</script>",
    "mermaid": '```mermaid\ngraph TD; A["<img src=x onerror=window.harmed=1>"] --> B\n'
    'click A "javascript:window.harmed=1"\n```',
    "html fence": "```html\n<script>window.harmed=1</script>\n```",
    "svg fence": "```svg\n<svg onload=window.harmed=1></svg>\n```",
    "link in terminal": f"{ESC}]8;;javascript:window.harmed=1\u0007click{ESC}]8;;\u0007",
    "title of terminal": f"{ESC}]0;<script>window.harmed=1</script>\u0007{ESC}[2J{ESC}[31m<b>red</b>",
    "template": "{{constructor.constructor('window.harmed=1')()}} ${window.harmed=1} <%= 1 %> #{7*7}",
    "table": "|a|b|\n|-|-|\n|<img src=x onerror=window.harmed=1>|[x](javascript:window.harmed=1)|",
    "footnote": "text[^1]\n\n[^1]: <script>window.harmed=1</script>",
    "bidi": "\u202e\u2066<script>window.harmed=1</script>\u2069\u0000\ufffe",
}
ALL = "\n\n".join(PAYLOADS.values())

TOOLS = {
    "Bash": {"command": ALL, "description": ALL},
    "PowerShell": {"command": ALL},
    "exec_command": {"cmd": ALL, "workdir": ALL},
    "write_stdin": {"session_id": ALL, "chars": ALL},
    "Edit": {"file_path": ALL, "old_string": ALL, "new_string": f"{ALL}\nmore"},
    "MultiEdit": {"file_path": ALL, "edits": [{"old_string": ALL, "new_string": "x"}]},
    "apply_patch": f"*** Begin Patch\n*** Update File: {PAYLOADS['script']}\n@@ {PAYLOADS['svg']}\n-a\n"
    + "\n".join(f"+{line}" for line in ALL.split("\n")),
    "NotebookEdit": {"notebook_path": ALL, "new_source": ALL},
    "Write": {"file_path": f"{PAYLOADS['script']}.html", "content": ALL},
    "Read": {"file_path": f"{PAYLOADS['image handler']}.md", "offset": 3, "limit": 9},
    "Grep": {"pattern": ALL, "path": ALL},
    "Glob": {"pattern": ALL},
    "Task": {"subagent_type": ALL, "description": ALL, "prompt": ALL},
    "TodoWrite": {"todos": [{"content": ALL, "status": "in_progress"}]},
    "update_plan": {"plan": [{"step": ALL, "status": ALL}]},
    "WebFetch": {"url": "javascript:window.harmed=1", "prompt": ALL},
    "WebSearch": {"query": ALL},
    "AskUserQuestion": {
        "questions": [{"question": ALL, "header": ALL, "options": [{"label": ALL}, ALL]}]
    },
    "ExitPlanMode": {"plan": ALL},
    "Skill": {"skill": ALL, "args": ALL},
    "mcp__<script>alert(1)</script>__<img src=x onerror=alert(1)>": {
        ALL: ALL,
        "deep": [{"a": ALL}],
    },
    ALL: {ALL: ALL},
    "__proto__": {"__proto__": ALL, "constructor": {"prototype": ALL}},
}


def parts() -> Iterator[dict[str, Any]]:
    """Every kind of part, each with the payloads in every text."""
    for kind in ("text", "thinking", "reasoning", "injected", "error", ALL):
        yield {"type": kind, "content": ALL}
    for number, (tool, args) in enumerate(TOOLS.items()):
        call = f"c{number}"
        yield {"type": "tool-call", "content": {"toolName": tool, "args": args}, "callId": call}
        yield {
            "type": "tool-result",
            "content": ALL,
            "callId": call,
            "isError": number % 3 == 0,
        }
    yield {"type": "tool-result", "content": ALL, "callId": "nobody", "toolName": ALL}
    yield {"type": "patch", "content": {"files": [ALL]}}
    yield {"type": "file", "content": {"path": ALL, "mediaType": ALL}}
    yield {"type": "fallback", "content": {"from": {"model": ALL}, "to": {"model": ALL}}}
    for picture in (
        {"mediaType": "image/svg+xml", "data": "PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+"},
        {"mediaType": "text/html", "data": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="},
        {"mediaType": 'image/png" onerror="window.harmed=1', "data": "AAAA"},
        {"url": "javascript:window.harmed=1"},
        {"url": "https://elsewhere.invalid/pixel.png"},
        {"url": "//elsewhere.invalid/pixel.png"},
        {"url": "data:image/svg+xml,<svg onload=window.harmed=1>"},
    ):
        yield {"type": "image", "content": picture}


def push_all(server: RunningServer) -> str:
    """Push a session with the payloads in every field; return its id."""
    session = {"externalId": "hostile", "title": ALL, "projectPath": f"/{ALL}", "model": ALL}
    server.post("/sync/session", {**session, "gitBranch": ALL, "provider": ALL, "projectName": ALL})
    kinds = ["user", "assistant", "system", "tool"]
    for number, role in enumerate(kinds):
        message = {"sessionExternalId": "hostile", "externalId": f"h{number}", "role": role}
        server.post("/sync/message", {**message, "textContent": ALL, "model": ALL})
    for number, part in enumerate(parts()):
        message = {"sessionExternalId": "hostile", "externalId": f"p{number}", "parts": [part]}
        role = "tool" if part["type"] == "tool-result" else "assistant"
        server.post("/sync/message", {**message, "role": role})
    opened = server.get("/api/sessions/get", id="hostile", limit=1)["session"]
    answer = server.client.patch(
        f"/api/sessions/{opened['id']}",
        json={"tags": [PAYLOADS["script"], PAYLOADS["svg"]], "note": ALL, "title": ALL[:400]},
    )
    assert answer.status_code == 200, answer.text
    return str(opened["id"])


def watch(page: Page, url: str) -> list[str]:
    """Note whatever harm would show as: windows, requests elsewhere, other pages."""
    harm: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        harm.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            harm.append(f"request: {request.url}")

    page.on("dialog", on_dialog)
    page.on("request", on_request)
    page.on("popup", lambda other: harm.append(f"window: {other.url}"))
    return harm


def check(page: Page) -> None:
    """Nothing in the page is alive that a session brought."""
    assert page.evaluate("window.harmed") is None
    alive = page.evaluate(
        "[...document.querySelectorAll('#root *')].filter(one =>"
        " /^(SCRIPT|IFRAME|OBJECT|EMBED|FORM|BASE|META|STYLE|LINK)$/.test(one.tagName)"
        " || [...one.attributes].some(a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value)))"
        ".map(one => one.outerHTML.slice(0, 200))"
    )
    assert alive == []
    foreign = page.evaluate(
        "[...document.querySelectorAll('#root svg')].filter(one => !one.matches('.lucide, [aria-hidden]')).length"
    )
    assert foreign == 0
    links = page.eval_on_selector_all("#root a[href]", "all => all.map(one => one.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    pictures = page.eval_on_selector_all("#root img", "all => all.map(one => one.src)")
    assert all(
        p.startswith(("data:image/png", "blob:", page.url.split("/sessions")[0])) for p in pictures
    )


UNFOLD = """box => {
  const fold = box.querySelector('button[aria-expanded=false]');
  if (fold) fold.click();
  return fold !== null;
}"""


def unfold_and_read(page: Page) -> int:
    """Unfold everything from the first row to the last; return how many folds there were."""
    feed, opened = page.get_by_role("feed"), 0
    for _ in range(600):
        if feed.evaluate(UNFOLD):
            opened += 1
            continue
        check(page)
        if feed.evaluate("b => b.scrollTop + b.clientHeight >= b.scrollHeight - 4"):
            return opened
        feed.evaluate("b => { b.scrollTop += b.clientHeight * 1.5 }")
        page.wait_for_timeout(80)
    message = "the session has no end"
    raise AssertionError(message)


def test_no_payload_runs_anywhere_in_the_reader(server: RunningServer, open_page: OpenPage):
    session = push_all(server)
    page = open_page("about:blank", width=1600)
    harm = watch(page, server.url)
    page.goto(f"{server.url}/sessions/{session}")
    page.locator("article").first.wait_for()

    opened = unfold_and_read(page)

    assert opened > len(TOOLS)
    page.get_by_role("button", name="More about this session").click()
    check(page)
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.get_by_role("textbox", name="Find in session").fill("<script>window.harmed")
    expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ of \d+"))).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    page.locator("article").first.hover()
    page.get_by_role("button", name="Show the raw message").first.click()
    expect(page.get_by_role("dialog", name="Raw message").locator("pre")).to_be_visible()
    check(page)
    assert harm == []


def test_mermaid_and_svg_are_shown_as_code(server: RunningServer, open_page: OpenPage):
    server.post("/sync/session", {"externalId": "s"})
    words = f"{PAYLOADS['mermaid']}\n\n{PAYLOADS['svg fence']}"
    message = {"sessionExternalId": "s", "externalId": "m", "role": "assistant"}
    server.post("/sync/message", {**message, "textContent": words})
    session = server.get("/api/sessions/get", id="s", limit=1)["session"]["id"]

    page = open_page(f"{server.url}/sessions/{session}")

    blocks = page.locator("article figure pre")
    expect(blocks.first).to_contain_text("graph TD")
    expect(blocks.nth(1)).to_contain_text("<svg onload")


def test_a_link_in_a_session_leads_out_without_a_trace(server: RunningServer, open_page: OpenPage):
    server.post("/sync/session", {"externalId": "s"})
    message = {"sessionExternalId": "s", "externalId": "m", "role": "assistant"}
    server.post("/sync/message", {**message, "textContent": "[docs](https://example.org/a)"})
    session = server.get("/api/sessions/get", id="s", limit=1)["session"]["id"]

    page = open_page(f"{server.url}/sessions/{session}")

    link = page.get_by_role("link", name="docs")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
