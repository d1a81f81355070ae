"""`Embedder`: what turns texts into vectors, whichever model does it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from opensync_app.core.errors import UnavailableError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Matrix: TypeAlias = "npt.NDArray[np.float32]"
"""One vector a row, each of length 1."""


class EmbeddingFailedError(UnavailableError):
    """Texts cannot be turned into vectors now; nothing was changed."""

    code = "embedding_failed"


class ModelChoice(msgspec.Struct, frozen=True):
    """Which model is wanted.

    Attributes:
        url: base URL of an OpenAI-compatible endpoint; empty for the bundled model.
        model: the endpoint's name of the model.
        key: secret that the endpoint asks for; empty when it asks for none.
    """

    url: str = ""
    model: str = ""
    key: str = ""


class Embedder(Protocol):
    """Turns texts into vectors whose cosine says how near their meanings are."""

    @property
    def key(self) -> str:
        """What the vectors are called: equal keys mean vectors that can be compared."""
        ...

    @property
    def name(self) -> str:
        """The model's name as people know it."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector. Raises EmbeddingFailedError when that cannot be told now."""
        ...

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return a vector for each text, in their order.

        Raises:
            EmbeddingFailedError: with a sentence for the person.
        """
        ...

    def least_near(self, text: str, *, is_known: bool, among: int) -> float:
        """Return the cosine below which the nearest of so many messages is near by chance.

        `is_known` tells whether any of the text's words stand in what is searched. It is -1 when
        nobody knows.
        """
        ...


def readable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no model can take."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
