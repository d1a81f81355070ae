"""`opensync reindex`: which of the two indexes is made anew."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from opensync_app.cli.main import cli
from tests.factories import patch, recording


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with recording(tmp_path) as rec:
        rec.push(patch("one", title="A session without words"))
    return tmp_path


@pytest.mark.parametrize(
    ("options", "text", "vectors"),
    [
        ([], True, False),
        (["--text"], True, False),
        (["--vectors"], False, True),
        (["--text", "--vectors"], True, True),
    ],
)
def test_what_is_asked_for_is_made(folder: Path, options: list[str], *, text: bool, vectors: bool):
    done = CliRunner().invoke(cli, ["reindex", "--data-dir", str(folder), *options])

    assert done.exit_code == 0, done.output
    assert ("The index is new" in done.output) == text
    assert ("can be searched by meaning" in done.output) == vectors
