"""List prices of OpenAI's models.

Source: docs/prices.md#openai, read 2026-11-23. The vendor's rules: above 272,000 prompt tokens the
whole reply costs twice the input and cache rates and 1.5 times the output; reasoning is output.
"""

from collections.abc import Iterator

from opensync_app.core.pricing import Price, listed, rates

_PAGE = "openai-pricing"
_LONG_CONTEXT = 272_000


def _plain(models: str, fresh: float, read: float, output: float, fast: float = 0) -> list[Price]:
    """Return rows without bands; `fast` is the multiple that the fast mode costs, 0 for none."""
    found = [listed(models, rates(fresh, output, read=read), _PAGE)]
    if fast:
        dear = rates(fresh * fast, output * fast, read=read * fast)
        found.append(listed(models, dear, "openai-fast", is_fast=True))
    return found


def _banded(
    models: str,
    fresh: float,
    read: float | None,
    output: float,
    *,
    write: float | None = None,
    source: str = _PAGE,
    since: str | None = None,
) -> Iterator[Price]:
    """Yield the short and the long band of a model."""
    for above, times, times_output in ((0, 1, 1), (_LONG_CONTEXT, 2, 1.5)):
        price = rates(
            fresh * times,
            output * times_output,
            read=None if read is None else read * times,
            write=None if write is None else write * times,
        )
        yield listed(models, price, source, since=since, above=above)


def _doubled(
    models: str,
    fresh: float,
    read: float,
    write: float,
    output: float,
    *,
    source: str = _PAGE,
    since: str | None = None,
) -> Iterator[Price]:
    """Yield both bands, and both again for the fast mode at twice the price."""
    yield from _banded(models, fresh, read, output, write=write, source=source, since=since)
    twice = _banded(models, 2 * fresh, 2 * read, 2 * output, write=2 * write, since=since)
    for row in twice:
        yield Price(
            models=row.models,
            rates=row.rates,
            starts_at=row.starts_at,
            above=row.above,
            is_fast=True,
            source="openai-fast" if source == _PAGE else source,
        )


OPENAI: tuple[Price, ...] = (
    *_doubled("gpt-6.2-sol", 2, 0.1, 2.5, 10, source="openai-gpt-6.2-sol"),
    *_doubled("gpt-6.1-sol", 2, 0.1, 2.5, 10),
    *_doubled("gpt-6-astra", 10, 1, 12.5, 50),
    *_doubled("gpt-6-sol", 2, 0.2, 2.5, 10),
    *_doubled("gpt-6-luna", 0.1, 0.01, 0.125, 0.5),
    *_doubled("gpt-5.6-sol gpt-5.6", 5, 0.5, 6.25, 30),
    *_doubled("gpt-5.6-sol gpt-5.6", 4, 0.4, 5, 20, since="2026-08-22"),
    *_doubled("gpt-5.6-terra", 2.5, 0.25, 3.125, 15),
    *_doubled("gpt-5.6-terra", 2, 0.2, 2.5, 12, since="2026-07-30"),
    *_doubled("gpt-5.6-luna", 1, 0.1, 1.25, 6),
    *_doubled("gpt-5.6-luna", 0.2, 0.02, 0.25, 1.2, since="2026-07-30"),
    *_banded("gpt-5.5", 5, 0.5, 30),
    listed("gpt-5.5", rates(12.5, 75, read=1.25), "openai-fast", is_fast=True),
    *_banded("gpt-5.5-pro gpt-5.4-pro", 30, None, 180),
    *_banded("gpt-5.4", 2.5, 0.25, 15),
    listed("gpt-5.4", rates(5, 30, read=0.5), "openai-fast", is_fast=True),
    *_plain("gpt-5.4-mini", 0.75, 0.075, 4.5, fast=2),
    *_plain("gpt-5.4-nano", 0.2, 0.02, 1.25),
    *_plain("gpt-5.3-codex gpt-5.2", 1.75, 0.175, 14, fast=2),
    *_plain("gpt-5.2-codex", 1.75, 0.175, 14),
    *_plain("gpt-5.1 gpt-5.1-codex gpt-5 gpt-5-codex", 1.25, 0.125, 10, fast=2),
    *_plain("gpt-5.1-codex-max gpt-5-chat gpt-5.1-chat", 1.25, 0.125, 10),
    *_plain("gpt-5-mini", 0.25, 0.025, 2, fast=1.8),
    *_plain("gpt-5.1-codex-mini", 0.25, 0.025, 2),
    *_plain("gpt-5-nano", 0.05, 0.005, 0.4),
    listed("gpt-5-pro", rates(15, 120), _PAGE),
    listed("gpt-5.2-pro", rates(21, 168), _PAGE),
    *_plain("gpt-4.1", 2, 0.5, 8, fast=1.75),
    *_plain("gpt-4.1-mini", 0.4, 0.1, 1.6),
    *_plain("gpt-4.1-nano", 0.1, 0.025, 0.4),
    *_plain("gpt-4o", 2.5, 1.25, 10),
    *_plain("gpt-4o-mini", 0.15, 0.075, 0.6),
    *_plain("o3", 2, 0.5, 8),
    *_plain("o4-mini", 1.1, 0.275, 4.4),
    *_plain("codex-mini", 1.5, 0.375, 6),
)
