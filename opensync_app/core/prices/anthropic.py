"""List prices of Anthropic's models.

Source: docs/prices.md#anthropic, read 2026-11-23. The vendor's rules: a cache write costs 1.25
times the input for five minutes and twice the input for an hour; a prompt over the band makes the
whole reply dearer; cache multipliers apply on top of the fast mode.
"""

from opensync_app.core.pricing import Price, Rates, listed, rates

_PAGE = "anthropic-pricing"
_LONG = "anthropic-1m"
_FAST = "anthropic-fast"

_LONG_CONTEXT = 200_000
_ONE_RATE_SINCE = "2026-03-13"
"""Since then Opus 4.6 and Sonnet 4.6 cost the same over the whole window."""


def _claude(fresh: float, output: float, read: float) -> Rates:
    return rates(fresh, output, read=read, write=fresh * 1.25, write_1h=fresh * 2)


_OPUS = _claude(5, 25, 0.5)
_OLD_OPUS = _claude(15, 75, 1.5)
_SONNET = _claude(3, 15, 0.3)
_LONG_SONNET = _claude(6, 22.5, 0.6)

ANTHROPIC: tuple[Price, ...] = (
    listed("claude-fable-5-2", _claude(8, 40, 0.2), "anthropic-fable-5-2"),
    listed("claude-fable-5-2", _claude(16, 80, 0.4), "anthropic-fable-5-2", is_fast=True),
    listed("claude-fable-5-1 claude-mythos-5-1", _claude(10, 50, 0.25), _PAGE),
    listed("claude-fable-5 claude-mythos-5", _claude(10, 50, 1), _PAGE),
    listed("claude-opus-5-5", _claude(4, 20, 0.2), _PAGE),
    listed("claude-opus-5-5", _claude(8, 40, 0.4), _FAST, is_fast=True),
    listed("claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-5", _OPUS, _PAGE),
    listed("claude-opus-5 claude-opus-4-8", _claude(10, 50, 1), _FAST, is_fast=True),
    listed("claude-opus-4-7", _claude(30, 150, 3), _FAST, is_fast=True),
    listed("claude-opus-4-6", _OPUS, _PAGE),
    listed("claude-opus-4-6", _claude(10, 37.5, 1), _LONG, above=_LONG_CONTEXT),
    listed("claude-opus-4-6", _claude(30, 150, 3), _FAST, is_fast=True),
    listed("claude-opus-4-6", _claude(60, 225, 6), _FAST, above=_LONG_CONTEXT, is_fast=True),
    listed("claude-opus-4-6", _OPUS, _LONG, since=_ONE_RATE_SINCE),
    listed("claude-opus-4-6", _claude(30, 150, 3), _FAST, since=_ONE_RATE_SINCE, is_fast=True),
    listed("claude-opus-4-1 claude-opus-4 claude-opus-4-0 claude-opus-3", _OLD_OPUS, _PAGE),
    listed("claude-sonnet-5-5", _claude(2, 10, 0.2), "anthropic-sonnet-5-5"),
    listed("claude-sonnet-5-5", _claude(2, 10, 0.1), "anthropic-sonnet-5-5", since="2026-10-07"),
    listed("claude-sonnet-5", _claude(2, 10, 0.2), _PAGE),
    listed("claude-sonnet-4-6", _SONNET, _PAGE),
    listed("claude-sonnet-4-6", _LONG_SONNET, _LONG, above=_LONG_CONTEXT),
    listed("claude-sonnet-4-6", _SONNET, _LONG, since=_ONE_RATE_SINCE),
    listed("claude-sonnet-4-5 claude-sonnet-4 claude-sonnet-4-0", _SONNET, _PAGE),
    listed(
        "claude-sonnet-4-5 claude-sonnet-4 claude-sonnet-4-0",
        _LONG_SONNET,
        "anthropic-pricing-2025",
        above=_LONG_CONTEXT,
    ),
    listed("claude-sonnet-3-7 claude-sonnet-3-5", _SONNET, "anthropic-pricing-2025"),
    listed("claude-haiku-5-5", _claude(0.1, 0.5, 0.01), "anthropic-haiku-5-5"),
    listed("claude-haiku-5-5", _claude(0.5, 2.5, 0.05), "anthropic-haiku-5-5", above=100_000),
    listed("claude-haiku-4-5", _claude(1, 5, 0.1), _PAGE),
    listed("claude-haiku-3-5", _claude(0.8, 4, 0.08), _PAGE),
    listed(
        "claude-haiku-3",
        rates(0.25, 1.25, read=0.03, write=0.3, write_1h=0.5),
        "anthropic-pricing-2025",
    ),
)
