"""Packing: never over the budget, nothing invented, the best first; and what is recalled of a text."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.context import FORMATS, ContextFormat, Recalled, RecalledSession, pack
from opensync_app.core.context_layouts import LAYOUTS, fenced
from opensync_app.core.recalling import marked_place, passage
from opensync_app.core.records import StoredSession
from opensync_app.core.session import ROLES
from opensync_app.services.counting_tokens import TokenCounter
from tests.factories import stored_session

COUNTER = TokenCounter()
WORDS = st.text(
    st.one_of(st.sampled_from('`~#>*<&"]\n \t-=|[]!\\\x00\x1b'), st.characters()), max_size=80
)


def session(number: int, title: str | None = "t", **fields: str) -> StoredSession:
    return stored_session(
        number,
        title=title,
        created_at=1_768_737_600_000,
        **{"external_id": f"ses_{number}", **fields},
    )


MESSAGES = st.builds(
    Recalled,
    message_id=st.integers(1, 10_000),
    role=st.sampled_from(ROLES),
    text=WORDS,
    created_at=st.just(0),
    tier=st.integers(0, 2),
    turn=st.integers(0, 5),
)


@st.composite
def recalled_sessions(draw: st.DrawFn) -> RecalledSession:
    messages = draw(st.lists(MESSAGES, max_size=5, unique_by=lambda m: m.message_id))
    title = draw(st.none() | WORDS)
    return RecalledSession(session(draw(st.integers(1, 99)), title), 1.0, tuple(messages))


SESSIONS = st.lists(recalled_sessions(), max_size=4)


@given(SESSIONS, WORDS, st.integers(1, 300), st.sampled_from(FORMATS))
def test_a_block_never_exceeds_its_budget_and_counts_what_it_leaves_out(
    sessions: list[RecalledSession], query: str, budget: int, form: ContextFormat
):
    packed = pack(sessions, query=query, budget=budget, layout=LAYOUTS[form], tokenizer=COUNTER)

    assert packed.tokens == COUNTER.count(packed.text) <= budget
    kept = sum(len(kept.messages) for kept in packed.sessions)
    assert kept + packed.omitted == sum(len(one.messages) for one in sessions)


@given(SESSIONS, WORDS)
def test_with_room_for_all_everything_is_there_in_order(
    sessions: list[RecalledSession], query: str
):
    packed = pack(sessions, query=query, budget=100_000, layout=LAYOUTS["plain"], tokenizer=COUNTER)

    assert packed.sessions == tuple(one for one in sessions if one.messages)
    assert packed.omitted == 0


@given(SESSIONS, WORDS, st.integers(20, 400))
def test_xml_stays_well_formed_whatever_is_recalled(
    sessions: list[RecalledSession], query: str, budget: int
):
    packed = pack(sessions, query=query, budget=budget, layout=LAYOUTS["xml"], tokenizer=COUNTER)

    if packed.text:
        tags = [element.tag for element in ET.fromstring(packed.text).iter()]  # noqa: S314 - ours
        assert tags.count("session") == len(packed.sessions)
        assert tags.count("message") == sum(len(one.messages) for one in packed.sessions)


@given(SESSIONS)
def test_in_plain_text_only_speakers_and_headings_begin_a_line(sessions: list[RecalledSession]):
    text = pack(
        sessions, query="q", budget=100_000, layout=LAYOUTS["plain"], tokenizer=COUNTER
    ).text
    speakers = re.findall(r"^(?:USER|ASSISTANT|SYSTEM|TOOL|UNKNOWN): ", text, re.MULTILINE)

    assert len(speakers) == sum(len(one.messages) for one in sessions)


@given(WORDS)
def test_a_fenced_text_cannot_end_its_fence(text: str):
    shown = fenced(text)
    if shown == text:
        return
    fence = shown[: shown.index("text")]

    assert shown == f"{fence}text\n{text}\n{fence}"
    assert fence not in text


@pytest.mark.parametrize(
    "text",
    [
        "# h",
        "> q",
        "```\nopen",
        "a\n---",
        "![i](http://e)",
        "<b>x</b>",
        "~~~\n# x\n```",
        "**User**",
    ],
)
def test_what_has_a_structure_is_fenced(text: str):
    assert fenced(text) != text


@pytest.mark.parametrize(
    "text", ["a plain line", "a #tag", "```\n# code\n```", "1 < 2", "- a list\n- of two", "`x`"]
)
def test_what_has_none_is_left_alone(text: str):
    assert fenced(text) == text


def message(number: int, text: str, tier: int, turn: int = 0) -> Recalled:
    return Recalled(message_id=number, role="user", text=text, created_at=0, tier=tier, turn=turn)


def test_what_was_found_in_every_session_goes_before_what_stands_around_it():
    words = "word " * 30
    sessions = [
        RecalledSession(session(1), 2.0, (message(1, words, 1), message(2, words, 0))),
        RecalledSession(session(2), 1.0, (message(3, words, 0), message(4, words, 1))),
    ]

    packed = pack(sessions, query="q", budget=130, layout=LAYOUTS["plain"], tokenizer=COUNTER)

    assert [[m.message_id for m in one.messages] for one in packed.sessions] == [[2], [3]]
    assert packed.omitted == 2


def test_a_smaller_message_may_follow_one_that_does_not_fit():
    sessions = [
        RecalledSession(
            session(1), 1.0, (message(1, "a", 0), message(2, "word " * 500, 1), message(3, "b", 2))
        )
    ]

    packed = pack(sessions, query="q", budget=80, layout=LAYOUTS["xml"], tokenizer=COUNTER)

    assert [m.message_id for m in packed.sessions[0].messages] == [1, 3]


@given(st.text(max_size=400), st.integers(0, 400), st.integers(20, 100))
def test_a_passage_is_part_of_the_text_around_the_place(text: str, at: int, longest: int):
    shown = passage(text, at, longest)

    if len(text) <= longest:
        assert shown == text
    else:
        body = shown.removeprefix("… ").rsplit("\n… [", 1)[0]
        assert body in text
        assert len(body) <= longest


@pytest.mark.parametrize(
    ("snippet", "text"),
    [
        ("… in the <mark>token</mark> bucket &amp; more …", "x in the\n token  bucket & more"),
        ("get<mark>User</mark>ById now", "then getUserById now"),
        ("<mark>a</mark>", "a"),
    ],
)
def test_the_place_of_a_mark_is_found_in_the_text(snippet: str, text: str):
    place = marked_place(snippet)

    assert place is not None
    assert place.search(text)


def test_a_snippet_without_a_mark_has_no_place():
    assert marked_place("only words") is None
