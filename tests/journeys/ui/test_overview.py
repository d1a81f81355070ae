"""The overview: its figures are those of `opensync stats`, and the address keeps what is asked."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.running import RunningServer, run
from tests.journeys.transcripts import Transcript
from tests.journeys.ui.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dev_server")]

KINDS_IN = ("input", "cacheWrite5m", "cacheWrite1h", "cacheRead")


def stats(server: RunningServer, *options: str) -> Any:
    """What the command line prints about the same record."""
    words = ("stats", "--json", *options, "--data-dir", str(server.data_dir))
    return msgspec.json.decode(run(*words, home=server.home))


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def figure(page: Page, name: str) -> str:
    """The large figure of a card."""
    return card(page, name).locator("p").first.inner_text()


def cells(row: Locator) -> list[str]:
    return row.locator("th, td").all_inner_texts()


def prompt_of(tokens: dict[str, int]) -> int:
    return sum(tokens[kind] for kind in KINDS_IN)


def dollars(micro: int) -> str:
    return f"{micro / 1_000_000:,.2f}"


def test_the_figures_are_those_of_the_command_line(dev_server: RunningServer, open_page: OpenPage):
    told = stats(dev_server)
    page = open_page(f"{dev_server.url}/overview?days=all")
    expect(card(page, "Sessions").locator("p").first).to_have_text(f"{told['sessions']:,}")
    expect(card(page, "Sessions")).to_contain_text("in all")
    alltime = dev_server.get("/api/analytics/overview", **{"from": "2020-01-01"})
    assert alltime["durationMs"] == dev_server.get("/api/stats")["totalDurationMs"] > 0
    tokens = told["tokens"]
    exact = f"{prompt_of(tokens):,} in, {tokens['output']:,} out"
    expect(card(page, "Tokens").locator("p").first).to_have_attribute("title", exact)
    expect(card(page, "Cost").locator("p").first).to_have_attribute(
        "title", f"${dollars(told['costMicroUsd'])}"
    )
    expect(card(page, "Prompts")).to_contain_text(f"{told['messages']:,} messages")
    expect(page.get_by_role("contentinfo")).to_contain_text(f"{told['sessions']:,} sessions")


@pytest.mark.parametrize("by", ["model", "project", "source"])
def test_every_row_of_the_table_is_one_of_the_command_line(
    by: str, dev_server: RunningServer, open_page: OpenPage
):
    told = [one for one in stats(dev_server, "--by", by)["by"] if one["replies"]]
    split = "" if by == "model" else f"&by={by}"
    page = open_page(f"{dev_server.url}/overview?days=all{split}")
    table = page.get_by_role("table", name=f"Usage by {by}")
    table.wait_for()
    if len(told) > 5:
        page.get_by_role("button", name=f"Show all {len(told)}").click()
    expect(table.locator("tbody tr")).to_have_count(len(told))
    shown = {
        (row.locator("td").nth(3).locator("span").get_attribute("title") or "")
        for row in table.locator("tbody tr").all()
    }
    assert shown == {f"{prompt_of(one['tokens']) + one['tokens']['output']:,}" for one in told}
    total = cells(table.locator("tfoot tr"))[-1]
    whole = sum(one["costMicroUsd"] for one in told)
    assert dollars(whole) in total


def test_the_course_adds_up_whatever_it_is_told_apart_by(
    dev_server: RunningServer, open_page: OpenPage
):
    tokens = stats(dev_server)["tokens"]
    whole = f"{prompt_of(tokens) + tokens['output']:,}"
    page = open_page(f"{dev_server.url}/overview?days=all&per=month&by=project&sum=1")
    chart = page.get_by_role("img", name=re.compile("^Tokens from"))
    expect(chart).to_have_accessible_name(re.compile(f"{whole} in all$"))
    page.get_by_text("Show as a table").click()
    table = page.get_by_role("group", name="Usage over time, as a table")
    assert cells(table.locator("tbody tr").last)[-1] == whole
    page.get_by_role("checkbox", name="Cumulative").uncheck()
    page.get_by_role("radio", name="Weekly").click()
    rows = table.locator("tbody tr")
    expect(rows.nth(20)).to_be_visible()
    added = sum(int(cells(row)[-1].replace(",", "")) for row in rows.all())
    assert f"{added:,}" == whole


def test_what_is_asked_stands_in_the_address_and_survives_a_reload(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview?days=30")
    page.get_by_role("button", name="Last 30 days").click()
    page.get_by_role("button", name="All time", exact=True).click()
    page.get_by_role("radio", name="Cost").click()
    page.get_by_role("radio", name="Monthly").click()
    page.get_by_label("Told apart").select_option("source")
    page.get_by_role("checkbox", name="Cumulative").check()
    for part in ("days=all", "measure=cost", "per=month", "by=source", "sum=1"):
        expect(page).to_have_url(re.compile(part))
    table = page.get_by_role("table", name="Usage by source")
    expect(table).to_contain_text("Claude Code")
    before = figure(page, "Cost")
    page.reload()
    expect(page.get_by_role("radio", name="Cost")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Cumulative")).to_be_checked()
    expect(card(page, "Cost").locator("p").first).to_have_text(before)


def test_days_of_ones_own_and_filters_narrow_every_figure(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview?days=all")
    page.get_by_role("button", name="All time", exact=True).click()
    page.get_by_label("From", exact=True).fill("2026-07-01")
    page.get_by_label("To", exact=True).fill("2026-07-31")
    page.get_by_role("button", name="Show these days").click()
    expect(page).to_have_url(re.compile("from=2026-07-01&to=2026-07-31"))
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    days = {"from": "2026-07-01", "to": "2026-07-31", "tz": zone}
    july = dev_server.get("/api/analytics/overview", **days)
    expect(card(page, "Sessions").locator("p").first).to_have_text(f"{july['sessions']:,}")
    models = dev_server.get("/api/analytics/by-model", **days)["items"]
    name = next(one["name"] for one in models if one["name"])
    page.get_by_role("button", name="All models").click()
    page.get_by_role("checkbox", name=re.compile(f"^{re.escape(name)}")).check()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("model="))
    alone = dev_server.get("/api/analytics/overview", **days, model=name)
    exact = f"{alone['figures']['promptTokens']:,} in, {alone['figures']['completionTokens']:,} out"
    expect(card(page, "Tokens").locator("p").first).to_have_attribute("title", exact)


def test_days_without_anything_say_so_and_lead_to_the_rest(
    dev_server: RunningServer, open_page: OpenPage
):
    page = open_page(f"{dev_server.url}/overview?from=2001-01-01&to=2001-01-31")
    expect(
        page.get_by_role("heading", name=re.compile("^Nothing was used in Jan 1"))
    ).to_be_visible()
    page.get_by_role("button", name="Show all time").click()
    expect(page).to_have_url(f"{dev_server.url}/overview?days=all")
    expect(page.get_by_role("img", name=re.compile("^Tokens from"))).to_be_visible()


def test_a_budget_is_set_kept_and_taken_back(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/overview")
    page.get_by_role("button", name="Set a monthly budget").click()
    page.get_by_role("spinbutton").fill("250")
    page.get_by_role("button", name="Save").click()
    bar = page.get_by_role("progressbar", name=re.compile("^Budget of"))
    expect(bar).to_be_visible()
    assert dev_server.get("/api/preferences")["budgetMonthlyUsd"] == 250
    page.reload()
    expect(bar).to_be_visible()
    expect(card(page, "Usage")).to_contain_text("of $250.00")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Set a monthly budget")).to_be_visible()
    assert "budgetMonthlyUsd" not in dev_server.get("/api/preferences")


def test_the_arrow_keys_walk_through_the_chart(dev_server: RunningServer, open_page: OpenPage):
    page = open_page(f"{dev_server.url}/overview?days=all&per=month")
    chart = page.get_by_role("img", name=re.compile("^Tokens from"))
    chart.focus()
    page.keyboard.press("ArrowLeft")
    last = chart.get_by_role("status").inner_text()
    page.keyboard.press("ArrowLeft")
    assert chart.get_by_role("status").inner_text() != last
    page.keyboard.press("Escape")
    expect(chart.get_by_role("status")).to_be_hidden()


def test_the_figures_follow_what_happens(server: RunningServer, home: Path, open_page: OpenPage):
    transcript = Transcript(home, "growing")
    transcript.prompt("count with me")
    transcript.reply("One.", output_tokens=100)
    page = open_page(f"{server.url}/overview?days=all")
    expect(card(page, "Tokens").locator("p").first).to_have_attribute(
        "title", "3 in, 100 out", timeout=30_000
    )
    transcript.reply("Two.", output_tokens=23)
    expect(card(page, "Tokens").locator("p").first).to_have_attribute("title", "6 in, 123 out")
