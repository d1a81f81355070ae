"""The model that settings choose: the bundled one, or an endpoint's."""

from opensync_app.index.bundled_model import BundledModel, bundled_facts
from opensync_app.index.embedder import Embedder, ModelChoice


def key_of(choice: ModelChoice) -> str:
    """Return the key of the wanted model's vectors, without loading it.

    Raises:
        EmbeddingFailedError: the bundled model is missing.
    """
    if not choice.url:
        return bundled_facts().key
    from opensync_app.index.embedding_endpoint import key_of_endpoint  # noqa: PLC0415 - brings ssl

    return key_of_endpoint(choice.url, choice.model)


def embedder_of(choice: ModelChoice, *, threads: int, patience_s: float, tries: int) -> Embedder:
    """Return the wanted model; the bundled one is loaded at its first use.

    `threads` are the bundled model's; `patience_s` and `tries` hold for an endpoint.

    Raises:
        EmbeddingFailedError: the bundled model is missing, or the endpoint's URL is none.
    """
    if not choice.url:
        return BundledModel(threads)
    from opensync_app.index.embedding_endpoint import EmbeddingEndpoint  # noqa: PLC0415 - as above

    return EmbeddingEndpoint(choice, patience_s=patience_s, tries=tries)
