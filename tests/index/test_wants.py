"""Every text is a valid query."""

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.search_language import understand
from opensync_app.index.wants import Want, telling, want_of


def wants_of(text: str) -> tuple[Want, ...]:
    return telling(want_of(leaf) for leaf in understand(text).leaves())


def words(text: str) -> list[tuple[str, ...]]:
    return [want.words for want in wants_of(text)]


def test_question_words_are_left_out():
    assert words("How do I fix the parser?") == [("fix",), ("parser",)]


def test_question_words_stay_when_nothing_else_is_wanted():
    assert words("to be or not to be") == [("to",), ("be",), ("or",), ("not",)]


def test_a_quoted_phrase_stays_together():
    assert wants_of('"the end" x')[0] == Want("phrase", words=("the", "end"))


def test_an_unfinished_quote_is_words():
    assert [want.kind for want in wants_of('say "division by zero')] == ["word"] * 3


def test_a_star_makes_a_prefix():
    assert wants_of("auth*")[0] == Want("prefix", words=("auth",))


def test_a_path_with_a_line_number_keeps_all_its_words():
    assert words("path/to/file.py:12") == [("path", "to", "file", "py", "12")]


def test_an_identifier_is_known_whole_and_in_parts():
    (want,) = wants_of("getUserById()")
    assert (want.name, want.pieces) == ("getuserbyid", ("get", "user", "by", "id"))


def test_script_without_spaces_is_cut_from_the_words_around():
    (want,) = wants_of("用Tantivy搜索")
    assert (want.words, want.runs) == (("tantivy",), ("用", "搜索"))


def test_signs_alone_want_nothing():
    assert wants_of('-> () :: "" * \' \\ ~ ^ ') == ()


def test_endless_queries_are_bounded():
    assert len(wants_of(" ".join(f"w{i}" for i in range(10_000)))) == 64


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_is_understood(text: str):
    for want in wants_of(text):
        assert want.words or want.runs
