"""Opens and scrolls a session of 10,000 messages in Chromium and prints how long that takes.

`python -m bench.reader` pushes the session into a folder of its own. It needs the built page and
Chromium (`--chromium PATH`).
"""

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import httpx
from playwright.sync_api import Page, Response, sync_playwright

from bench.pushes import url_of

MESSAGES = 10_000
AT_ONCE = 500
TURNS = 240
WHEEL_PX = 120
FRAME_MS = 1000 / 60

_TALK = """
the lamp keeper walks down to harbour and mends what storm has broken while boats wait outside for a
light that answers every seven seconds through fog rain sleet
"""
_WORDS = tuple(_TALK.split())

_WATCH = """
() => {
  window.frames_ = []; window.tasks_ = []; window.watching = true;
  let last = performance.now();
  const tick = now => { window.frames_.push(now - last); last = now;
    if (window.watching) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  new PerformanceObserver(list => window.tasks_.push(...list.getEntries().map(e => e.duration)))
    .observe({type: 'longtask', buffered: false});
}
"""
_OPEN = """
href => new Promise(done => {
  const start = performance.now();
  const seen = () => document.querySelector('article[data-message]');
  const wait = () => seen() ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))
                            : requestAnimationFrame(wait);
  document.querySelector(`a[href^='${href}']`).click();
  wait();
})
"""


def main() -> None:
    """Push the session, open it from the list and by its address, scroll it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--at", metavar="URL", help="use a server that runs already")
    parser.add_argument("--key", help="its key")
    options = parser.parse_args()
    there = nullcontext((options.at, options.key)) if options.at else served()
    with there as (url, key), sync_playwright() as playwright:
        session = push(url, key, options.messages)
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        sizes: list[tuple[int, str]] = []
        page.on("response", lambda answer: sizes.append(size_of(answer)))
        for figures in measure(page, url, session, options.messages):
            print(figures)
        largest = max((size, where) for size, where in sizes if "/api/" in where)
        print(f"largest answer: {largest[0] / 1000:.0f} kB, {largest[1].removeprefix(url)}")
        browser.close()


@contextmanager
def served() -> Generator[tuple[str, str]]:
    """A server over an empty folder: its address and a key."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        program = [sys.executable, "-m", "opensync_app", "--data-dir", folder]
        made = subprocess.check_output([*program, "key", "create", "--name", "bench", "--json"])
        options = ["serve", "--port", "0", "--home", home]
        server = subprocess.Popen([*program, *options], stdout=subprocess.PIPE, text=True)
        try:
            yield url_of(server), json.loads(made)["key"]
        finally:
            server.terminate()
            server.wait(60)


def push(url: str, key: str, count: int) -> str:
    """Push a session of so many messages; return its id."""
    chance = random.Random(7)  # noqa: S311 - the same words each time
    headers = {"Authorization": f"Bearer {key}"}
    session = {"externalId": "long", "title": "Ten thousand messages", "source": "claude-code"}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
        for start in range(0, count, AT_ONCE):
            messages = [message(n, chance) for n in range(start, min(count, start + AT_ONCE))]
            body = {"sessions": [session], "messages": messages}
            client.post("/sync/batch", json=body).raise_for_status()
        found = client.get("/api/sessions/get", params={"id": "long", "limit": 1}).json()
    return found["session"]["id"]


def message(number: int, chance: random.Random) -> dict[str, Any]:
    """A message of a talk: prompts, answers with code, tool calls, their results."""
    common = {
        "sessionExternalId": "long",
        "externalId": f"m{number}",
        "createdAt": 1_780_000_000_000 + number * 4000,
    }
    kind = number % 10
    if kind == 0:
        return common | {"role": "user", "textContent": words(chance, 5, 40)}
    if kind in {1, 9}:
        code = "\n".join(
            f"def step_{n}(x):\n    return x + {n}" for n in range(chance.randint(1, 8))
        )
        text = f"{words(chance, 10, 120)}\n\n- {words(chance, 3, 9)}\n- **{words(chance, 2, 4)}**"
        return common | {"role": "assistant", "textContent": f"{text}\n\n```python\n{code}\n```"}
    call = f"c{number - kind % 2}"
    if kind % 2 == 0:
        command = {"toolName": "Bash", "args": {"command": f"grep -rn {words(chance, 1, 2)} src"}}
        thought = {"type": "thinking", "content": words(chance, 10, 60)}
        part = {"type": "tool-call", "content": command, "callId": call}
        return common | {"role": "assistant", "parts": [thought, part]}
    lines = "\n".join(words(chance, 4, 14) for _ in range(chance.choice([3, 10, 60])))
    result = {"type": "tool-result", "content": lines, "callId": f"c{number - 1}"}
    return common | {"role": "tool", "parts": [result]}


def words(chance: random.Random, least: int, most: int) -> str:
    """Between so many and so many words."""
    return " ".join(chance.choice(_WORDS) for _ in range(chance.randint(least, most)))


def measure(
    page: Page, url: str, session: str, count: int, listed: str = "/sessions"
) -> Iterator[str]:
    """Open it from where it is listed, and scroll; yield the figures in words."""
    page.goto(url + listed)
    page.locator(f"a[href^='/sessions/{session}']").first.wait_for()
    page.wait_for_timeout(2000)
    times: list[float] = []
    busy: list[float] = []
    for _ in range(6):
        clock = Clock(page)
        times.append(page.evaluate(_OPEN, f"/sessions/{session}"))
        busy.append(clock.busy_ms())
        page.goto(url + listed)
        page.locator(f"a[href^='/sessions/{session}']").first.wait_for()
        page.wait_for_timeout(1000)
    yield f"opened from the list until the first message is painted: {spread(times)}, processor time of the main thread {spread(busy)}"
    page.goto(f"{url}/sessions/{session}")
    page.locator("article[data-message]").first.wait_for()
    painted = page.evaluate("performance.now()")
    yield f"opened by its address, from the start of navigation: {painted:.0f} ms"
    page.wait_for_timeout(1500)
    for name, way in (("down", WHEEL_PX), ("up", -WHEEL_PX)):
        yield f"scrolling {name}: {scroll(page, way)}"
    page.keyboard.press("Shift+G")
    page.locator(f"[data-number='{count - 1}']").wait_for()
    page.wait_for_timeout(500)
    yield f"scrolling up from the end: {scroll(page, -WHEEL_PX)}"


def spread(times: list[float]) -> str:
    """Return the middle and the worst of some times."""
    return f"median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms"


def scroll(page: Page, way: int) -> str:
    """Turn the wheel and return what the frames were like.

    Late frames and long tasks grow with whatever else the machine does; the processor time of the
    main thread does so much less.
    """
    page.mouse.move(1000, 500)
    clock = Clock(page)
    page.evaluate(_WATCH)
    for _ in range(TURNS):
        page.mouse.wheel(0, way)
        page.wait_for_timeout(FRAME_MS)
    busy = clock.busy_ms()
    frames: list[float] = page.evaluate("window.frames_")[2:]
    tasks: list[float] = page.evaluate("window.tasks_")
    page.evaluate("window.watching = false")
    page.wait_for_timeout(2000)
    late = sum(frame > 1.5 * FRAME_MS for frame in frames)
    cuts = statistics.quantiles(frames, n=100)
    return (
        f"{1000 / statistics.mean(frames):.0f} frames/s, p50 {cuts[49]:.1f} ms, "
        f"p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, {late} of {len(frames)} late; "
        f"main thread {busy / len(frames):.1f} ms of processor a frame, "
        f"longest task {max(tasks, default=0):.0f} ms"
    )


class Clock:
    """Counts the processor time of a page's main thread from its making on."""

    def __init__(self, page: Page) -> None:
        self._devtools: Any = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._start = self._seconds()

    def busy_ms(self) -> float:
        """Return the milliseconds of processor time; the clock ends with this."""
        busy = self._seconds() - self._start
        self._devtools.detach()
        return busy * 1000

    def _seconds(self) -> float:
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


def size_of(answer: Response) -> tuple[int, str]:
    """The bytes of an answer's body before compression, and its address."""
    if not re.search(r"/api/(?!events)", answer.url):
        return 0, answer.url
    try:
        return len(answer.body()), answer.url
    except Exception:  # noqa: BLE001 - a request that was given up has no body
        return 0, answer.url


if __name__ == "__main__":
    main()
