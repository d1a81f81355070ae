"""Token usage by kind, its addition and its merging."""

import msgspec


class TokenUsage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tokens of one reply or of many, by the kind they are charged as.

    Attributes:
        input: fresh input tokens, cache reads and writes not included.
        output: output tokens, reasoning not included when the tool tells it apart.
        cache_write_5m: input tokens written to a cache that lives five minutes.
        cache_write_1h: input tokens written to a cache that lives an hour.
        cache_read: input tokens read from a cache.
        reasoning: reasoning tokens that are not in `output`.
    """

    input: int = 0
    output: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    cache_read: int = 0
    reasoning: int = 0

    def __add__(self, other: "TokenUsage") -> "TokenUsage":
        """Return the sum, kind by kind."""
        return TokenUsage(*(a + b for a, b in zip(self.fields(), other.fields(), strict=True)))

    def __sub__(self, other: "TokenUsage") -> "TokenUsage":
        """Return the difference, kind by kind; it may be negative."""
        return TokenUsage(*(a - b for a, b in zip(self.fields(), other.fields(), strict=True)))

    def merged(self, other: "TokenUsage") -> "TokenUsage":
        """Return the larger figure of each kind: two reports of the same reply.

        Tools repeat a reply's usage on several lines and early lines are partial.
        Source: docs/source-formats.md#claude-code, verified 2026-11-22.
        """
        if self == other:
            return self
        return TokenUsage(*map(max, self.fields(), other.fields()))

    def fields(self) -> tuple[int, int, int, int, int, int]:
        """Return the six figures in declaration order."""
        return (
            self.input,
            self.output,
            self.cache_write_5m,
            self.cache_write_1h,
            self.cache_read,
            self.reasoning,
        )

    @property
    def prompt(self) -> int:
        """Tokens that went in: input, cache writes and cache reads."""
        return self.input + self.cache_write_5m + self.cache_write_1h + self.cache_read

    @property
    def completion(self) -> int:
        """Tokens that came out, as the hosted API counts them (output)."""
        return self.output


NO_USAGE = TokenUsage()

MICRO_PER_USD = 1_000_000


def micro_usd(dollars: float) -> int:
    """Return whole micro-dollars for a float of US dollars, rounded half to even."""
    return round(dollars * MICRO_PER_USD)


def usd(micro: int | None) -> float | None:
    """Return US dollars for micro-dollars; None stays None (an unknown cost)."""
    return None if micro is None else micro / MICRO_PER_USD
