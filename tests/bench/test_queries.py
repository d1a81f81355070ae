"""The questions of the relevance benchmark: their halves, their kinds, their answers."""

from collections import Counter
from pathlib import Path

import pytest

from bench.relevance.queries import FOLDER, HALVES, KINDS, Half, half_of, load
from opensync_app.bootstrap import OpenSync
from opensync_app.settings import Settings
from tests.shared_data import unpack

EVERY = [query for half in HALVES for query in load(half)]


@pytest.mark.parametrize("half", HALVES)
def test_every_question_lies_in_the_half_that_its_digest_names(half: Half):
    assert [query.ask for query in load(half) if half_of(query.ask) != half] == []


def test_there_are_enough_questions_of_every_kind_in_both_halves():
    assert len(EVERY) >= 160
    for half in HALVES:
        kinds = Counter(query.kind for query in load(half))
        assert set(kinds) == set(KINDS)
        assert sum(kinds.values()) >= 80


def test_no_file_of_questions_is_forgotten():
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert there == {f"{half}/{kind}.toml" for half in HALVES for kind in KINDS}


def test_no_question_is_asked_twice():
    asked = Counter(query.ask.casefold() for query in EVERY)
    assert [ask for ask, count in asked.items() if count > 1] == []


def test_questions_are_short_and_have_few_answers():
    assert [query.ask for query in EVERY if not 3 <= len(query.ask) <= 120] == []
    assert [query.ask for query in EVERY if not 1 <= len(set(query.find)) <= 4] == []


@pytest.mark.slow
def test_every_answer_is_a_session_of_the_development_home(tmp_path: Path):
    home = next(path.parent for path in sorted(unpack("dev-sessions.tar.zst").rglob(".claude")))
    core = OpenSync(Settings(data_dir=tmp_path, home=str(home)))
    try:
        core.importer().import_all()
        there = set(core.store.sessions.external_ids(1))
    finally:
        core.close()
    assert {found for query in EVERY for found in query.find} - there == set()
