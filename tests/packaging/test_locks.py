"""The locks hold every wanted package, with hashes, and nothing that names an index."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
WANTED = sorted(FOLDER.glob("*.in"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return dict(PIN.findall(lock.read_text()))


@pytest.mark.parametrize("wanted", WANTED, ids=lambda path: path.name)
def test_every_wanted_package_is_locked(wanted: Path):
    names = {re.sub(r"[._]+", "-", name.lower()) for name in NAME.findall(wanted.read_text())}
    assert names <= set(pins(wanted.with_suffix(".txt")))


@pytest.mark.parametrize("wanted", WANTED, ids=lambda path: path.name)
def test_every_pin_has_a_hash(wanted: Path):
    text = wanted.with_suffix(".txt").read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_one_version_of_a_package_in_all_locks():
    locked = [pins(FOLDER / f"{name}.txt") for name in ("runtime", "build", "dev")]
    runtime, build, dev = locked
    assert runtime.items() <= build.items() <= dev.items()
