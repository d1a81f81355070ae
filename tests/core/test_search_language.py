"""What a person typed becomes a tree; nothing typed is a mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.search_language import understand
from opensync_app.core.search_moments import moment_of
from opensync_app.core.search_tree import (
    AllOf,
    AnyOf,
    Field,
    Loose,
    Node,
    Not,
    Phrase,
    Prefix,
    Word,
)

W = Word


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("foo bar", (W("foo"), W("bar"))),
        ('say "by zero" now', (W("say"), Phrase("by zero"), W("now"))),
        ("authen*", (Prefix("authen"),)),
        ("a AND b c", (AllOf((W("a"), W("b"))), W("c"))),
        ("a OR b AND c", (AnyOf((W("a"), AllOf((W("b"), W("c"))))),)),
        ("a AND NOT b", (AllOf((W("a"), Not(W("b")))),)),
        ("a NOT NOT b", (W("a"), W("b"))),
        ("-test foo", (Not(W("test")), W("foo"))),
        ('-"two words" foo', (Not(Phrase("two words")), W("foo"))),
        ("-(foo bar) x", (Not(Loose((W("foo"), W("bar")))), W("x"))),
        ("(a OR b) c", (AnyOf((W("a"), W("b"))), W("c"))),
        ("(tool:Bash OR x) y", (AnyOf((Field("tool", "Bash"), W("x"))), W("y"))),
        ("-连接 失败", (Not(W("连接")), W("失败"))),
        ("foo() f(model:str)", (W("foo()"), W("f(model:str)"))),
        ("http://a.b file:///c", (W("http://a.b"), W("file:///c"))),
        ("git commit -m --amend", (W("git"), W("commit"), W("-m"), W("--amend"))),
        ("find . -name x.py", (W("find"), W("."), W("-name"), W("x.py"))),
        ("a AND", (W("a"),)),
        ("AND OR", (W("AND"), W("OR"))),
        ("WHY DOES IT NOT WORK", (W("WHY"), W("DOES"), W("IT"), W("NOT"), W("WORK"))),
        ("A AND B", (AllOf((W("A"), W("B"))),)),
        ("一 AND 二 三 四 五", (AllOf((W("一"), W("二"))), W("三"), W("四"), W("五"))),
        ("((a", (W("a"),)),
        ("a) b", (W("a)"), W("b"))),
        ("why and how", (W("why"), W("and"), W("how"))),
        ('un"balanced', (W("un"), W("balanced"))),
    ],
)
def test_texts_become_trees(text: str, parts: tuple[Node, ...]):
    tree = understand(text).tree
    assert tree is not None
    assert tree.parts == parts


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("project:shop foo", (Field("project", "shop"),)),
        ('project:"my shop" foo', (Field("project", "my shop"),)),
        ("Tool:Bash is:error", (Field("tool", "Bash"), Field("is", "error"))),
        ("before:2026-03 after:2025", (Field("before", "2026-03"), Field("after", "2025"))),
        ("role:Assistant", (Field("role", "Assistant"),)),
    ],
)
def test_fields_narrow_everything(text: str, fields: tuple[Field, ...]):
    assert understand(text).fields == fields


@pytest.mark.parametrize("text", ["after:someday", "role:cat", "is:odd"])
def test_a_field_that_makes_no_sense_is_told_and_searched_as_words(text: str):
    asked = understand(text)
    assert asked.ignored == (text,)
    assert asked.words() == text


def test_what_is_excluded_is_not_wanted():
    asked = understand("foo -barren (baz AND NOT qux)")
    assert asked.words() == "foo baz"
    assert [leaf.text for leaf in asked.excluded()] == ["barren", "qux"]


def test_a_flag_is_found_anywhere():
    assert understand("x -is:starred").names("starred")
    assert understand("(a OR is:STARRED)").names("starred")
    assert not understand("is:error starred").names("starred")


@given(st.text(alphabet=st.characters(codec=None)))
def test_every_text_is_understood(text: str):
    asked = understand(text)
    assert (asked.tree is None and not asked.fields) == (not text.strip())


@given(st.lists(st.sampled_from(["(", ")", "a", "AND", "OR", "NOT", "-(", '"', "is:error"])))
def test_every_order_of_its_own_signs_is_understood(pieces: list[str]):
    understand(" ".join(pieces))
    understand("".join(pieces))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970", 0),
        ("1970-01", 0),
        ("1970-1-2", None),
        ("1970-01-02", 86_400_000),
        ("1970-01-01T00:00:01", 1000),
        ("1970-13", None),
        ("soon", None),
    ],
)
def test_moments_are_read_as_people_type_them(text: str, moment: int | None):
    assert moment_of(text) == moment
