"""A coding tool's modules share their first word; no tool's modules know another tool's.

What registry.py imports is a tool, and `claude_code` and `claude_rows` are of one tool. Every other
module of `sources` is shared, and stands below all tools.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "opensync_app" / "sources"
PREFIX = "opensync_app.sources"
MODULES = sorted(path.stem for path in ROOM.glob("*.py") if path.stem != "__init__")


def imports(module: str) -> set[str]:
    """Return the names of the modules of this room that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOM / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == PREFIX:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PREFIX}."):
            found.add((node.module or "").removeprefix(f"{PREFIX}."))
    return found & set(MODULES)


SHARED_NAMES = {"base"}
TOOLS = {module.split("_")[0] for module in imports("registry") - SHARED_NAMES}


def tool_of(module: str) -> str | None:
    """Return the tool that a module belongs to; None for a shared one."""
    word = module.split("_", maxsplit=1)[0]
    return word if word in TOOLS else None


def test_there_are_tools():
    assert {"claude", "opencode"} <= TOOLS


@pytest.mark.parametrize("module", [name for name in MODULES if name != "registry"])
def test_a_module_knows_only_its_own_tool_and_what_is_shared(module: str):
    strangers = {
        other for other in imports(module) if tool_of(other) not in {None, tool_of(module)}
    }
    assert strangers == set()
    assert "registry" not in imports(module)
