"""Lists read little: few statements, out of an index that holds all they look at."""

from pathlib import Path
from typing import Any

import pytest

from opensync_app.core.query import SessionFilter
from opensync_app.store.session_filters import condition_of, index_of
from tests.factories import NOW, OWNER, patch, prompt, recording
from tests.store.test_rollups import rows


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"sources": ("pi",), "projects": ("a",), "models": ("m",), "branches": ("-",)},
        {"providers": ("openai",)},
        {"title": "some words"},
        {"since": 1, "until": 2},
        {"since": 1, "date_field": "createdAt"},
        {"starred": True, "eval_ready": True},
        {"include_empty": True, "include_automated": True},
        {"is_trashed": True},
    ],
)
def test_every_filter_is_answered_by_the_index_alone(tmp_path: Path, fields: dict[str, Any]):
    wanted = SessionFilter(user_id=OWNER, **fields)
    condition = condition_of(wanted, ("gpt-5",))
    sql = (
        f"SELECT id FROM sessions {index_of(wanted)} WHERE {condition.sql} ORDER BY updated_at, id"  # noqa: S608
    )
    with recording(tmp_path) as rec:
        plan = rows(rec, f"EXPLAIN QUERY PLAN {sql}", *condition.values)
    assert "USING COVERING INDEX sessions_listed" in plan[0]["detail"]


def test_a_page_takes_few_statements_however_long_it_is(tmp_path: Path):
    with recording(tmp_path) as rec:
        for number in range(60):
            name = f"s{number}"
            rec.imported(
                patch(name, source="pi", created_at=NOW),
                prompt("x", f"u{number}", name, created_at=NOW),
            )
        lists, seen = rec.store.session_lists, list[str]()
        wanted = SessionFilter(user_id=OWNER)
        rec.store.database.read(lambda c: c.set_trace_callback(seen.append))
        assert len(lists.page(wanted, limit=50).sessions) == 50
        assert len(seen) <= 7
        seen.clear()
        lists.page(wanted, limit=50)
        assert not any("count(*)" in sql and "noise" in sql for sql in seen)
        rec.imported(prompt("x", "u-new", "new", created_at=NOW))
        assert lists.page(wanted, limit=50).total == 61
        rec.store.database.read(lambda c: c.set_trace_callback(None))
