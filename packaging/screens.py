"""Photographs the real page with real sessions, in both themes and three widths, for eyes to judge.

The pictures go to build/screens; `--out docs/images --only list-tan-1280` makes those of the README.
"""

import argparse
import sys
import tempfile
from collections.abc import Generator, Iterator
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


def visit_list(page: Page, url: str) -> None:
    """Show the session list with nothing chosen."""
    page.goto(f"{url}/sessions")
    page.wait_for_load_state("domcontentloaded")


def visit_reader(page: Page, url: str) -> None:
    """Show the longest session."""
    answer = page.request.get(f"{url}/api/sessions?limit=1&sort=messageCount")
    session = answer.json()["sessions"][0]["id"]
    page.goto(f"{url}/sessions/{session}")


def visit_search(page: Page, url: str) -> None:
    """Show what a common word finds."""
    page.goto(f"{url}/search?q=error+handling")


VIEWS = {"list": visit_list, "reader": visit_reader, "search": visit_search}


def photograph(browser: Browser, url: str, out: Path, only: str) -> Iterator[Path]:
    """Take every wanted picture and yield the file of each."""
    for theme in THEMES:
        for width, height in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_init_script(f"localStorage.setItem('{THEME_KEY}', '{theme}')")
            page = context.new_page()
            page.goto(url)
            for name, visit in VIEWS.items():
                target = out / f"{name}-{theme}-{width}.png"
                if only and only != target.stem:
                    continue
                visit(page, url)
                page.wait_for_timeout(SETTLED)
                page.screenshot(path=target)
                yield target
            context.close()


@contextmanager
def served(shared: Path, work: Path) -> Generator[str]:
    """Import the development sessions into a throw-away folder, serve them, and give the address."""
    home = corpus.development_home(shared, ROOT / "build" / "bench")
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
        served(arguments.shared, Path(work)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in photograph(browser, url, arguments.out, arguments.only):
            print(f"screens: {picture}")
        browser.close()


if __name__ == "__main__":
    main()
