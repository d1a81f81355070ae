"""The embedding model that the program carries: all-MiniLM-L6-v2, int8, run by onnxruntime.

`packaging/build_model.py` makes it. onnxruntime, tokenizers and numpy are imported at first use.
"""

import math
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from opensync_app.index.embedder import EmbeddingFailedError, Matrix, readable

FOLDER = Path(__file__).parent / "model"

_LEAST_NEAR = 0.1
"""Among 12,839 messages, where 0.242 is asked for, questions about other matters reach 0.241, and
95 of 100 about these matters 0.37 or more."""

_LEAST_NEAR_STRANGE = 0.38
"""There letters at random are as near as 0.51 to short odd messages."""

_UNREADABLE = "[UNK]"
_BY_NUMBER = 0.015
"""How much nearer the nearest is by chance, for each e-fold of messages."""

_BY_NUMBER_UNKNOWN = 0.0266
"""The same for words that none of them holds, which says the more, the more there are: there 0.352
is asked for, and what is made up or of other matters reaches 0.346. No question of the tuning half
is without any word that some session holds."""

_STRANGE = 2.5
"""Characters in a piece from which on the model knows words; random letters have 1.5, ours 3.9.

All measured 2026-11-23 on the tuning half of bench/relevance.
"""


class ModelFacts(msgspec.Struct, frozen=True, rename="camel"):
    """What model.json says.

    Attributes:
        key: names the vectors that the model makes.
        name: the model's name as people know it.
        dimension: numbers in a vector.
        max_tokens: what stands behind them in a text is not read.
    """

    key: str
    name: str
    dimension: int
    max_tokens: int


@cache
def bundled_facts() -> ModelFacts:
    """Return what is known of the bundled model.

    Raises:
        EmbeddingFailedError: there is none.
    """
    try:
        return msgspec.json.decode((FOLDER / "model.json").read_bytes(), type=ModelFacts)
    except (OSError, msgspec.MsgspecError) as error:
        message = "The embedding model is missing from this program; run `make setup` to build it."
        raise EmbeddingFailedError(message) from error


class BundledModel:
    """The model in memory (about 100 MB) from the first text on; safe in any thread."""

    def __init__(self, threads: int = 1) -> None:
        """Use this many threads.

        Raises:
            EmbeddingFailedError: the model is missing.
        """
        self._facts = bundled_facts()
        self._threads = threads
        self._guard = threading.Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def key(self) -> str:
        """What the vectors are called."""
        return self._facts.key

    @property
    def name(self) -> str:
        """The model's name as people know it."""
        return self._facts.name

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._facts.dimension

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a vector for each text, in their order; equal texts are read once.

        Each text goes through the model by itself: its vector is then the same in any company (the
        rounding follows the largest number of a batch), and it is faster. Texts per CPU-second
        alone and in batches of 8 and 32: 32, 21, 16 of 740 characters; 163, 109 of 120 characters.
        Measured 2026-11-23.

        Raises:
            EmbeddingFailedError: the model cannot be loaded or run.
        """
        import numpy as np  # noqa: PLC0415 - not before vectors are wanted

        self._load()
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        vectors = np.empty((len(places), self.dimension), np.float32)
        for text, place in places.items():
            vectors[place] = self._run(text)
        return vectors[[places[text] for text in texts]]

    def least_near(self, text: str, *, is_known: bool, among: int) -> float:
        """Return the cosine below which the nearest of so many messages is near by chance.

        It is higher for words that no session holds, and high for those that the model does not
        know either: letters at random.
        """
        folds = math.log(max(1, among))
        if is_known:
            return _LEAST_NEAR + _BY_NUMBER * folds
        self._load()
        tokens = self._tokenizer.encode(readable(text)).tokens[1:-1]
        pieces = [token.removeprefix("##") for token in tokens if any(map(str.isalnum, token))]
        sizes = [1 if piece == _UNREADABLE else len(piece) for piece in pieces]
        if sum(sizes) < _STRANGE * len(sizes):
            return _LEAST_NEAR_STRANGE + _BY_NUMBER * folds
        return _LEAST_NEAR + _BY_NUMBER_UNKNOWN * folds

    def _run(self, text: str) -> Matrix:
        import numpy as np  # noqa: PLC0415 - as above

        encoded = self._tokenizer.encode(readable(text))
        inputs = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
        }
        try:
            return self._session.run(["embedding"], inputs)[0][0]
        except RuntimeError as error:
            message = f"The embedding model failed: {error}"
            raise EmbeddingFailedError(message) from error

    def _load(self) -> None:
        with self._guard:
            if self._session is not None:
                return
            # half a second that only this needs
            import onnxruntime  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]
            from tokenizers import Tokenizer  # noqa: PLC0415 - as above

            engine: Any = onnxruntime
            engine.disable_telemetry_events()  # Windows builds would tell the system
            options = engine.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.inter_op_num_threads = 1
            options.enable_cpu_mem_arena = False  # 200 MB less, 13 % slower
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            try:
                self._tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
                self._tokenizer.enable_truncation(self._facts.max_tokens)
                self._tokenizer.no_padding()
                self._session = engine.InferenceSession(
                    str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"]
                )
            except Exception as error:
                message = f"The embedding model cannot be loaded ({error}); run `make setup`."
                raise EmbeddingFailedError(message) from error
