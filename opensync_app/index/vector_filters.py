"""What a search narrows, as a condition that LanceDB applies before it looks at any vector.

Conditions are built of the engine's own expressions, never of text: a value cannot become code.
"""

from collections.abc import Sequence
from typing import Any

from opensync_app.core.query import SearchQuery


def condition_of(query: SearchQuery) -> Any:  # noqa: ANN401 - an Expr of lancedb
    """Return what every row must fulfil; the user's id always stands in it."""
    from lancedb.expr import col, lit  # noqa: PLC0415 - a second of work

    column: Any = col
    value: Any = lit
    whole = column("user_id") == value(query.user_id)
    for name, wanted in (
        ("source", query.sources),
        ("project", query.projects),
        ("branch", query.branches),
        ("model", query.models),
        ("role", query.roles),
    ):
        if wanted:
            whole = whole & column(name).isin([_whole(one) for one in wanted])
    if query.since is not None:
        whole = whole & (column("created_at") >= value(query.since))
    if query.until is not None:
        whole = whole & (column("created_at") < value(query.until))
    return whole


def among(name: str, ids: Sequence[int]) -> Any:  # noqa: ANN401 - as above
    """Return the condition that a column of numbers holds one of these, of which there are some."""
    from lancedb.expr import col  # noqa: PLC0415 - as above

    column: Any = col(name)
    return column.isin([int(one) for one in ids])


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
