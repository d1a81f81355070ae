"""Photographs every page, full and empty, in both themes and three widths, for eyes to judge.

The pictures go to build/screens; `--out docs/images --only list-tan-1280` makes those of the README.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from bench import corpus  # noqa: E402
from bench.contenders import Contender, Server, opensync  # noqa: E402
from tests.conftest import HOW_TO_GET_IT, find_chromium  # noqa: E402

WIDTHS = {390: 844, 1280: 800, 1920: 1080}
THEMES = ("tan", "dark")
THEME_KEY = "opensync-dashboard-theme"
SETTLED = 600
"""Milliseconds for what appears slowly, once nothing is grey any more."""

ARRIVED = """() => location.pathname === '/gallery'
  || !document.querySelector('.animate-pulse-soft, [aria-busy=true]')"""
"""Nothing is on its way; the gallery shows what waits look like."""


Visit = Callable[[Page, str], None]


def visit(path: str) -> Visit:
    """Return what opens an address of the page."""

    def go(page: Page, url: str) -> None:
        page.goto(url + path)
        page.wait_for_load_state("domcontentloaded")

    return go


def visit_reader(page: Page, url: str) -> None:
    """Show the longest session."""
    answer = page.request.get(f"{url}/api/sessions?limit=1&sort=messageCount")
    session = answer.json()["sessions"][0]["id"]
    page.goto(f"{url}/sessions/{session}")


def visit_palette(page: Page, url: str) -> None:
    """Show what the palette finds."""
    page.goto(f"{url}/overview?days=all&per=month")
    page.get_by_role("button", name="Search or go to").click()
    page.locator("dialog input").fill("error handling")


def visit_bell(page: Page, url: str) -> None:
    """Show what happened."""
    page.goto(f"{url}/overview?days=all&per=month")
    page.locator("button[aria-label^=Notifications]").click()


FULL: dict[str, Visit] = {
    "overview": visit("/overview?days=all&per=month"),
    "overview-quiet": visit("/overview?from=2001-01-01&to=2001-01-31"),
    "list": visit("/sessions"),
    "list-nothing": visit("/sessions?q=there+is+no+such+title"),
    "timeline": visit("/sessions?view=timeline"),
    "reader": visit_reader,
    "context": visit("/context"),
    "search": visit("/context?q=error+handling"),
    "palette": visit_palette,
    "bell": visit_bell,
    "gallery": visit("/gallery"),
    "not-found": visit("/nowhere"),
}
EMPTY: dict[str, Visit] = {
    "empty-overview": visit("/overview"),
    "empty-list": visit("/sessions"),
    "empty-context": visit("/context"),
}


def photograph(
    browser: Browser, url: str, views: dict[str, Visit], out: Path, only: str
) -> Iterator[Path]:
    """Take every wanted picture and yield the file of each."""
    for theme in THEMES:
        for width, height in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_init_script(f"localStorage.setItem('{THEME_KEY}', '{theme}')")
            page = context.new_page()
            page.goto(url)
            for name, show in views.items():
                target = out / f"{name}-{theme}-{width}.png"
                if only and only != target.stem:
                    continue
                show(page, url)
                page.wait_for_function(ARRIVED)
                page.wait_for_timeout(SETTLED)
                page.screenshot(path=target)
                yield target
            context.close()


@contextmanager
def served(home: Path, work: Path) -> Generator[str]:
    """Import the sessions of a home into a throw-away folder, serve them, and give the address."""
    contender: Contender = opensync(home, work / "data")
    contender.forget()
    contender.run_import()
    with Server(contender) as server:
        yield f"http://127.0.0.1:{server.port}"


def main() -> None:
    """Take the pictures and print their names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--only", default="", help="one picture, for example list-tan-1280")
    arguments = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit(f"screens: there is no Chromium. {HOW_TO_GET_IT}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="opensync-screens-") as work,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        empty = Path(work) / "empty-home"
        empty.mkdir()
        full = corpus.development_home(arguments.shared, ROOT / "build" / "bench")
        for home, views in ((full, FULL), (empty, EMPTY)):
            if arguments.only and not any(arguments.only.startswith(name) for name in views):
                continue
            with served(home, Path(work) / f"data-{len(views)}") as url:
                for picture in photograph(browser, url, views, arguments.out, arguments.only):
                    print(f"screens: {picture}")
        browser.close()


if __name__ == "__main__":
    main()
