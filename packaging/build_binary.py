"""Builds dist/opensync with PyInstaller, when something it is made of has changed."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "opensync_app"
FOLDER = ROOT / "dist" / "opensync"
STAMP = ROOT / "build" / "pyinstaller" / ".stamp"


def ingredients() -> list[Path]:
    """Return every file that the binary is made of, sorted by path."""
    modules = [path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts]
    page = [path for path in (PACKAGE / "ui" / "dist").rglob("*") if path.is_file()]
    model = [path for path in (PACKAGE / "index" / "model").glob("*") if path.is_file()]
    vocabulary = [*(PACKAGE / "tokenizer").glob("*.tiktoken")]
    recipe = [ROOT / "build.spec", ROOT / "requirements" / "dev.txt", ROOT / "LICENSE"]
    return sorted([*modules, *page, *model, *vocabulary, *recipe])


def digest() -> str:
    """Return the SHA-256 (hex) of all ingredients and of the Python that builds."""
    total = hashlib.sha256(sys.version.encode())
    for path in ingredients():
        total.update(f"{path.relative_to(ROOT).as_posix()}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def build() -> None:
    """Run PyInstaller; its own words are shown only when it fails.

    Raises:
        SystemExit: PyInstaller failed.
    """
    work = STAMP.parent
    work.mkdir(parents=True, exist_ok=True)
    log = work / "pyinstaller.log"
    folders = ["--distpath", str(FOLDER.parent), "--workpath", str(work)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *folders]
    with log.open("w") as sink:
        done = subprocess.run(
            [*command, "build.spec"], cwd=ROOT, stdout=sink, stderr=sink, check=False
        )
    if done.returncode != 0:
        sys.exit(f"binary: PyInstaller failed:\n{log.read_text()[-4000:]}")


def megabytes(folder: Path) -> float:
    """Return the size of all files below a folder, in megabytes."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def main() -> None:
    """Build the binary unless the one that stands there is made of the same things."""
    want = digest()
    if FOLDER.is_dir() and STAMP.is_file() and STAMP.read_text() == want:
        print("binary: dist/opensync is up to date")
        return
    print("binary: building dist/opensync (about a minute)", flush=True)
    begun = time.monotonic()
    build()
    STAMP.write_text(want)
    size, took = megabytes(FOLDER), time.monotonic() - begun
    print(f"binary: dist/opensync/opensync is ready, {size:.0f} MB, in {took:.0f} s")


if __name__ == "__main__":
    main()
