"""Starts a built OpenSync with a throw-away home, feeds it, searches it, looks at its page, stops it.

Uses nothing but Python's standard library, so that it can run beside a binary on a bare machine.
"""

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from smoke_trial import OK, SmokeError, Trial, expect, within

FOUND_WITHIN = 20.0
GONE_WITHIN = 15.0
SESSION = "11111111-2222-4333-8444-555555555555"
TYPED = "please explain the quokkapipeline"
MEANT = "could you tell me what that is about"
"""Means about what TYPED says, in other words."""
PUSHED = "a pushed message about the wombatbridge"
APPENDED = "and now the emulantern, please"
MCP_HELLO = (
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "smoke", "version": "1"},
        },
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
)
"""What a coding agent says first."""


def transcript(home: Path) -> Path:
    """Return the path of the one Claude Code session of the home folder."""
    return home / ".claude" / "projects" / "-srv-zoo" / f"{SESSION}.jsonl"


def prompt(number: int, text: str) -> str:
    """Return a transcript line in which a person types this text."""
    row = {
        "sessionId": SESSION,
        "cwd": "/srv/zoo",
        "version": "2.0.0",
        "isSidechain": False,
        "type": "user",
        "uuid": f"aaaaaaaa-0000-4000-8000-{number:012}",
        "parentUuid": None,
        "timestamp": f"2026-01-02T03:04:{number:02}.000Z",
        "message": {"role": "user", "content": text},
    }
    return json.dumps(row) + "\n"


def write_session(home: Path) -> None:
    """Leave one Claude Code session of two lines in the home folder."""
    transcript(home).parent.mkdir(parents=True)
    transcript(home).write_text(prompt(1, TYPED) + prompt(2, "And how much does it carry?"))


def check_import(trial: Trial) -> None:
    """The command line imports the session of the home folder."""
    write_session(trial.home)
    told = json.loads(trial.command("import", "--home", str(trial.home), "--json"))
    mine = told["sources"]["claude-code"]
    expect((mine["sessions"], mine["messages"]) == (1, 2), f"import counted {mine}, not 1 and 2")


def check_vectors(trial: Trial) -> None:
    """The command line makes the vectors for search by meaning: model and engine are inside."""
    told = trial.command("reindex", "--vectors")
    expect("2 messages can be searched by meaning" in told, f"reindex --vectors said {told!r}")


def check_meaning(trial: Trial) -> None:
    """A search by meaning finds the session without any of its words."""
    within(FOUND_WITHIN, "search by meaning found nothing", lambda: found_by_meaning(trial))


def found_by_meaning(trial: Trial) -> bool:
    """Tell whether a search by meaning, not one by words, leads to the session."""
    query = MEANT.replace(" ", "+")
    answer = trial.ask_ok("GET", f"/api/search?type=semantic&q={query}")
    owners = [result["externalId"] for result in answer["results"]]
    return answer["mode"] == "semantic" and SESSION in owners


def check_key(trial: Trial) -> None:
    """The command line makes a key, and without one nothing is told."""
    told = json.loads(trial.command("key", "create", "--name", "smoke", "--json"))
    expect(told["key"].startswith("osk_"), "the new key does not begin with osk_")
    trial.headers["Authorization"] = f"Bearer {told['key']}"


def check_push(trial: Trial) -> None:
    """A pushed message is kept, and both it and the imported session are found by their words."""
    session = {"externalId": "smoke-1", "source": "claude-code", "title": "Smoke"}
    message = {
        "sessionExternalId": "smoke-1",
        "externalId": "smoke-1-user-1",
        "role": "user",
        "source": "claude-code",
        "textContent": PUSHED,
    }
    trial.ask_ok("POST", "/sync/session", session)
    trial.ask_ok("POST", "/sync/message", message)
    found_in_time(trial, "wombatbridge", "smoke-1")
    found_in_time(trial, "quokkapipeline", SESSION)


def check_append(trial: Trial) -> None:
    """A line that a tool appends while the server runs is found too."""
    with transcript(trial.home).open("a") as sink:
        sink.write(prompt(3, APPENDED))
    found_in_time(trial, "emulantern", SESSION)


def found_in_time(trial: Trial, word: str, owner: str) -> None:
    """Wait until a search for the word leads to that session."""
    within(FOUND_WITHIN, f"{word} was not found", lambda: found(trial, word, owner))


def found(trial: Trial, word: str, owner: str) -> bool:
    """Tell whether a search for the word leads to that session, with the word marked."""
    results = trial.ask_ok("GET", f"/api/search?type=fulltext&q={word}")["results"]
    hits = [result for result in results if result["externalId"] == owner]
    return any(f"<mark>{word}</mark>" in s["html"] for hit in hits for s in hit["snippets"])


def check_context(trial: Trial) -> None:
    """The context of a question holds what was said, over HTTP and on the command line."""
    block = trial.ask_ok("GET", "/api/context?q=quokkapipeline&format=xml&type=fulltext")
    expect(TYPED in block["text"], f"the context over HTTP lacks the prompt: {block}")
    expect(0 < block["tokens"] <= block["budget"], f"the context counted {block['tokens']} tokens")
    printed = trial.command("context", "quokkapipeline", "--format", "markdown")
    expect(TYPED in printed, f"`context` printed {printed!r}")


def check_mcp(trial: Trial) -> None:
    """A coding agent can search over a pipe, and a remote one over HTTP."""
    found = trial.ask_ok("POST", "/mcp", mcp_call(1))
    expect(TYPED in json.dumps(found), f"POST /mcp answered {found}")
    asked = "".join(json.dumps(message) + "\n" for message in [*MCP_HELLO, mcp_call(2)])
    answers = trial.conversation("mcp", asked, 2)
    expect(TYPED in answers[-1], f"`mcp` answered {answers[-1][:500]}")


def mcp_call(number: int) -> dict[str, Any]:
    """Return a call of the tool that searches sessions, as the Model Context Protocol has it."""
    arguments = {"query": "quokkapipeline", "mode": "fulltext"}
    parameters = {"name": "search_sessions", "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters}


def check_page(trial: Trial) -> None:
    """The page is inside: its HTML, and every script and style sheet that it names."""
    status, kind, page = trial.ask("GET", "/")
    expect(status == OK and kind.startswith("text/html"), f"GET / answered {status} {kind}")
    assets = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', page)
    expect(any(name.endswith(".js") for name in assets), "the page names no script")
    for name in assets:
        status, kind, text = trial.ask("GET", name)
        right = "css" if name.endswith(".css") else "javascript"
        expect(status == OK and right in kind and text, f"GET {name} answered {status} {kind}")


def check_stop(trial: Trial, server: "subprocess.Popen[bytes]") -> None:
    """Asked to end, the server ends by itself, in time, with code 0 and no complaint."""
    server.send_signal(signal.SIGTERM)
    try:
        code = server.wait(GONE_WITHIN)
    except subprocess.TimeoutExpired:
        raise SmokeError(f"the server did not end within {GONE_WITHIN:.0f} s") from None
    expect(code == 0, f"the server ended with {code}, not 0")
    expect(not left_running(trial.data), "the server left a process of its own behind")
    expect("Traceback" not in trial.log.read_text(), "the server left a traceback in its log")


def left_running(data: Path) -> list[str]:
    """Return the ids of processes that still work on the data folder (Linux; elsewhere none)."""
    mark = f"OPENSYNC_DATA_DIR={data}".encode()
    running: list[str] = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environment.read_bytes().split(b"\0"):
                running.append(environment.parent.name)
        except OSError:
            continue
    return running


def try_out(trial: Trial) -> None:
    """Take every step in turn; say each one, and how long the server took to start."""
    print(f"smoke: {trial.command('version').strip()}", flush=True)
    check_import(trial)
    check_vectors(trial)
    check_key(trial)
    begun = time.monotonic()
    server = trial.start()
    print(f"smoke: healthy after {time.monotonic() - begun:.2f} s", flush=True)
    try:
        check_push(trial)
        check_append(trial)
        check_meaning(trial)
        check_context(trial)
        check_mcp(trial)
        check_page(trial)
        check_stop(trial, server)
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def main() -> None:
    """Try out the program that the command line names; end with 1 when it fails."""
    program = Path(sys.argv[1] if len(sys.argv) > 1 else "dist/opensync/opensync").resolve()
    with tempfile.TemporaryDirectory(prefix="opensync-smoke-") as folder:
        trial = Trial(program, Path(folder))
        try:
            try_out(trial)
        except (SmokeError, KeyError, ValueError, OSError) as error:
            log = trial.log.read_text()[-3000:] if trial.log.exists() else "(no server log)"
            sys.exit(f"smoke: FAILED: {error}\n{log}")
    print("smoke: imported, pushed, found, recalled, asked by agents, shown and stopped: all good")


if __name__ == "__main__":
    main()
