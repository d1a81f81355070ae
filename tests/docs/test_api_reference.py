"""docs/reference/api.md has a heading for every route, and the page's client is up to date.

A heading is `### `GET /api/sessions``; the text below it names every parameter in backticks.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "api.md"
COMMITTED = ROOT / "opensync_app" / "ui" / "src" / "api" / "openapi.json"
HEADING = re.compile(r"^#{2,4} `([A-Z]+ /[^`]*)`$", re.MULTILINE)
METHODS = {"get", "post", "put", "patch", "delete"}


@cache
def openapi() -> Any:
    command = [sys.executable, "-m", "opensync_app", "openapi"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout)


def routes() -> Iterator[tuple[str, Any]]:
    for path, item in openapi()["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


@cache
def sections() -> dict[str, str]:
    parts = HEADING.split(PAGE.read_text())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_route_has_a_heading_and_every_heading_a_route():
    assert sorted(sections()) == sorted(route for route, _ in routes())


def test_every_parameter_is_explained_below_its_route():
    unexplained = [
        f"{route}: {parameter['name']}"
        for route, operation in routes()
        for parameter in operation.get("parameters", [])
        if parameter["in"] in {"query", "path"}
        and f"`{parameter['name']}`" not in sections().get(route, "")
    ]
    assert unexplained == []


@pytest.mark.skipif(
    not COMMITTED.exists(), reason="the page is not there yet, so it has no openapi.json"
)
def test_the_page_is_built_from_this_api():
    assert json.loads(COMMITTED.read_text()) == openapi(), "run `make api`"
