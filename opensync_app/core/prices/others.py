"""List prices of DeepSeek, Zhipu, MiniMax, Moonshot, Mistral and xAI.

Source: docs/prices.md#other-vendors, read 2026-11-23. DeepSeek bills twice the price in the rush
hours of weekdays; its exception for Chinese holidays is not kept here.
"""

from opensync_app.core.pricing import Hours, Price, listed, rates

_RUSH: Hours = ((1, 4), (6, 10))
_RUSH_SINCE = "2026-08-16T16:00:00Z"
_FLASH_SINCE = "2026-09-10T04:00:00Z"
_FLASH = "deepseek-v4-flash deepseek-flash"
_DEEPSEEK = "deepseek-pricing"

DEEPSEEK: tuple[Price, ...] = (
    listed("deepseek-v4-pro", rates(0.435, 0.87, read=0.003625), _DEEPSEEK),
    listed("deepseek-v4-pro", rates(0.66, 1.98, read=0.022), _DEEPSEEK, since=_RUSH_SINCE),
    listed(
        "deepseek-v4-pro",
        rates(1.32, 3.96, read=0.044),
        _DEEPSEEK,
        since=_RUSH_SINCE,
        hours=_RUSH,
    ),
    listed(_FLASH, rates(0.14, 0.28, read=0.0028), _DEEPSEEK),
    listed(_FLASH, rates(0.22, 0.66, read=0.007), _DEEPSEEK, since=_RUSH_SINCE),
    listed(_FLASH, rates(0.44, 1.32, read=0.014), _DEEPSEEK, since=_RUSH_SINCE, hours=_RUSH),
    listed(_FLASH, rates(0.15, 0.6, read=0.003), _DEEPSEEK, since=_FLASH_SINCE),
    listed(_FLASH, rates(0.3, 1.2, read=0.006), _DEEPSEEK, since=_FLASH_SINCE, hours=_RUSH),
)

_ZHIPU = "zhipu-pricing"

ZHIPU: tuple[Price, ...] = (
    listed("glm-5.3 glm-5.2 glm-5.1", rates(1.4, 4.4, read=0.26), _ZHIPU),
    listed("glm-5.3-flash", rates(0.075, 0.25, read=0.015), _ZHIPU),
    listed("glm-5.3-flash", rates(0.15, 0.5, read=0.03), _ZHIPU, since="2026-09-10"),
    listed("glm-5", rates(1, 3.2, read=0.2), _ZHIPU),
    listed("glm-5-turbo glm-5v-turbo", rates(1.2, 4, read=0.24), _ZHIPU),
    listed("glm-4.7 glm-4.6 glm-4.5", rates(0.6, 2.2, read=0.11), _ZHIPU),
    listed("glm-4.7-flashx", rates(0.07, 0.4, read=0.01), _ZHIPU),
    listed("glm-4.7-flash glm-4.5-flash", rates(0, 0), _ZHIPU),
    listed("glm-4.5-x", rates(2.2, 8.9, read=0.45), _ZHIPU),
    listed("glm-4.5-air", rates(0.2, 1.1, read=0.03), _ZHIPU),
    listed("glm-4.5-airx", rates(1.1, 4.5, read=0.22), _ZHIPU),
)

_MINIMAX = "minimax-pricing"
_OLD_M2 = "minimax-m2 minimax-m2.1 minimax-m2.5"

MINIMAX: tuple[Price, ...] = (
    listed("minimax-m3", rates(0.3, 1.2, read=0.06), "minimax-m3"),
    listed("minimax-m3", rates(0.6, 2.4, read=0.12), "minimax-m3", above=512_000),
    listed("minimax-m2.7", rates(0.3, 1.2, read=0.06, write=0.375), _MINIMAX),
    listed("minimax-m2.7-highspeed", rates(0.6, 2.4, read=0.06, write=0.375), _MINIMAX),
    listed(_OLD_M2, rates(0.3, 1.2, read=0.03, write=0.375), _MINIMAX),
    listed("minimax-m2.5-highspeed", rates(0.6, 2.4, read=0.03, write=0.375), _MINIMAX),
)

_MOONSHOT = "moonshot-pricing"

MOONSHOT: tuple[Price, ...] = (
    listed("kimi-k3", rates(3, 15, read=0.3), _MOONSHOT),
    listed("kimi-k2.7-code", rates(0.95, 4, read=0.19), _MOONSHOT),
    listed("kimi-k2.7-code-highspeed", rates(1.9, 8, read=0.38), _MOONSHOT),
    listed("kimi-k2.6", rates(0.95, 4, read=0.16), _MOONSHOT),
    listed("kimi-k2.5", rates(0.6, 3, read=0.1), _MOONSHOT),
    listed(
        "kimi-k2-thinking kimi-k2-0905-preview kimi-k2-0711-preview",
        rates(0.6, 2.5, read=0.15),
        _MOONSHOT,
    ),
    listed("kimi-k2-thinking-turbo kimi-k2-turbo-preview", rates(1.15, 8, read=0.15), _MOONSHOT),
)

_MISTRAL = "mistral-pricing"

MISTRAL: tuple[Price, ...] = (
    listed("mistral-medium-3.5", rates(1.5, 7.5, read=0.15), _MISTRAL),
    listed("mistral-medium-2508 mistral-medium-2505", rates(0.4, 2, read=0.04), _MISTRAL),
    listed("mistral-medium-latest", rates(0.4, 2, read=0.04), _MISTRAL),
    listed("mistral-medium-latest", rates(1.5, 7.5, read=0.15), _MISTRAL, since="2026-06-16"),
    listed("mistral-large-2512", rates(0.5, 1.5, read=0.05), _MISTRAL),
    listed("mistral-small-2603", rates(0.15, 0.6, read=0.015), _MISTRAL),
    listed("devstral-2512", rates(0.4, 2, read=0.04), _MISTRAL),
    listed("codestral-2508", rates(0.3, 0.9, read=0.03), _MISTRAL),
)

_XAI = "xai-pricing"

XAI: tuple[Price, ...] = (
    listed("grok-4.20 grok-4.20-0309-reasoning", rates(2, 6, read=0.2), "xai-pricing-april"),
    listed(
        "grok-4.20 grok-4.20-0309-reasoning",
        rates(1.25, 2.5, read=0.2),
        _XAI,
        since="2026-06-09",
    ),
    listed(
        "grok-4.20 grok-4.20-0309-reasoning",
        rates(2.5, 5, read=0.4),
        _XAI,
        since="2026-06-09",
        above=199_999,
    ),
    listed("grok-build-0.1", rates(1, 2, read=0.2), _XAI),
    listed("grok-code-fast-1 grok-code-fast", rates(0.2, 1.5, read=0.02), _XAI),
)

OTHERS: tuple[Price, ...] = (*DEEPSEEK, *ZHIPU, *MINIMAX, *MOONSHOT, *MISTRAL, *XAI)
