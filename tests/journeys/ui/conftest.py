"""A real browser for the page's journeys; a test fails when the page reports an error."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    expect,
    sync_playwright,
)

OpenPage = Callable[..., Page]

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for the tests of a module. Root has no sandbox; a test box needs none.

    Playwright keeps an event loop in this thread as long as it runs, and other modules' tests
    want one of their own, so it must not outlive the module.
    """
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address in a window of its own: `open_page(url, width=1280, expects_errors=False)`.

    Every error of the page counts: an exception, and what the console calls an error, which
    holds each breach of the content security policy.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(
        url: str, *, width: int = 1280, theme: str = "tan", expects_errors: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if theme == "dark" else "light",
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error" and not expects_errors:
                problems.append(f"console: {message.text}")

        def on_error(error: Error) -> None:
            problems.append(f"exception: {error}")

        page.on("console", on_console)
        page.on("pageerror", on_error)
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []
