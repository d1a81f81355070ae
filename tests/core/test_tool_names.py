"""Tools are called by the same names wherever people read of them."""

import re
from pathlib import Path

import pytest

from opensync_app.core.names import tool_name
from opensync_app.sources.registry import SOURCES

PAGE = Path(__file__).parents[2] / "opensync_app" / "ui" / "src" / "lib" / "sources.ts"
LABELS = dict(re.findall(r'^  "?([a-z-]+)"?: \{ label: "([^"]+)"', PAGE.read_text(), re.MULTILINE))


@pytest.mark.parametrize("source", [source.name for source in SOURCES])
def test_the_page_and_the_notifications_name_a_tool_alike(source: str):
    assert tool_name(source) == LABELS[source] != source


def test_an_unknown_tool_keeps_its_own_name():
    assert tool_name("own-tool") == "own-tool"
