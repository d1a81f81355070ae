"""Words and meaning together: what is asked of the other half, and what is made of its answer."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from opensync_app.core.query import SearchQuery
from opensync_app.core.search_language import understand
from opensync_app.core.searchable import searchable_of
from opensync_app.core.similarity import NearMessage, SemanticAnswer
from opensync_app.store import Store
from tests.factories import OWNER, patch, prompt, recording, reply
from tests.library import STRANGER, Library


class Trigrams:
    """Finds messages by the letters they share with a text; heeds no filter, not even the user."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.candidates: Sequence[int] = ()
        self.asked = SearchQuery(user_id=0, text="")

    def nearest(self, query: SearchQuery, text: str, candidates: Sequence[int]) -> SemanticAnswer:
        self.candidates, self.asked = candidates, query
        messages = self._store.messages.by_ids(self._store.messages.ids_after(0, 1000))
        wanted = _trigrams(text)
        hits = [
            NearMessage(m.id, m.session_id, _cosine(wanted, _trigrams(said)), m.created_at)
            for m in messages
            if (said := searchable_of(m).text)
        ]
        near = sorted((hit for hit in hits if hit.score > 0), key=lambda hit: -hit.score)
        return SemanticAnswer(tuple(near), len(hits), len(hits) + 1)


class Unready:
    """Cannot answer."""

    def nearest(self, query: SearchQuery, text: str, candidates: Sequence[int]) -> SemanticAnswer:
        del query, text, candidates
        return SemanticAnswer(covered=3, total=9, reason="It is being made ready.")


class Far:
    """Has looked, and nothing is near."""

    def nearest(self, query: SearchQuery, text: str, candidates: Sequence[int]) -> SemanticAnswer:
        del query, text, candidates
        return SemanticAnswer(covered=1, total=1, reason="Nothing is near.", is_far=True)


def _trigrams(text: str) -> Counter[str]:
    return Counter(text[at : at + 3].lower() for at in range(len(text) - 2))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[gram] for gram, count in one.items())
    lengths = [math.sqrt(sum(n * n for n in counts.values())) for counts in (one, other)]
    return shared / (lengths[0] * lengths[1]) if all(lengths) else 0.0


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index", Trigrams(record.store))
        shelf.keep(
            patch("login", project_path="/home/me/shop", created_at=1000),
            prompt("authenticate the visitors", "l1", "login", created_at=1000),
            patch("bakery", project_path="/home/me/bakery", created_at=5000),
            prompt("authentication of bread", "b1", "bakery", created_at=5000),
            reply("dough rests", "b2", "bakery", created_at=6000),
        )
        shelf.keep_for_stranger(prompt("authentication of visitors", "x1", "theirs"))
        shelf.make_searchable()
        yield shelf
        shelf.close()


def similarity_of(library: Library) -> Trigrams:
    assert isinstance(library.similarity, Trigrams)
    return library.similarity


@pytest.mark.parametrize("mode", ["semantic", "hybrid"])
def test_the_other_half_finds_what_the_words_do_not(library: Library, mode: str):
    assert library.found("authenticating visitor's bread") != []
    answer = library.search("unauthenticated", mode="semantic" if mode == "semantic" else "hybrid")
    assert (answer.mode, answer.requested_mode, answer.reason) == (mode, mode, None)
    assert answer.coverage is not None
    assert (answer.coverage.embedded, answer.coverage.total) == (4, 5)
    assert {r.session.external_id for r in answer.results} == {"login", "bakery"}


def test_somebody_elses_nearest_message_is_dropped(library: Library):
    for mode in ("semantic", "hybrid"):
        answer = library.search("authentication of visitors", mode=mode, level="messages")
        assert {m.session.external_id for m in answer.messages} <= {"login", "bakery"}
    answer = library.search("authentication of visitors", mode="semantic", user_id=STRANGER)
    assert [r.session.external_id for r in answer.results] == ["theirs"]


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("authentication project:shop", ["login"]),
        ("authentication before:1970-01-01T00:00:02", ["login"]),
        ("authentication after:1970-01-01T00:00:02", ["bakery"]),
        ("authentication -bread", ["login"]),
        ("authentication is:error", []),
        ("authentication role:assistant", []),
    ],
)
def test_every_filter_holds_for_what_is_near(library: Library, text: str, sessions: list[str]):
    for mode in ("semantic", "hybrid"):
        assert library.found(text, mode=mode) == sessions


def test_the_other_half_is_told_the_filters_of_the_text_and_the_best_hits(library: Library):
    library.search("authentication project:SHOP after:1970", mode="hybrid")
    similarity = similarity_of(library)
    assert (similarity.asked.projects, similarity.asked.since) == (("shop",), 0)
    library.search("bread", mode="hybrid")
    assert list(similarity.candidates) == [library.record.messages("bakery")[0].id]


def test_a_message_that_both_halves_name_says_so(library: Library):
    answer = library.search("authentication of bread", mode="hybrid")
    whys = {s.html: s.why for r in answer.results for s in r.snippets}
    assert "both" in whys.values()
    only_near = library.search("unauthenticated", mode="hybrid").results
    assert {s.why for r in only_near for s in r.snippets} == {"meaning"}


def test_pages_of_a_fused_list_follow_each_other(library: Library):
    everything = library.found("authentication visitors dough", mode="hybrid", limit=10)
    pages = [
        name
        for offset in range(len(everything))
        for name in library.found(
            "authentication visitors dough", mode="hybrid", limit=1, offset=offset
        )
    ]
    assert pages == everything


def test_filters_alone_need_no_meaning(library: Library):
    answer = library.search("project:shop", mode="hybrid")
    assert (answer.mode, [r.session.external_id for r in answer.results]) == ("fulltext", ["login"])
    assert answer.reason is not None


def test_without_the_other_half_words_answer_and_say_why(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index", Unready())
        shelf.keep(prompt("authenticate the visitors"))
        shelf.make_searchable()
        for mode in ("semantic", "hybrid"):
            answer = shelf.search("visitors", mode=mode)
            assert (answer.mode, answer.reason) == ("fulltext", "It is being made ready.")
            assert answer.coverage is not None
            assert (answer.coverage.embedded, answer.coverage.total) == (3, 9)
            assert len(answer.results) == 1
        shelf.close()


def test_when_nothing_is_near_the_words_stand_alone_or_nothing_does(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index", Far())
        shelf.keep(prompt("authenticate the visitors"))
        shelf.make_searchable()
        for mode, text, total, reason in (
            ("hybrid", "visitors", 1, None),
            ("hybrid", "xqzvw", 0, "Nothing is near."),
            ("semantic", "visitors", 0, "Nothing is near."),
        ):
            answer = shelf.search(text, mode="hybrid" if mode == "hybrid" else "semantic")
            assert (answer.mode, answer.total, answer.reason) == (mode, total, reason)
        shelf.close()


@pytest.mark.parametrize(
    ("text", "user_id", "stands"),
    [
        ("authentication of bread", OWNER, True),
        ("authentication of bread project:bakery", OWNER, True),
        ("authentication of bread project:shop", OWNER, False),
        ("authentication of visitors", OWNER, False),
        ("authentication of visitors", STRANGER, True),
    ],
)
def test_a_line_stands_as_typed_only_where_it_may_be_found(
    library: Library, text: str, user_id: int, *, stands: bool
):
    asked = understand(text)
    lookup = library.folders.serving.lookup(SearchQuery(user_id=user_id, text=text), asked)
    assert lookup.stands_as_typed() == stands


class Wrong:
    """Takes every message but the first for what was meant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def nearest(self, query: SearchQuery, text: str, candidates: Sequence[int]) -> SemanticAnswer:
        del query, text, candidates
        _, *others = self._store.messages.by_ids(self._store.messages.ids_after(0, 100))
        hits = tuple(NearMessage(m.id, m.session_id, 0.9, m.created_at) for m in others)
        return SemanticAnswer(hits, len(hits), len(hits))


def test_a_line_that_stands_somewhere_as_typed_comes_before_what_is_near(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index", Wrong(record.store))
        shelf.keep(
            prompt("it said: the agents were filtered in time by weight", "a1", "agents"),
            *(prompt("filtered agents, time and weight", f"c{n}", "coffee") for n in range(5)),
            *(prompt(f"nothing but tea number {n}", f"t{n}", "tea") for n in range(40)),
        )
        shelf.make_searchable()
        line = "the agents were filtered in time by weight"
        assert shelf.found(line, mode="hybrid")[0] == "agents"
        assert shelf.found(f"{line} tea", mode="hybrid")[0] == "coffee"
        shelf.close()
