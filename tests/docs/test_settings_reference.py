"""docs/reference/settings.md has a row for every setting, with the variable that sets it."""

import re
from pathlib import Path

import msgspec

from opensync_app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "settings.md"
ROW = re.compile(r"^\| `([a-z_]+)` \| `(OPENSYNC_[A-Z_]+)` \|", re.MULTILINE)


def rows() -> dict[str, str]:
    return dict(ROW.findall(PAGE.read_text()))


def test_every_setting_has_a_row_and_every_row_a_setting():
    fields = [field.name for field in msgspec.structs.fields(Settings)]
    assert sorted(rows()) == sorted(fields)


def test_the_variable_is_named_after_the_setting():
    assert {name: f"OPENSYNC_{name.upper()}" for name in rows()} == rows()
