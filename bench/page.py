"""Measures the page over 20,000 sessions and 500,000 messages in Chromium, each figure by its bar.

First paint and content of each page with a cold and a warm cache, changes of the list until their
rows are painted, a session of 10,000 messages opened and scrolled, the largest answer. The record
is made once (`bench.page_record`, some minutes) and used again.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from bench.contenders import ROOT, Contender, Server
from bench.page_record import page_record
from bench.reader import Clock, measure, size_of

PAINT_MS = 1000.0
CHANGE_MS = 100.0
LARGEST_ANSWER = 300_000
ROUNDS = 5
LONG = 10_000
SETTLED_MS = 700
WIDE = {"width": 1440, "height": 900}

HEADS = ("cost", "tokens", "messages", "duration", "created", "title", "project", "model")
TYPED = ("ba", "banar", "gorko", "hulmo", "fen", "pelru")

CONTENT = {
    "/overview?days=all": "section[aria-label=Prompts] svg path",
    "/overview": "section[aria-label=Prompts] p",
    "/sessions": "a[data-row]",
    "/context": "main a[href^='/sessions/']",
    "/sessions/ID": "article[data-message]",
}
"""What counts as the content of each page."""

_WATCH_CONTENT = """
selector => { const look = () => document.querySelector(selector)
  ? requestAnimationFrame(() => setTimeout(() => { window.shown_ = performance.now(); }))
  : requestAnimationFrame(look);
  requestAnimationFrame(look); }
"""
_PAINTS = """
() => new Promise(done => { const look = () => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  if (paint && window.shown_) done([paint.startTime, window.shown_]); else setTimeout(look, 20); };
  look(); })
"""
_CHANGE = """
([selector, deed]) => new Promise(done => {
  const rows = () => [...document.querySelectorAll('a[data-row]')].map(a => a.dataset.row + a.href);
  const shown = () => rows().join() + document.querySelector('[aria-label=Sort]')?.innerText
    + document.querySelectorAll('ul[aria-label=Project] input').length;
  const before = shown(), target = document.querySelector(selector), start = performance.now();
  const wait = () => shown() === before ? requestAnimationFrame(wait)
    : requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  if (deed === 'click') target.click();
  else if (deed === 'end') target.scrollTop = target.scrollHeight;
  else {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(target, deed);
    target.dispatchEvent(new Event('input', {bubbles: true}));
  }
  wait();
})
"""
_SCROLLER = "section[aria-label=Sessions] .overflow-y-auto"
_OPTION = "ul[aria-label=Project] li:nth-child({}) input"
_PROJECTS = "[aria-label=Filters] button[aria-haspopup]"
_TITLE = "input[aria-label='Filter by title']"


@dataclass(frozen=True)
class Figure:
    """Some times of one thing (ms), and the bar that the middle one must stay below.

    Attributes:
        busy: processor time of the page's main thread, which other work on the machine hardly
            changes.
    """

    name: str
    times: list[float]
    bar: float
    busy: tuple[float, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether the bar is kept."""
        return statistics.median(self.times) < self.bar

    def __str__(self) -> str:
        middle, worst = statistics.median(self.times), max(self.times)
        busy = f"{statistics.median(self.busy):8.0f}" if self.busy else " " * 8
        verdict = "" if self.is_kept else "  MISSED"
        return f"{self.name:44} {middle:8.0f} {worst:8.0f} {busy} {self.bar:8.0f}{verdict}"


def paints(browser: Browser, url: str, name: str, session: str) -> Iterator[Figure]:
    """Open a page with an empty cache and again with a full one; yield paint and content."""
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]  # a plain dict
        context.add_init_script(f"({_WATCH_CONTENT})({CONTENT[name]!r})")
        page = context.new_page()
        for cache in ("cold", "warm"):
            page.goto(url + name.replace("ID", session))
            paint, shown = page.evaluate(_PAINTS)
            times.setdefault(f"{cache}, first paint", []).append(paint)
            times.setdefault(f"{cache}, content", []).append(shown)
            page.wait_for_timeout(300)
        context.close()
    for what, taken in times.items():
        yield Figure(f"{name} {what}", taken, PAINT_MS)


def changes(page: Page, url: str) -> Iterator[Figure]:
    """Sort, filter, narrow by title and scroll the list; yield how long the new rows took."""

    def timed(name: str, deeds: list[tuple[str, str]]) -> Figure:
        page.goto(f"{url}/sessions")
        page.locator("a[data-row]").first.wait_for()
        taken: list[float] = []
        busy: list[float] = []
        for deed in deeds:
            page.wait_for_timeout(SETTLED_MS)
            clock = Clock(page)
            taken.append(page.evaluate(_CHANGE, list(deed)))
            busy.append(clock.busy_ms())
        return Figure(f"list: {name}", taken, CHANGE_MS, tuple(busy))

    yield timed(
        "sort", [(f"[aria-label=Sort] button[title='Sort by {h}']", "click") for h in HEADS]
    )
    yield timed("words typed into the title filter", [(_TITLE, words) for words in TYPED])
    yield timed("scroll past what is loaded", [(_SCROLLER, "end")] * 8)
    menu = timed("the projects to choose from", [(_PROJECTS, "click")] * 5)
    yield Figure(
        menu.name, menu.times[::2], menu.bar, menu.busy[::2]
    )  # every second click closes it
    opened = [(_PROJECTS, "click")]
    options = [(_OPTION.format(number), "click") for number in (1, 3, 5, 2, 4)]
    chosen = timed("a project chosen", [*opened, *options])
    yield Figure(chosen.name, chosen.times[1:], chosen.bar, chosen.busy[1:])


def answers(page: Page, url: str, session: str) -> dict[str, int]:
    """Visit every page and use it; return the largest answer (bytes, not compressed) of each route."""
    sizes: dict[str, int] = {}

    def note(size: int, where: str) -> None:
        path = urlsplit(where).path.replace(session, ":id")
        sizes[path] = max(sizes.get(path, 0), size)

    page.on("response", lambda answer: note(*size_of(answer)))
    paths = ["/overview", "/overview?days=all", "/sessions", "/sessions?view=timeline", "/context"]
    paths += ["/context?q=banar", "/context?q=fen&level=messages", f"/sessions/{session}"]
    for path in paths:
        page.goto(url + path)
        page.wait_for_timeout(2000)
    page.keyboard.press("Shift+G")
    page.wait_for_timeout(1500)
    page.goto(f"{url}/sessions")
    page.get_by_role("button", name="Project").first.click()
    page.wait_for_timeout(1500)
    return {path: size for path, size in sizes.items() if path.startswith("/api/")}


def report(browser: Browser, server: Server, parts: list[str]) -> Iterator[Figure]:
    """Measure what is wanted; print what is no figure."""
    url = f"http://127.0.0.1:{server.port}"
    opened = json.loads(server.get("/api/sessions/get?id=long&limit=1")[1])
    session: str = opened["session"]["id"]
    if "paint" in parts:
        for name in CONTENT:
            yield from paints(browser, url, name, session)
    page = browser.new_context(viewport=WIDE).new_page()  # type: ignore[arg-type]  # a plain dict
    if "list" in parts:
        yield from changes(page, url)
    if "reader" in parts:
        for line in measure(page, url, session, LONG, "/sessions?q=Ten+thousand"):
            print(line, flush=True)
    if "answers" in parts:
        found = answers(page, url, session)
        for path, size in sorted(found.items(), key=lambda one: -one[1])[:8]:
            print(
                f"answer {path:44} {size / 1000:8.0f} kB"
                + ("  MISSED" if size > LARGEST_ANSWER else ""),
                flush=True,
            )


def record(arguments: argparse.Namespace) -> Contender:
    """Return the record, served without looking for files."""
    work = ROOT / "build" / "bench" / "page"
    contender = page_record(work, arguments.sessions, arguments.messages, LONG)
    watching = contender.serve_command
    contender.serve_command = lambda port: [*watching(port), "--no-watch"]
    return contender


def main() -> None:
    """Make or take the record, serve it, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--chromium", type=Path, default=Path("/usr/bin/chromium"))
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--messages", type=int, default=500_000)
    every = ("paint", "list", "reader", "answers")
    parser.add_argument("--parts", nargs="+", choices=every, default=list(every))
    arguments = parser.parse_args()
    kept = True
    with Server(record(arguments)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=arguments.chromium, args=["--no-sandbox"]
        )
        print(f"{'':44} {'median':>8} {'slowest':>8} {'thread':>8} {'bar':>8}  (ms)")
        for figure in report(browser, server, arguments.parts):
            kept = kept and figure.is_kept
            print(figure, flush=True)
        browser.close()
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
