"""What leaves as a file: one session in every format, many as a table, a timeline, source lines."""

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from opensync_app.services.importing import Importer
from opensync_app.sources.base import Home
from opensync_app.sources.registry import SOURCES
from tests.api.house import House
from tests.factories import NOW, patch, prompt, reply, tool_call
from tests.journeys.transcripts import Transcript

DAY = 86_400_000
EVIL = '<script>alert("x")</script>'


@pytest.fixture
def session(house: House) -> str:
    recorded = house.recording.imported(
        patch("one", source="claude-code", title=f"Ä {EVIL}", project_name="shop", created_at=NOW),
        prompt(EVIL, session="one", created_at=NOW, position=1),
        reply("**done**", session="one", created_at=NOW, position=2, parts=(tool_call(),)),
    )
    return f"s{recorded.session_ids['one']}"


async def export(client: httpx.AsyncClient, session: str, **params: Any) -> httpx.Response:
    answer = await client.get("/api/export", params={"id": session, **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer


async def test_json_has_the_hosted_keys(client: httpx.AsyncClient, session: str):
    for form in ({}, {"format": "json"}, {"format": "unheard of"}):
        answer = await export(client, session, **form)
        assert answer.headers["content-type"].startswith("application/json")
        assert "content-disposition" not in answer.headers
        told = answer.json()
        assert told["session"]["id"] == session
        assert [(m["role"], m["content"]) for m in told["messages"]] == [
            ("user", EVIL),
            ("assistant", "**done**"),
        ]


async def test_lines_come_inside_json_or_as_a_file(client: httpx.AsyncClient, session: str):
    hosted = (await export(client, session, format="jsonl")).json()
    answer = await export(client, session, format="jsonl", download="true")
    assert hosted == {"content": answer.text, "filename": hosted["filename"]}
    assert hosted["filename"].endswith("_2026-11-18.jsonl")
    assert [msgspec.json.decode(line)["role"] for line in answer.text.splitlines()] == [
        "user",
        "assistant",
    ]
    assert answer.headers["content-type"].startswith("application/x-ndjson")


async def test_markdown_and_html_are_files(client: httpx.AsyncClient, session: str):
    text = await export(client, session, format="markdown")
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "## User\n\n" in text.text
    page = await export(client, session, format="html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert "<strong>done</strong>" in page.text
    for answer in (text, page):
        named = answer.headers["content-disposition"]
        assert named.startswith('attachment; filename="')
        assert "filename*=UTF-8''%C3%84-script" in named
        assert named.isascii()
        assert "\n" not in named
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_the_switches_leave_things_out(client: httpx.AsyncClient, session: str):
    whole = (await export(client, session, format="markdown")).text
    bare = (await export(client, session, format="markdown", tools="false")).text
    assert ("**Tool: Bash**" in whole, "**Tool: Bash**" in bare) == (True, False)


async def test_an_export_needs_a_session(client: httpx.AsyncClient, stranger: httpx.AsyncClient):
    missing = await client.get("/api/export")
    assert (missing.status_code, missing.json()["error"]) == (400, "Missing session ID")
    for name in ("s999", "nobody", "../../etc/passwd", "m1"):
        assert (await client.get("/api/export", params={"id": name})).status_code == 404
    assert (await stranger.get("/api/export", params={"id": "s1"})).status_code == 401


async def test_a_long_session_is_exported_whole(house: House, client: httpx.AsyncClient):
    house.recording.imported(
        patch("long", source="claude-code"),
        *(prompt(f"p{n}", f"u{n}", "long", position=n, created_at=NOW + n) for n in range(1001)),
    )
    told = (await export(client, "long")).json()
    assert [m["content"] for m in told["messages"]] == [f"p{n}" for n in range(1001)]


async def test_the_table_holds_what_the_filter_means(
    house: House, client: httpx.AsyncClient, session: str
):
    house.recording.imported(
        patch("=1+1", source="pi", title='=HYPERLINK("x")', created_at=NOW),
        prompt("x", session="=1+1", created_at=NOW),
    )
    answer = await client.get("/api/sessions.csv", params={"source": "claude-code"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="opensync_sessions_2026-11-18.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [(row["Session ID"], row["Title"]) for row in rows] == [(session, f"Ä {EVIL}")]
    every = (await client.get("/api/sessions.csv", params={"bom": "true"})).text
    assert every.startswith('\ufeff"Session ID"')
    assert ",=" not in every
    assert '"=' not in every


async def test_a_large_table_is_whole_in_any_order(house: House, client: httpx.AsyncClient):
    for number in range(0, 1100, 100):
        reports = [
            report
            for n in range(number, number + 100)
            for report in (
                patch(f"n{n}", source="pi", title=f"t{n % 7}", created_at=NOW, active_at=NOW),
                prompt("x", f"u{n}", f"n{n}", created_at=NOW),
            )
        ]
        house.recording.imported(*reports)
    for params in ({}, {"sort": "title", "order": "asc"}, {"sort": "cost"}):
        answer = await client.get("/api/sessions.csv", params=params)
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert len({row["External ID"] for row in rows}) == len(rows) == 1100


async def test_the_timeline_has_lanes_of_projects(house: House, client: httpx.AsyncClient):
    for day, project in ((3, "a"), (1, "b"), (2, "a"), (4, None)):
        at = NOW + day * DAY
        house.recording.imported(
            patch(
                f"d{day}",
                source="pi",
                title="t" * 200,
                project_name=project,
                created_at=at,
                active_at=at + 60_000,
            ),
            prompt("x", f"u{day}", f"d{day}", created_at=at),
        )
    told = (await client.get("/api/sessions/timeline")).json()
    assert (told["from"], told["to"]) == (NOW + DAY, NOW + 4 * DAY + 60_000)
    assert (told["total"], told["shown"]) == (4, 4)
    assert [(lane["project"], lane["count"]) for lane in told["lanes"]] == [
        ("-", 1),
        ("a", 2),
        ("b", 1),
    ]
    entries = told["lanes"][1]["sessions"]
    assert [e["start"] for e in entries] == [NOW + 2 * DAY, NOW + 3 * DAY]
    assert entries[0].keys() == {"id", "title", "source", "model", "start", "end", "tokens", "cost"}
    assert len(entries[0]["title"]) == 81
    some = (await client.get("/api/sessions/timeline", params={"limit": 1})).json()
    assert (some["total"], some["shown"], some["lanes"][0]["project"]) == (4, 1, "-")
    none = (await client.get("/api/sessions/timeline", params={"q": "nothing"})).json()
    assert none == {"from": None, "to": None, "lanes": [], "total": 0, "shown": 0}


async def test_the_timeline_is_never_over_300_kb(house: House, client: httpx.AsyncClient):
    reports = [
        report
        for n in range(2000)
        for report in (
            patch(f"n{n}", source="pi", title="\x01" * 80, project_name=f"{n}é" * 20),
            prompt("x", f"u{n}", f"n{n}", created_at=NOW + n),
        )
    ]
    house.recording.imported(*reports)
    answer = await client.get("/api/sessions/timeline", params={"limit": 2000})
    assert 200_000 < len(answer.content) < 300_000
    told = answer.json()
    assert told["shown"] < told["total"] == 2000


async def test_a_message_shows_the_line_it_came_from(
    house: House, client: httpx.AsyncClient, tmp_path: Path
):
    transcript = Transcript(tmp_path / "home", "raw")
    transcript.prompt("hello\u00e9")
    transcript.reply("world")
    record = house.recording
    Importer(
        record.store,
        record.recorder,
        record.feed,
        record.clock,
        sources=SOURCES,
        home=Home(tmp_path / "home"),
        machine="here",
    ).import_all()
    lines = transcript.path.read_text().splitlines()
    messages = (await client.get("/api/sessions/raw/messages")).json()["messages"]
    for message, line in zip(messages, lines, strict=True):
        told = (await client.get(f"/api/messages/{message['id']}/raw")).json()
        assert told["path"] == str(transcript.path)
        assert [entry["text"] for entry in told["lines"]] == [line]
        assert told["isWhole"] is True


async def test_a_pushed_message_has_no_line(house: House, client: httpx.AsyncClient):
    house.recording.push(prompt("x"))
    answer = await client.get("/api/messages/m1/raw")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await client.get("/api/messages/m99/raw")).status_code == 404
