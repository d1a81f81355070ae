"""How messages add up to a ranking of sessions."""

from collections.abc import Iterable

from opensync_app.core.ranking import ScoredHit, SessionHits, sessions_by_score


def hits(*scored: tuple[int, float], created_at: int = 0) -> list[ScoredHit]:
    ordered = sorted(scored, key=lambda pair: -pair[1])
    return [
        ScoredHit(place, session, score, created_at)
        for place, (session, score) in enumerate(ordered, 1)
    ]


def ranked_sessions(found: Iterable[ScoredHit], **sizes: int) -> list[SessionHits]:
    ranked = sessions_by_score(found, lambda _: {int(k[1:]): size for k, size in sizes.items()})
    return [session.shown() for session in ranked]


def test_several_messages_outrank_a_slightly_better_single_one():
    ranked = ranked_sessions(hits((1, 10.0), (2, 9.0), (2, 9.0), (2, 8.0)))
    assert [session.session_id for session in ranked] == [2, 1]


def test_a_long_session_of_weak_messages_does_not_win_by_volume():
    ranked = ranked_sessions(hits((1, 10.0), *[(2, 4.0)] * 200))
    assert ranked[0].session_id == 1


def test_the_more_messages_a_session_has_the_less_several_hits_count():
    found = hits((1, 10.0), (1, 6.0), (2, 10.5), (2, 5.0))
    assert [s.session_id for s in ranked_sessions(found, s1=20, s2=20)] == [2, 1]
    assert [s.session_id for s in ranked_sessions(found, s1=5, s2=2000)] == [1, 2]


def test_equal_sessions_stand_newest_first():
    old, new = ScoredHit(1, 1, 5.0, 100), ScoredHit(2, 2, 5.0, 200)
    assert [s.session_id for s in ranked_sessions([old, new])] == [2, 1]


def test_the_best_three_messages_are_named_and_a_title_is_none():
    found = [ScoredHit(None, 1, 9.0, 0), *hits((1, 8.0), (1, 7.0), (1, 6.0), (1, 5.0))]
    (session,) = ranked_sessions(found)
    assert [hit.score for hit in session.messages] == [8.0, 7.0, 6.0]
    assert session.in_title
