"""Writes the list of modules into ARCHITECTURE.md, each with its own first words."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "opensync_app"
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- modules: written by `make reference` -->\n", "<!-- end of modules -->\n"

ROOMS = (
    "",
    "cli",
    "api",
    "jobs",
    "desktop",
    "mcp_door",
    "services",
    "store",
    "index",
    "sources",
    "exports",
    "core",
)


def modules(room: str) -> list[Path]:
    """Return the modules of a room, its subfolders included."""
    folder = PACKAGE / room
    found = folder.glob("*.py") if not room else folder.rglob("*.py")
    return sorted(path for path in found if "ui" not in path.relative_to(PACKAGE).parts)


def first_words(module: Path) -> str:
    """Return the first paragraph of a module's docstring on one line."""
    doc = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return doc.split("\n\n")[0].replace("\n", " ")


def listing() -> str:
    """Return the list, a heading for each room."""
    parts: list[str] = []
    for room in ROOMS:
        parts.append(f"\n### {f'opensync_app/{room}' if room else 'opensync_app'}\n\n")
        parts += [
            f"- `{module.relative_to(ROOT).as_posix()}`: {first_words(module)}\n"
            for module in modules(room)
        ]
    return "".join(parts) + "\n"


def main() -> None:
    """Write the list between its marks; with --check only compare."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    wanted = f"{head}{BEGIN}{listing()}{END}{tail}"
    if "--check" in sys.argv and wanted != text:
        sys.exit("ARCHITECTURE.md is out of step: run `make reference`.")
    PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
