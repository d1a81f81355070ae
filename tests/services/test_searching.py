"""A search finds the right sessions, shows why, and never shows somebody else's."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, Unpack

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opensync_app.core.query import SearchQuery
from opensync_app.core.session import Message, Part, SessionPatch
from opensync_app.index.folders import IndexFolders
from opensync_app.services.indexing import IndexingService
from opensync_app.services.searching import SearchAnswer, SearchingService
from tests.factories import OWNER, Recording, patch, prompt, recording, reply

STRANGER = 2


class Filters(TypedDict, total=False):
    """What narrows a search."""

    sources: tuple[str, ...]
    projects: tuple[str, ...]
    roles: tuple[str, ...]
    since: int | None
    until: int | None
    limit: int
    offset: int


class Library:
    """A record with its index and its search."""

    def __init__(self, record: Recording, root: Path) -> None:
        self.record = record
        self.folders = IndexFolders(root)
        self.indexing = IndexingService(record.store, self.folders)
        self.searching = SearchingService(record.store, self.folders, self.indexing.suspect)

    def keep(self, *reports: SessionPatch | Message) -> None:
        self.record.push(*reports)

    def search(self, text: str, user_id: int = OWNER, **fields: Unpack[Filters]) -> SearchAnswer:
        return self.searching.search(SearchQuery(user_id=user_id, text=text, **fields))

    def found(self, text: str, **fields: Unpack[Filters]) -> list[str]:
        return [result.session.external_id for result in self.search(text, **fields).results]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("library")
    with recording(folder) as record:
        shelf = Library(record, folder / "index")
        fill(shelf)
        shelf.indexing.catch_up()
        yield shelf
        shelf.indexing.close()


def fill(shelf: Library) -> None:
    edit = {"toolName": "Edit", "args": {"file_path": "/src/auth/login.py", "old": "x", "new": "y"}}
    shelf.keep(
        patch("login", title="Mending the login", project_path="/home/me/shop", source="opencode"),
        prompt("Why does getUserById fail with permission denied?", "l1", "login", created_at=1000),
        reply("The tokens are expired", "l2", "login", parts=(Part("tool-call", edit),)),
        Message(
            session_external_id="login",
            external_id="l3",
            role="tool",
            kind="tool-result",
            parts=(Part("tool-result", "TypeError: unsupported operand in src/auth/login.py:12"),),
        ),
        patch("bakery", title="Bread", project_path="/home/me/bakery", source="claude-code"),
        prompt(
            "How long does the dough rest? <b>Running</b> late", "b1", "bakery", created_at=5000
        ),
        reply("Let the café dough rest overnight, division by zero hours", "b2", "bakery"),
        patch("cjk"),
        prompt("数据库连接失败怎么办", "c1", "cjk"),
        reply("Ошибка подключения к базе данных", "c2", "cjk"),
        prompt("データベースの接続", "c3", "cjk"),
    )


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ("permission errors", "login"),
        ("why does it fail?", "login"),
        ("getUserById", "login"),
        ("get_user_by_id", "login"),
        ("user", "login"),
        ("token expiry", "login"),
        ("login.py", "login"),
        ("src/auth/login.py:12", "login"),
        ("TypeError: unsupported operand", "login"),
        ("Edit", "login"),
        ("mending", "login"),
        ("resting dough", "bakery"),
        ("cafe", "bakery"),
        ("CAFÉ", "bakery"),
        ('"division by zero"', "bakery"),
        ("overn*", "bakery"),
        ("overni", "bakery"),
        ("数据库", "cjk"),
        ("失败", "cjk"),
        ("连", "cjk"),
        ("データベース", "cjk"),
        ("ошибка", "cjk"),
    ],
)
def test_the_session_is_found(library: Library, text: str, session: str):
    assert library.found(text)[:1] == [session]


def test_a_phrase_must_stand_as_typed(library: Library):
    assert library.found('"zero by division"') == []
    assert library.found('"数据失败"') == []


def test_any_word_may_match(library: Library):
    assert sorted(library.found("dough permission")) == ["bakery", "login"]


def test_nothing_typed_finds_nothing(library: Library):
    assert library.search('  "" -> *').total == 0


@pytest.mark.parametrize(
    ("filters", "sessions"),
    [
        ({"sources": ("claude-code",)}, ["bakery"]),
        ({"sources": ("opencode", "claude-code")}, ["bakery", "login"]),
        ({"projects": ("shop",)}, ["login"]),
        ({"roles": ("tool",)}, []),
        ({"since": 4000, "until": 6000}, ["bakery"]),
        ({"until": 5000}, ["login"]),
        ({"until": 1000}, []),
        ({"since": 9, "until": 3}, []),
        ({"since": -(2**70), "until": 2**70}, ["bakery", "login"]),
    ],
)
def test_filters_narrow(library: Library, filters: Filters, sessions: list[str]):
    assert sorted(library.found("permission running", **filters)) == sessions


def test_snippets_say_who_said_what_and_mark_it(library: Library):
    (result,) = library.search("running").results
    (snippet,) = result.snippets
    assert (snippet.role, snippet.kind, snippet.created_at) == ("user", "prompt", 5000)
    assert snippet.html == (
        "How long does the dough rest? &lt;b&gt;<mark>Running</mark>&lt;/b&gt; late"
    )


def test_tool_output_gives_snippets_too(library: Library):
    (result,) = library.search("unsupported operand").results
    assert "<mark>unsupported</mark> <mark>operand</mark>" in result.snippets[0].html


def test_a_session_found_by_title_alone_has_no_snippets(library: Library):
    (result,) = library.search("mending").results
    assert result.snippets == ()


def test_another_user_finds_nothing(library: Library):
    assert library.search("permission", user_id=STRANGER).total == 0
    assert library.search("user_id:1 OR permission", user_id=STRANGER).total == 0


@settings(max_examples=2000)
@given(st.text(alphabet=st.characters(codec=None)), st.sampled_from([OWNER, STRANGER]))
@example('"\\" OR *:* AND (user_id:1', STRANGER)
@example("permission/.*/ [a TO z] {x y} ^~2 IN [1 2]", STRANGER)
@example("a" * 70_000, OWNER)
@example("(" * 5000, OWNER)
@example('"' + "a b " * 5000 + '"', OWNER)
@example("[a-z]*\u0000\ud800 \uff0e\uff0a", OWNER)
def test_no_text_is_an_error_and_none_leaves_its_user(library: Library, text: str, user_id: int):
    answer = library.search(text, user_id=user_id)
    assert user_id == OWNER or answer.total == 0


WORDS = st.sampled_from(
    [
        '"',
        "*",
        "dough",
        "getUserById",
        "permission",
        "数据库",
        "by zero",
        "-",
        "NOT",
        ":",
        "/",
        "_x",
    ]
)


@settings(max_examples=500)
@given(st.lists(WORDS).map("".join) | st.lists(WORDS).map(" ".join))
def test_broken_grammar_is_no_error(library: Library, text: str):
    answer = library.search(text)
    assert answer.total >= len(answer.results)


def test_pages_follow_each_other_without_gap_or_repeat(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        for number in range(30):
            texts = [f"zebra {'stripes ' * (number % 5)}{n}" for n in range(40)]
            shelf.keep(*(prompt(t, f"u{n}", f"s{number}") for n, t in enumerate(texts)))
        shelf.indexing.catch_up()
        pages: list[str] = []
        offset: int | None = 0
        while offset is not None:
            answer = shelf.search("zebra stripes", limit=7, offset=offset)
            pages += [result.session.external_id for result in answer.results]
            offset = answer.next_offset
        assert sorted(pages) == sorted(f"s{number}" for number in range(30))
        assert shelf.search("zebra", limit=100).total == 30
        shelf.indexing.close()
