"""How a resend is merged."""

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.session import Part, merge_parts, merge_text, text_alias, text_of

TEXTS = st.text(max_size=8)
KEYED = st.lists(
    st.builds(Part, type=st.just("text"), content=TEXTS, key=st.sampled_from("abcd")), max_size=6
).map(tuple)
UNKEYED = st.lists(
    st.builds(Part, type=st.sampled_from(["text", "tool-call"]), content=TEXTS), max_size=4
).map(tuple)


@given(KEYED)
def test_a_repeated_report_of_parts_changes_nothing(parts: tuple[Part, ...]):
    once = merge_parts((), parts)
    assert merge_parts(merge_parts(once, parts), parts) == merge_parts(once, parts)


@given(KEYED, KEYED)
def test_no_key_is_lost_and_the_later_report_of_a_key_stands(
    known: tuple[Part, ...], sent: tuple[Part, ...]
):
    known = merge_parts((Part("text", "", key="z"),), known)
    merged = {part.key: part for part in merge_parts(known, sent)}
    assert set(merged) == {part.key for part in (*known, *sent)}
    for part in {part.key: part for part in sent}.values():
        assert merged[part.key] == part


@given(UNKEYED)
def test_a_report_without_parts_leaves_what_is_known(parts: tuple[Part, ...]):
    assert merge_parts(parts, ()) == parts


def test_an_older_report_that_comes_late_takes_no_part_away():
    call, result = Part("tool-call", {"toolName": "Bash"}), Part("tool-result", "ok")
    assert merge_parts((call, result), (call,)) == (call, result)
    assert merge_parts((call,), (result,)) == (call, result)
    assert merge_parts((result,), (call,)) == (result, call)


def test_new_parts_of_a_type_replace_the_older_ones_of_that_type():
    draft, final = Part("text", "dra"), Part("text", "draft")
    assert merge_parts((draft,), (final,)) == (final,)


def test_a_resend_never_loses_words():
    assert merge_text("hello", "", "assistant") == "hello"
    assert merge_text("hello", None, "user") == "hello"
    assert merge_text(None, "hello", "user") == "hello"


def test_growing_words_replace_and_older_ones_do_not_come_back():
    assert merge_text("hel", "hello", "assistant") == "hello"
    assert merge_text("hello", "hel", "assistant") == "hello"


def test_a_second_text_block_under_one_id_is_kept_beside_the_first():
    both = merge_text("First block.", "Second block.", "assistant")
    assert both == "First block.\n\nSecond block."
    assert merge_text(both, "Second block.", "assistant") == both


def test_the_same_words_have_one_alias_whatever_the_space_around_them():
    assert text_alias("user", " fix it\n") == text_alias("user", "fix it")
    assert text_alias("user", "fix it") != text_alias("assistant", "fix it")
    text_alias("user", "lone surrogate \ud800 does no harm")


def test_the_text_of_a_message_is_its_words_or_its_text_parts():
    parts = (Part("text", "a"), Part("thinking", "b"), Part("text", "c"))
    assert text_of(parts, None) == "a\nc"
    assert text_of(parts, "whole") == "whole"
