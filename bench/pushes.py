"""Pushes one message after the other while a home is imported, and prints how long answers take.

`python -m bench.pushes --home DIR` with a home folder of the tools; ends when the import does.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

PAUSE_S = 0.002


def main() -> None:
    """Start a server over the home, push until its import is over, print the percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    home = parser.parse_args().home
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "opensync_app", "--data-dir", folder]
        made = subprocess.check_output([*program, "key", "create", "--name", "bench", "--json"])
        options = ["serve", "--port", "0", "--home", str(home)]
        server = subprocess.Popen([*program, *options], stdout=subprocess.PIPE, text=True)
        try:
            times = push_while_importing(url_of(server), json.loads(made)["key"])
        finally:
            server.terminate()
            server.wait(60)
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{len(times)} pushes during the import: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, "
        f"p99 {cuts[98]:.1f} ms, slowest {max(times):.1f} ms"
    )


def url_of(server: subprocess.Popen[str]) -> str:
    """Return where a server says that it is."""
    for line in server.stdout or ():
        if found := re.search(r"OpenSync is at (\S+)", line):
            return found[1]
    raise SystemExit("bench: the server did not start")


def push_while_importing(url: str, key: str) -> list[float]:
    """Return the milliseconds that each push took, from the import's start to its end."""
    times: list[float] = []
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}) as client:
        while client.get("/api/status").json()["import"]["state"] != "running":
            time.sleep(PAUSE_S)
        while len(times) % 50 or client.get("/api/status").json()["import"]["state"] == "running":
            message = {"sessionExternalId": "bench", "externalId": f"m{len(times)}", "role": "user"}
            began = time.perf_counter()
            client.post(
                "/sync/message", json=message | {"textContent": "a push"}
            ).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE_S)
    return times


if __name__ == "__main__":
    main()
