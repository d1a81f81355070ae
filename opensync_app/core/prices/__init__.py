"""The bundled price list: public list prices per vendor, each with the place it was read."""

from opensync_app.core.prices.anthropic import ANTHROPIC
from opensync_app.core.prices.google import GOOGLE
from opensync_app.core.prices.openai import OPENAI
from opensync_app.core.prices.others import OTHERS
from opensync_app.core.pricing import Price

BUNDLED: tuple[Price, ...] = (*ANTHROPIC, *OPENAI, *GOOGLE, *OTHERS)
