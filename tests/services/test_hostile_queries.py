"""No text is an error, and none shows what belongs to somebody else."""

import os
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from opensync_app.core.query import SearchLevel
from opensync_app.core.search_tree import FIELD_NAMES, FLAGS
from opensync_app.core.session import Part
from tests.factories import OWNER, patch, prompt, recording, reply
from tests.library import STRANGER, Library

EXAMPLES = int(os.environ.get("OPENSYNC_HOSTILE_QUERIES", "300"))
"""`OPENSYNC_HOSTILE_QUERIES=10000 pytest tests/services/test_hostile_queries.py` asks them all."""

OURS = ("dough", "getUserById", "permission", "数据库", "café", "overnight", "Ошибка")
THEIRS = ("quicksilver", "quicksilvr", "vaultKeyOf", "银行密码", "тайна", "treasury", "Bash")
SECRET = ("quicksilver", "vaultkeyof", "银行密码", "тайна", "treasury", "hush-hush")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two people's sessions; the second one's words stand in no text of the first."""
    folder = tmp_path_factory.mktemp("hostile")
    with recording(folder) as record:
        shelf = Library(record, folder / "index")
        shelf.keep(
            patch("mine", title="Bread", project_path="/home/me/bakery"),
            prompt("Why does getUserById fail with permission denied?", "m1", "mine"),
            reply("Let the café dough rest overnight", "m2", "mine"),
            prompt("数据库连接失败怎么办 Ошибка", "m3", "mine"),
        )
        call = {"toolName": "Bash", "args": {"file_path": "/hush-hush/treasury.py"}}
        shelf.keep_for_stranger(
            patch(
                "theirs",
                title="The quicksilver plan",
                project_path="/hush-hush/treasury",
                source="codex-cli",
                git_branch="quicksilver",
                model="quicksilver-1",
            ),
            prompt("vaultKeyOf the quicksilver 银行密码 тайна dough", "t1", "theirs"),
            reply("treasury", "t2", "theirs", parts=(Part("tool-call", call, is_error=True),)),
        )
        shelf.make_searchable()
        yield shelf
        shelf.close()


SYNTAX = [
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    '"',
    "-",
    "*",
    ":",
    "/",
    "\\",
    "{",
    "user_id:2",
    "kind:session",
    "after:2020",
    "before:9999-12-31",
    "role:user",
    "source:codex",
    "project:treasury",
    "branch:quick",
    "model:quicksilver",
    "tool:Bash",
    "file:treasury.py",
]
FIELDS = [*(f"{name}:" for name in FIELD_NAMES), *(f"is:{flag}" for flag in FLAGS)]
PIECES = st.sampled_from([*OURS, *THEIRS, *SYNTAX, *FIELDS, "\0", "\ud800"])
TEXTS = (
    st.text(alphabet=st.characters(codec=None), max_size=200)
    | st.lists(PIECES, max_size=12).map("".join)
    | st.lists(PIECES, max_size=12).map(" ".join)
    | st.lists(PIECES | st.text(max_size=6), max_size=12).map(" ".join)
)
LEVELS = st.sampled_from(["sessions", "messages"])


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, LEVELS, st.booleans())
@example('"\\" OR *:* AND (user_id:1', "sessions", True)
@example("permission/.*/ [a TO z] {x y} ^~2 IN [1 2]", "sessions", False)
@example("a" * 70_000, "messages", False)
@example("(" * 5000, "sessions", False)
@example("-(" * 5000, "messages", True)
@example("NOT " * 5000 + "dough", "sessions", False)
@example('"' + "a b " * 5000 + '"', "sessions", False)
@example("[a-z]*\u0000\ud800 \uff0e\uff0a", "sessions", True)
@example("-dough", "messages", True)
@example("quicksilvr treasu", "sessions", True)
@example("is:error", "sessions", True)
@example("is:starred OR NOT is:starred", "messages", True)
@example("project:treasury OR branch:quick", "sessions", True)
def test_no_text_is_an_error_and_none_shows_what_belongs_to_somebody_else(
    library: Library, text: str, level: SearchLevel, facets: bool
):
    answer = library.search(text, level=level, facets=facets)

    assert answer.total >= len(answer.results) + len(answer.messages)
    assert {r.session.user_id for r in (*answer.results, *answer.messages)} <= {OWNER}
    used = [correction.used for correction in answer.reading.corrected]
    shown = (answer.results, answer.messages, answer.facets, answer.reading.filters, used)
    said = msgspec.json.encode(shown).decode().lower()
    assert not [word for word in SECRET if word in said and word not in text.lower()]
    assert "theirs" not in said


@pytest.mark.parametrize("text", ["quicksilver", "vaultKeyOf", "银行密码", "project:treasury"])
def test_the_stranger_finds_what_the_owner_does_not(library: Library, text: str):
    assert library.search(text).total == 0
    assert library.search(text, user_id=STRANGER).total == 1


@pytest.mark.parametrize("text", ["quicksilvr", "treasu", "vaultKey0f"])
def test_corrections_are_made_of_the_own_words_alone(library: Library, text: str):
    assert library.search(text).reading.corrected == ()
    assert library.search(text, user_id=STRANGER).reading.corrected != ()


def test_counted_values_are_the_own_ones_alone(library: Library):
    counts = library.search("dough", facets=True).facets
    assert counts is not None
    assert [c.value for c in counts["project"]] == ["bakery"]
    assert counts["tool"] == []
