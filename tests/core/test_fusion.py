"""Words and meaning become one list."""

from collections.abc import Collection

import pytest

from opensync_app.core.fusion import (
    Weights,
    fused_messages,
    fused_sessions,
    sessions_near,
    weights_of,
)
from opensync_app.core.query import MessageHit
from opensync_app.core.ranking import SessionHits
from opensync_app.core.search_language import understand
from opensync_app.core.similarity import NearMessage

EVEN = Weights(1.0, 1.0)


def by_words(*scored: tuple[int, float]) -> list[SessionHits]:
    return [SessionHits(s, score, (MessageHit(s * 10, s, score),)) for s, score in scored]


def by_meaning(*scored: tuple[int, float]) -> list[SessionHits]:
    return sessions_near([NearMessage(s * 10 + 1, s, score, 0) for s, score in scored], no_sizes)


def no_sizes(ids: Collection[int]) -> dict[int, int]:
    return dict.fromkeys(ids, 1)


def order(sessions: list[SessionHits]) -> list[int]:
    return [session.session_id for session in sessions]


def test_what_both_halves_name_stands_above_what_one_names():
    fused = fused_sessions(
        by_words((1, 10.0), (2, 9.0)), by_meaning((3, 0.6), (2, 0.55), (4, 0.1)), EVEN
    )
    assert order(fused)[0] == 2


def test_the_weights_decide_between_the_first_places():
    words, meaning = by_words((1, 10.0), (2, 1.0)), by_meaning((3, 0.6), (4, 0.1))
    assert order(fused_sessions(words, meaning, Weights(1.0, 0.5)))[:2] == [1, 3]
    assert order(fused_sessions(words, meaning, Weights(0.5, 1.0)))[:2] == [3, 1]


def test_a_sure_first_place_weighs_more_than_a_close_one():
    meaning = by_meaning((2, 0.6), (1, 0.59), (9, 0.1))
    sure = fused_sessions(by_words((1, 30.0), (2, 3.0)), meaning, EVEN)
    close = fused_sessions(by_words((1, 30.0), (2, 29.9)), meaning, Weights(1.0, 2.0))
    assert (order(sure)[0], order(close)[0]) == (1, 2)


def test_one_half_alone_keeps_its_order():
    words = by_words((3, 5.0), (1, 4.0), (2, 3.0))
    assert order(fused_sessions(words, [], EVEN)) == [3, 1, 2]
    assert order(fused_sessions([], by_meaning((5, 0.4), (6, 0.3)), EVEN)) == [5, 6]
    assert fused_sessions([], [], EVEN) == []


def test_every_message_says_why_it_is_there():
    words = [SessionHits(1, 5.0, (MessageHit(7, 1, 5.0), MessageHit(8, 1, 4.0)), in_title=True)]
    meaning = sessions_near([NearMessage(8, 1, 0.5, 0), NearMessage(9, 1, 0.4, 0)], no_sizes)
    (session,) = fused_sessions(words, meaning, EVEN)
    assert {hit.message_id: hit.why for hit in session.messages} == {
        7: "words",
        8: "both",
        9: "meaning",
    }
    assert session.in_title


def test_messages_are_fused_as_sessions_are():
    words = [MessageHit(1, 1, 5.0), MessageHit(2, 1, 4.0)]
    meaning = [MessageHit(2, 1, 0.6, "meaning"), MessageHit(3, 2, 0.5, "meaning")]
    fused = fused_messages(words, meaning, EVEN)
    assert next((hit.message_id, hit.why) for hit in fused) == (2, "both")
    assert {hit.message_id for hit in fused} == {1, 2, 3}


def test_a_session_is_as_near_as_its_nearest_message_the_newest_first_among_equals():
    near = sessions_near(
        [
            NearMessage(1, 1, 0.5, 10),
            NearMessage(2, 2, 0.5, 20),
            NearMessage(3, 1, 0.4, 30),
            NearMessage(4, 3, 0.6, 0),
        ],
        no_sizes,
    )
    assert order(near) == [3, 2, 1]
    assert [hit.message_id for hit in near[2].messages] == [1, 3]


def test_of_two_about_as_near_the_shorter_session_comes_first():
    hits = [NearMessage(1, 1, 0.52, 0), NearMessage(2, 2, 0.5, 0), NearMessage(3, 3, 0.3, 0)]
    near = sessions_near(hits, lambda _: {1: 500, 2: 5, 3: 1})
    assert order(near) == [2, 1, 3]
    assert [hit.score for session in near for hit in session.messages] == [0.5, 0.52, 0.3]


def test_an_opening_counts_whatever_the_size_and_shows_the_nearest_message():
    hits = [
        NearMessage(1, 1, 0.6, 0, is_opening=True),
        NearMessage(2, 2, 0.59, 0),
        NearMessage(3, 1, 0.5, 0),
        NearMessage(4, 3, 0.4, 0, is_opening=True),
    ]
    near = sessions_near(hits, lambda _: {1: 1000, 2: 1000, 3: 1})
    assert order(near) == [1, 2, 3]
    assert [round(session.score, 3) for session in near] == [0.6, 0.486, 0.4]
    assert [[hit.message_id for hit in session.messages] for session in near] == [[3], [2], [4]]


def test_a_message_nearer_than_its_opening_counts():
    hits = [NearMessage(1, 1, 0.6, 0), NearMessage(1, 1, 0.5, 0, is_opening=True)]
    [session] = sessions_near(hits, no_sizes)
    assert session.score == 0.6
    assert [hit.message_id for hit in session.messages] == [1]


def test_a_clear_second_place_of_one_half_beats_the_third_of_both():
    words = by_words((1, 10.0), (2, 9.5), (3, 2.0))
    meaning = by_meaning((1, 0.6), (3, 0.25), (4, 0.2))
    assert order(fused_sessions(words, meaning, EVEN)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("how did we stop the login from looping forever?", "login loop"),
        ("how did we stop the login from looping forever?", "getUserById"),
        ("login loop", "getUserById"),
        ("login loop", '"login loop"'),
        ("login loop", "src/auth/login.py:12"),
        ("login loop", "TypeError: unsupported operand type"),
        ("login loop", "Cannot read properties of undefined reading 'user'"),
        ("how do we tell a failed login from one that the user stopped?", "login failed for user"),
        ("login keeps failing when the phone is offline", "gh pr diff 757 --name-only"),
        ("login loop", "数据库连接失败"),
        ("login loop", "ошибка подключения к базе"),
    ],
)
def test_meaning_counts_more_for_sentences_than_for_what_is_meant_as_it_stands(
    more: str, less: str
):
    assert weights_of(understand(more)).meaning > weights_of(understand(less)).meaning


def test_meaning_counts_less_for_a_sentence_that_stands_somewhere_as_typed():
    asked = understand("the agents of this run were filtered in time")
    assert weights_of(asked, stands_as_typed=True).meaning < weights_of(asked).meaning
    name = understand("getUserById")
    assert weights_of(name, stands_as_typed=True) == weights_of(name)
