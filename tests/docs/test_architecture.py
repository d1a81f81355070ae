"""ARCHITECTURE.md names every module, with the words the module says of itself."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "opensync_app"
LINE = re.compile(r"^- `(opensync_app/[^`]+\.py)`: (.+)$", re.MULTILINE)
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in PACKAGE.rglob("*.py")
    if "ui" not in path.relative_to(PACKAGE).parts
)


def page() -> list[tuple[str, str]]:
    return LINE.findall((ROOT / "ARCHITECTURE.md").read_text())


def first_paragraph(module: str) -> str:
    doc = ast.get_docstring(ast.parse((ROOT / module).read_text())) or ""
    return doc.split("\n\n")[0].replace("\n", " ")


@pytest.mark.parametrize("module", MODULES)
def test_page_and_module_agree(module: str):
    assert dict(page()).get(module) == first_paragraph(module)


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_it_is_in_a_sentence(module: str):
    assert first_paragraph(module).endswith(".")


def test_page_names_each_module_once_and_none_that_is_gone():
    assert sorted(name for name, _ in page()) == MODULES
