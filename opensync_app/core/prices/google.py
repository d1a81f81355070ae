"""List prices of Google's models.

Source: docs/prices.md#google, read 2026-11-23. The hourly storage of explicit caches is not in any
tool's usage and therefore not counted; thinking is output.
"""

from opensync_app.core.pricing import Price, listed, rates

_PAGE = "google-pricing"
_LONG_CONTEXT = 200_000
_GEMINI_3_PRO = "gemini-3.1-pro-preview gemini-3.1-pro gemini-3-pro-preview gemini-3-pro"
_NEW_FLASH = "gemini-3.8-flash gemini-3.7-flash gemini-3.6-flash"

GOOGLE: tuple[Price, ...] = (
    listed(_NEW_FLASH, rates(0.75, 3.75, read=0.075), _PAGE),
    listed(_NEW_FLASH, rates(1.5, 7.5, read=0.15), _PAGE, since="2027-01-01"),
    listed("gemini-3.5-flash", rates(1.5, 9, read=0.15), _PAGE),
    listed("gemini-3.5-flash-lite", rates(0.3, 2.5, read=0.03), _PAGE),
    listed(_GEMINI_3_PRO, rates(2, 12, read=0.2), _PAGE),
    listed(_GEMINI_3_PRO, rates(4, 18, read=0.4), _PAGE, above=_LONG_CONTEXT),
    listed("gemini-3-flash-preview gemini-3-flash", rates(0.5, 3, read=0.05), _PAGE),
    listed(
        "gemini-3.1-flash-lite-preview gemini-3.1-flash-lite", rates(0.25, 1.5, read=0.025), _PAGE
    ),
    listed("gemini-2.5-pro", rates(1.25, 10, read=0.125), "google-models-dev"),
    listed("gemini-2.5-pro", rates(2.5, 15, read=0.25), "google-models-dev", above=_LONG_CONTEXT),
    listed("gemini-2.5-flash", rates(0.3, 2.5, read=0.03), "google-models-dev"),
)
