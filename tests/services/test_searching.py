"""A search finds the right sessions, shows why, and never shows somebody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.session import Message, Part
from tests.factories import patch, prompt, recording, reply
from tests.library import STRANGER, Filters, Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("library")
    with recording(folder) as record:
        shelf = Library(record, folder / "index")
        fill(shelf)
        shelf.make_searchable()
        yield shelf
        shelf.close()


def fill(shelf: Library) -> None:
    edit = {"toolName": "Edit", "args": {"file_path": "/src/auth/login.py", "old": "x", "new": "y"}}
    shelf.keep(
        patch(
            "login",
            title="Mending the login",
            project_path="/home/me/shop",
            source="opencode",
            git_branch="fix/Login-Loop",
        ),
        prompt("Why does getUserById fail with permission denied?", "l1", "login", created_at=1000),
        reply(
            "The tokens are expired",
            "l2",
            "login",
            parts=(Part("tool-call", edit),),
            model="opus-4",
        ),
        Message(
            session_external_id="login",
            external_id="l3",
            role="tool",
            kind="tool-result",
            parts=(
                Part(
                    "tool-result",
                    "TypeError: unsupported operand in src/auth/login.py:12",
                    is_error=True,
                ),
            ),
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


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("project:shop permission running", ["login"]),
        ("project:SHOP permission running", ["login"]),
        ("project:sho permission running", ["login"]),
        ("project:nowhere permission running", []),
        ("-project:shop permission running", ["bakery"]),
        ("project:shop project:bakery permission running", ["bakery", "login"]),
        ("(project:shop OR project:bakery) permission running", ["bakery", "login"]),
        ("source:claude permission running", ["bakery"]),
        ("model:opus tokens", ["login"]),
        ("branch:login-loop tokens", ["login"]),
        ("tool:edit tokens", ["login"]),
        ("tool:edit permission", []),
        ("file:auth/login.py tokens", ["login"]),
        ("file:other.py tokens", []),
        ("role:assistant permission tokens", ["login"]),
        ("role:user dough", ["bakery"]),
        ("before:1970-01-02 after:1970-01-01 permission running", ["bakery", "login"]),
        ("before:1970 permission running", []),
        ("is:error operand", ["login"]),
        ("is:error dough", []),
        ("is:reply dough", ["bakery"]),
        ("is:error", ["login"]),
        ("tool:Edit", ["login"]),
        ("permission AND tokens", []),
        ("dough AND rest", ["bakery"]),
        ("dough AND rest AND permission", []),
        ("dough OR permission", ["bakery", "login"]),
        ("dough NOT rest", []),
        ("(dough OR permission) -running", ["bakery", "login"]),
        ("(dough OR permission) -getUserById", ["bakery"]),
        ('dough -"division by zero"', ["bakery"]),
        ("café AND (division OR nonsense)", ["bakery"]),
    ],
)
def test_the_search_language_narrows(library: Library, text: str, sessions: list[str]):
    assert sorted(library.found(text)) == sessions


@pytest.mark.parametrize(
    ("filters", "sessions"),
    [
        ({"models": ("opus-4",)}, ["login"]),
        ({"tools": ("Edit",)}, ["login"]),
        ({"branches": ("fix/Login-Loop",)}, ["login"]),
        ({"files": ("auth/login.py", "nowhere.py")}, ["login"]),
        ({"files": ("nowhere.py",)}, []),
    ],
)
def test_what_was_chosen_beside_the_text_narrows(
    library: Library, filters: Filters, sessions: list[str]
):
    assert library.found("tokens dough", **filters) == sessions


@pytest.mark.parametrize(
    ("typed", "used", "session"),
    [
        ("permision", "permission", "login"),
        ("getUserByld", "getuserbyid", "login"),
        ("overngiht", "overnight", "bakery"),
        ("overni", "overni*", "bakery"),
        ("ошибкка", "ошибка", "cjk"),
    ],
)
def test_an_unknown_word_is_taken_for_the_nearest_one(
    library: Library, typed: str, used: str, session: str
):
    answer = library.search(typed)
    (correction,) = answer.reading.corrected
    assert correction.used == used
    assert [result.session.external_id for result in answer.results] == [session]
    assert "<mark>" in answer.results[0].snippets[0].html


def test_a_word_that_the_filters_do_not_leave_is_corrected_within_them(library: Library):
    library.keep(prompt("a permision slip", "p1", "slips", created_at=1), patch("slips"))
    library.make_searchable()
    answer = library.search("permision project:shop")
    assert [result.session.external_id for result in answer.results] == ["login"]
    assert [(c.typed, c.used) for c in answer.reading.corrected] == [("permision", "permission")]


def test_short_words_and_numbers_are_not_corrected(library: Library):
    for text in ("lxt", "a1b2c3", "1234567"):
        assert library.search(text).reading.corrected == ()


def test_a_phrase_that_stands_nowhere_gives_way_to_the_words_beside_it(library: Library):
    answer = library.search('dough "zero by division"')
    assert [result.session.external_id for result in answer.results] == ["bakery"]
    assert answer.reading.ignored == ('"zero by division"',)


def test_how_the_text_was_read_is_told(library: Library):
    reading = library.search("how PERMISSION project:SHOP after:someday is:odd").reading
    assert reading.filters == {"project": ["shop"]}
    assert "PERMISSION" in reading.terms
    assert "how" not in reading.terms
    assert set(reading.ignored) == {"after:someday", "is:odd"}


def test_messages_can_be_wanted_instead_of_sessions(library: Library):
    answer = library.search("dough", level="messages", limit=1)
    (first,) = answer.messages
    assert (answer.results, answer.total, answer.next_offset) == ((), 2, 1)
    assert first.session.external_id == "bakery"
    assert "<mark>dough</mark>" in first.snippet.html
    (second,) = library.search("dough", level="messages", limit=1, offset=1).messages
    assert {first.snippet.message_id, second.snippet.message_id} == {
        message.id for message in library.record.messages("bakery")
    }


def test_values_are_counted_in_sessions_and_in_messages(library: Library):
    counts = library.search("dough permission tokens", facets=True).facets
    assert counts is not None
    assert {(c.value, c.count) for c in counts["source"]} == {("claude-code", 1), ("opencode", 1)}
    assert [(c.value, c.count) for c in counts["tool"]] == [("Edit", 1)]
    by_message = library.search("dough permission tokens", facets=True, level="messages").facets
    assert by_message is not None
    assert [(c.value, c.count) for c in by_message["role"]] == [("assistant", 2), ("user", 2)]


def test_a_value_that_was_chosen_does_not_hide_its_neighbours(library: Library):
    counts = library.search("dough permission", facets=True, projects=("shop",)).facets
    assert counts is not None
    assert {c.value for c in counts["project"]} == {"shop", "bakery"}
    assert {c.value for c in counts["source"]} == {"opencode"}


def test_where_it_matched_is_told(library: Library):
    (result,) = library.search("mending unsupported").results
    assert set(result.matched_in) == {"title", "tool output"}
    (result,) = library.search("running").results
    assert result.matched_in == ("prompt",)
    assert result.snippets[0].text == "How long does the dough rest? <b>Running</b> late"


def test_starred_sessions_can_be_asked_for(library: Library):
    number = library.record.session("bakery").id
    library.record.store.database.write(
        lambda c: c.execute("UPDATE sessions SET starred = 1 WHERE id = ?", (number,))
    )
    assert library.found("is:starred") == ["bakery"]
    assert library.found("permission running is:starred") == ["bakery"]
    assert library.found("permission running -is:starred") == ["login"]


def test_filters_alone_give_the_newest_first(library: Library):
    assert library.found("project:shop OR project:bakery") == ["login", "bakery"]
    assert library.found("project:shop project:bakery before:2000") == ["bakery", "login"]


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


def test_pages_follow_each_other_without_gap_or_repeat(tmp_path: Path):
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        for number in range(30):
            texts = [f"zebra {'stripes ' * (number % 5)}{n}" for n in range(40)]
            shelf.keep(*(prompt(t, f"u{n}", f"s{number}") for n, t in enumerate(texts)))
        shelf.make_searchable()
        pages: list[str] = []
        offset: int | None = 0
        while offset is not None:
            answer = shelf.search("zebra stripes", limit=7, offset=offset)
            pages += [result.session.external_id for result in answer.results]
            offset = answer.next_offset
        assert sorted(pages) == sorted(f"s{number}" for number in range(30))
        assert shelf.search("zebra", limit=100).total == 30
        shelf.close()


def test_a_pasted_line_is_found_in_the_midst_of_long_output(tmp_path: Path):
    line = "signer not found in PATH, skipping signature check"
    with recording(tmp_path) as record:
        shelf = Library(record, tmp_path / "index")
        printed = "\n".join([*(f"step {n} went on" for n in range(4000)), line, "done"])
        output = Message(
            session_external_id="release",
            external_id="r1",
            role="tool",
            kind="tool-result",
            parts=(Part("tool-result", printed),),
        )
        shelf.keep(prompt("Why did the release fail?", "r0", "release"), output)
        for number in range(8):
            text = "The signature check: is the signer in PATH? Skipping was not found to help."
            shelf.keep(prompt(text, f"u{number}", f"s{number}"))
        shelf.make_searchable()
        assert shelf.found(line)[0] == "release"
        assert shelf.found("is the signature check skipping the signer?")[0] != "release"
        shelf.close()
