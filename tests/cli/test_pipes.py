"""Who reads only the beginning of what a command prints, as `head` does, hears no complaint."""

import os
import subprocess
from pathlib import Path

from tests.factories import patch, prompt, recording
from tests.journeys.running import command, environment


def test_a_reader_that_leaves_is_no_error_worth_a_sentence(tmp_path: Path):
    with recording(tmp_path / "data") as rec:
        rec.push(patch(), prompt("zebra " * 50_000))
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            command("show", "ses", "--data-dir", str(tmp_path / "data")),
            env=environment(tmp_path),
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )

    assert (done.returncode, done.stderr) == (1, b"")
