"""The user's own prices, as the setting `prices` holds them."""

from typing import Annotated

import msgspec

from opensync_app.core.pricing import Price, moment_of_start, rates

Dollars = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class OwnPrice(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """One row of the setting `prices`, in US dollars per million tokens as vendors print them.

    Attributes:
        models: as in `Price`.
        since: date or moment (ISO 8601, UTC) from which it holds; absent for always.
        above: prompt tokens above which it holds.
        fast: it holds for the fast mode.
    """

    models: tuple[str, ...]
    input: Dollars
    output: Dollars
    cache_read: Dollars | None = None
    cache_write_5m: Dollars | None = msgspec.field(name="cacheWrite5m", default=None)
    cache_write_1h: Dollars | None = msgspec.field(name="cacheWrite1h", default=None)
    reasoning: Dollars | None = None
    since: str | None = msgspec.field(name="from", default=None)
    above: Annotated[int, msgspec.Meta(ge=0)] = 0
    fast: bool = False

    def price(self) -> Price:
        """Return the row as the list keeps it.

        Raises:
            InvalidInputError: `from` is no moment.
        """
        return Price(
            models=self.models,
            rates=rates(
                self.input,
                self.output,
                read=self.cache_read,
                write=self.cache_write_5m,
                write_1h=self.cache_write_1h,
                reasoning=self.reasoning,
            ),
            starts_at=moment_of_start(self.since),
            above=self.above,
            is_fast=self.fast,
            source="own",
        )
