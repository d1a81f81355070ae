"""Canonical names of sources and providers, and how they are inferred."""

DEFAULT_SOURCE = "opencode"

_ALIASES = {"cursor": "cursor-sync", "codex": "codex-cli", "gemini": "gemini-cli"}

_TOOLS = {
    "claude-code": "Claude Code",
    "opencode": "OpenCode",
    "codex-cli": "Codex",
    "cursor-sync": "Cursor",
    "cursor-editor": "Cursor editor",
    "factory-droid": "Factory Droid",
    "pi": "Pi",
    "gemini-cli": "Gemini CLI",
    "copilot-cli": "Copilot CLI",
    "specstory": "SpecStory",
}
"""Sources by the names that people know their tools by; the page has the same ones."""

_PROVIDER_WORDS = (("anthropic", "anthropic"), ("antigravity", "google"), ("openai", "openai"))

_MODEL_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("anthropic", ("claude", "anthropic")),
    ("openai", ("gpt", "o1", "o3", "davinci", "curie", "text-embedding", "codex")),
    ("google", ("gemini", "palm", "bard")),
    ("mistral", ("mistral", "mixtral")),
    ("cohere", ("command", "cohere")),
    ("meta", ("llama", "meta")),
    ("deepseek", ("deepseek",)),
    ("groq", ("groq",)),
)


def canonical_source(name: str | None) -> str | None:
    """Return the one spelling of a source name; None stays None."""
    return None if name is None else _ALIASES.get(name, name)


def tool_name(source: str) -> str:
    """Return the name that people know a source's tool by; an unknown one keeps its own."""
    return _TOOLS.get(source, source)


def infer_provider(provider: str | None, model: str | None) -> str:
    """Return the provider of a model, as the hosted product infers it, or `unknown`.

    Source: spec of the hosted original, section 2.6, read 2026-11-23.
    """
    if provider:
        lowered = provider.lower()
        for word, name in _PROVIDER_WORDS:
            if word in lowered:
                return name
        return provider.removesuffix("-oauth")
    lowered = (model or "").lower()
    for name, words in _MODEL_WORDS:
        if any(word in lowered for word in words):
            return name
    return "unknown"
