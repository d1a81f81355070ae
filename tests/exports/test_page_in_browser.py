"""An exported page with every payload in every place, opened as a file in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, sync_playwright

from opensync_app.exports.base import ExportOptions
from opensync_app.exports.page import render_page
from tests.exports.test_page import PAYLOADS, everywhere, session

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("exported_page")]


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium, ended with the module, as its event loop would be in others' way."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield started
        started.close()


def test_nothing_runs_and_nothing_is_fetched(browser: Browser, tmp_path: Path):
    messages = [message for payload in PAYLOADS for message in everywhere(payload)]
    page_file = tmp_path / "session.html"
    text = "".join(render_page(session(" ".join(PAYLOADS)), messages, ExportOptions()))
    page_file.write_text(text, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    requests: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", on_dialog)
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.evaluate(
        "document.querySelectorAll('a').forEach((a) => a.dispatchEvent(new Event('mouseover')))"
    )
    page.wait_for_timeout(300)

    assert dialogs == []
    assert [url for url in requests if not url.startswith(("file:", "data:image/png"))] == []
    assert page.evaluate("document.scripts.length") == 0
    assert (
        page.evaluate("document.querySelectorAll('svg,iframe,object,embed,form,link,base').length")
        == 0
    )
    links: list[str] = page.evaluate("[...document.links].map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert page.locator("article").count() == 4 * len(PAYLOADS)
    context.close()


def test_it_fits_a_narrow_window(browser: Browser, tmp_path: Path):
    page_file = tmp_path / "session.html"
    wide = f"{'x' * 400}\n\n| a | b |\n|---|---|\n| {'y' * 300} | z |\n\n`{'c' * 400}`"
    text = "".join(render_page(session("t" * 300), everywhere(wide), ExportOptions()))
    page_file.write_text(text, encoding="utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
