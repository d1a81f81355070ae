"""What one search asks of the index and of the record; each asking takes its time on a large one."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tantivy import Query

from opensync_app.core.query import SearchQuery
from opensync_app.core.search_language import understand
from opensync_app.index import counting, fulltext, lookup
from opensync_app.index.lookup import Lookup
from opensync_app.index.plan import Plan
from opensync_app.index.state import State
from tests.factories import OWNER, patch, prompt, recording, reply
from tests.library import Library


class Counted:
    """A searcher that counts what is asked of it."""

    def __init__(self, searcher: Any, asked: Counter[str]) -> None:
        self._searcher = searcher
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        self._asked[name] += 1
        return getattr(self._searcher, name)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What the searches of a test ask of the engine, by the name of the call."""
    calls: Counter[str] = Counter()

    def counted(searcher: Any) -> State:
        return State(Counted(searcher, calls))  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(fulltext, "State", counted)
    return calls


def looked(shelf: Library, text: str) -> Lookup:
    return shelf.folders.serving.lookup(SearchQuery(user_id=OWNER, text=text), understand(text))


def test_a_search_with_other_filters_asks_nothing_of_its_words_again(
    tmp_path: Path, asked: Counter[str]
):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        shelf.keep(patch("s", source="opencode"), prompt("the zebra sleeps in the shade", "m", "s"))
        shelf.make_searchable()
        asked.clear()
        assert shelf.found("where does the zebra sleep in the shade")
        assert asked["doc_freq"] > 0
        first = asked["search"]
        asked.clear()
        assert shelf.found("where does the zebra sleep in the shade", sources=("opencode",))
        assert asked["doc_freq"] == 0
        assert asked["search"] == 1 < first
        shelf.close()


def test_what_is_remembered_goes_with_the_next_commit(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        shelf.keep(prompt("a zebra", "m1", "one"))
        shelf.make_searchable()
        assert shelf.found("zebra") == ["one"]
        assert shelf.found("the lion sleeps here") == []
        shelf.keep(prompt("the lion sleeps here", "m2", "two"))
        shelf.make_searchable()
        assert shelf.found("the lion sleeps here") == ["two"]
        shelf.close()


def test_a_page_is_read_with_one_statement_for_its_sessions_and_one_for_its_messages(
    tmp_path: Path,
):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        for number in range(30):
            shelf.keep(*(prompt(f"a zebra {number} {n}", f"m{n}", f"s{number}") for n in range(4)))
        shelf.make_searchable()
        shelf.found("zebra")
        statements: list[str] = []
        record.store.database.read(lambda c: c.set_trace_callback(statements.append))
        assert len(shelf.found("zebra", limit=20)) == 20
        record.store.database.read(lambda c: c.set_trace_callback(None))
        tables = [statement.split(" FROM ")[1].split()[0] for statement in statements]
        assert tables == ["sessions", "sessions", "messages"]
        shelf.close()


def test_a_line_is_looked_for_only_in_the_fields_where_it_stands(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        line = "the zebra sleeps in the shade"
        shelf.keep(prompt(line, "m1", "said"), reply("zebra shade sleeps", "m2", "apart"))
        shelf.make_searchable()
        typed = str(looked(shelf, line).plan.engine)
        assert "PhraseQuery" in typed
        assert "PhraseQuery" not in str(looked(shelf, "shade the in sleeps zebra the").plan.engine)
        assert shelf.found(line)[0] == "said"
        shelf.close()


def as_ranked(_: Plan, engine: Query) -> Query:
    return engine


@pytest.mark.parametrize(
    "text",
    [
        "zebra",
        "zebra lion sleeps",
        "getUserById",
        "src/zebra_lion.py",
        "数据库 zebra",
        "zebrra",
        '"zebra lion"',
        "zeb*",
        "zebra -lion",
        "zebra AND lion",
        "lion OR (zebra shade)",
        "role:user zebra",
    ],
)
def test_totals_are_the_same_without_ranking(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lookup, "_BLOCK", 3)
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        for number in range(40):
            words = ["zebra", "lion", "sleeps", "getUserById", "数据库", "zebra_lion.py", "src"]
            said = " ".join(word for n, word in enumerate(words) if number % (n + 2) == 0)
            shelf.keep(*(prompt(f"{said} {n}", f"m{n}", f"s{number}") for n in range(2)))
        shelf.make_searchable()
        ranked = shelf.search(text, limit=1, roles=("user",)).total
        monkeypatch.setattr(counting, "_unranked", as_ranked)
        assert shelf.search(text, limit=1, roles=("user",)).total == ranked
        shelf.close()
