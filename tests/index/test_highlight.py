"""Snippets mark what the analysers match, and nothing else gets through as markup."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.index.highlight import Highlighter
from tests.index.test_wants import wants_of


def marked(query: str, *texts: str) -> str:
    sections = [*texts, "", ""][:3]
    return Highlighter(wants_of(query)).passage(sections).html


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("running", "it runs, we run", "it <mark>runs</mark>, we <mark>run</mark>"),
        ("hope", "hoping", "<mark>hoping</mark>"),
        ("fly", "it flies", "it <mark>flies</mark>"),
        ("x", "x = y", "<mark>x</mark> = y"),
        ("cafe", "le Café noir", "le <mark>Café</mark> noir"),
        ("café", "the cafe", "the <mark>cafe</mark>"),
        ("user", "call getUserById", "call get<mark>User</mark>ById"),
        ("getUserById", "x getUserById()", "x <mark>getUserById</mark>()"),
        ("数据库", "连接数据库失败", "连接<mark>数据库</mark>失败"),
        ("ошибка", "Ошибка сети", "<mark>Ошибка</mark> сети"),
        ("authen*", "Authentication ok", "<mark>Authentication</mark> ok"),
        ('"by zero"', "by the way, division by zero", "by the way, division <mark>by zero</mark>"),
        ("straße", "die Straße", "die <mark>Straße</mark>"),
        ("tokens", "use用tokens的", "use用<mark>tokens</mark>的"),
    ],
)
def test_wanted_words_are_marked(query: str, text: str, expected: str):
    assert marked(query, text) == expected


def test_text_is_escaped():
    assert marked("alert", "<script>alert('x')</script> & \"y\"") == (
        "&lt;script&gt;<mark>alert</mark>(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;y&quot;"
    )


def test_a_long_text_shows_the_place_with_most_of_the_query():
    text = "parser " + "filler " * 500 + "the parser fails on unicode " + "filler " * 500
    passage = marked("parser unicode", text)
    assert "<mark>parser</mark> fails on <mark>unicode</mark>" in passage
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert len(passage) < 300


def test_tool_output_is_shown_when_the_word_stands_only_there():
    assert marked("segfault", "I ran it", "Bash make", "segfault at 0") == (
        "<mark>segfault</mark> at 0"
    )


def test_without_a_hit_the_beginning_is_shown():
    assert marked("absent", "Hello there") == "Hello there"


@given(st.text(), st.text(), st.text())
def test_any_text_gives_clean_markup(query: str, around: str, output: str):
    passage = marked(query, around + query + around, output).replace("…", "")
    assert passage.count("<mark>") == passage.count("</mark>")
    plain = re.sub("</?mark>", "", passage)
    assert "<" not in plain
    assert ">" not in plain
    assert html.escape(html.unescape(plain)) == plain


def test_a_word_that_begins_many_others_is_marked_all_the_same():
    seeds = "seeds " * 16
    assert marked("see still", f"{seeds}still see").endswith("<mark>still</mark> <mark>see</mark>")
