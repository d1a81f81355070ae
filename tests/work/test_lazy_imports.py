"""What only a search by meaning needs is not loaded by a server that answers none."""

import subprocess
import sys

import pytest

HEAVY = ("lancedb", "pyarrow", "onnxruntime", "tokenizers", "numpy", "mcp", "tiktoken")


@pytest.mark.parametrize(
    "module", ["opensync_app.serving", "opensync_app.cli.working", "opensync_app.cli.main"]
)
def test_nothing_heavy_is_loaded_at_the_start(module: str):
    script = f"import sys, {module}; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_asking_how_far_the_vectors_are_loads_nothing_heavy():
    script = f"""
import sys, tempfile
from pathlib import Path
from opensync_app.bootstrap import OpenSync
from opensync_app.settings import Settings
with tempfile.TemporaryDirectory() as folder:
    core = OpenSync(Settings(data_dir=Path(folder)))
    core.similarity(lambda: None)
    progress = core.vector_progress()
    assert progress.progress().state == "building"
    assert progress.waits() == 0
    core.close()
print([n for n in {HEAVY!r} if n in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
