"""The tasks made of installed texts: what becomes a question, and that a draw can be repeated."""

import pytest

from bench.relevance.asking import any_word
from bench.relevance.commits import changed_files, of_sessions, subject_of
from bench.relevance.tasks import (
    ASKED,
    POOL,
    Pair,
    bodies,
    build,
    drawn,
    functions,
    sections,
)
from tests.shared_data import SHARED, unpack

LONG = "words of a section that go on for a while, so that there is enough to read in it. " * 4


def test_a_heading_asks_for_the_text_below_it():
    page = f"# Read `me` first\n{LONG}\n## 1.2.3 (2020)\n{LONG}\n## Short\n{LONG}\n## In [brief](x)\nno\n"
    assert [(pair.ask, pair.text) for pair in sections(page)] == [("Read me first", LONG.strip())]


def test_a_docstring_asks_for_its_function_without_it():
    body = "\n".join(f"    value_{n} = compute(value, {n})" for n in range(12))
    module = f'def work(value):\n    """Do the work\n    of a whole day.\n\n    More."""\n{body}\n'
    (pair,) = functions(module)
    assert pair.ask == "Do the work of a whole day."
    assert pair.text.startswith("def work(value):\n    value_0 = compute(value, 0)")
    assert "whole day" not in pair.text


@pytest.mark.parametrize("module", ["def (", "x = '\0'", 'def f():\n    """Too short."""\n'])
def test_what_cannot_be_read_asks_nothing(module: str):
    assert list(functions(module)) == []


def test_a_commit_is_cut_into_its_files():
    diff = "diff --git a/x b/x\n+one\ndiff --git a/package-lock.json b/y\n+two\ndiff --git a/z b/z\n-\n"
    assert list(changed_files(diff)) == ["a/x b/x\n+one\n", "a/z b/z\n-\n"]


@pytest.mark.parametrize(
    ("command", "subject"),
    [
        ('git add a && git commit -m "Mend the lock of the door"', "Mend the lock of the door"),
        (
            "git commit -m \"$(cat <<'EOF'\nMend the lock of the door\n\nMore.\nEOF\n)\"",
            "Mend the lock of the door",
        ),
        ("git -C /srv/x commit -am 'Mend the lock of the door'", "Mend the lock of the door"),
        ('git commit -m "wip"', None),
        ("git log --oneline", None),
    ],
)
def test_a_command_tells_the_subject_of_its_commit(command: str, subject: str | None):
    assert subject_of(command) == subject


@pytest.mark.slow
def test_commits_of_sessions_have_a_subject_and_a_change():
    home = next(path.parent for path in sorted(unpack("dev-sessions.tar.zst").rglob(".claude")))
    found = list(of_sessions(home))
    assert len(found) > 100
    assert all(subject and change for subject, change in found)


def test_equal_questions_and_equal_texts_are_left_out():
    pairs = [
        Pair("one thing", "a", "1"),
        Pair("One thing", "b", "2"),
        Pair("another", "c", "3"),
        Pair("a third", "c", "4"),
        Pair("alone", "d", "5"),
    ]
    task = drawn("t", pairs)
    assert task.documents == {"t-0": "d"}
    assert [(query.ask, query.find) for query in task.queries] == [("alone", ("t-0",))]


def test_a_draw_does_not_depend_on_the_order():
    pairs = [Pair(f"question {n}", f"text {n}", "") for n in range(POOL + 50)]
    task = drawn("t", pairs)
    assert task == drawn("t", reversed(pairs))
    assert (len(task.documents), len(task.queries)) == (POOL, ASKED)
    assert all(task.documents[query.find[0]][5:] == query.ask[9:] for query in task.queries)


def test_every_document_is_pushed_once():
    task = drawn("t", [Pair(f"question {n}", f"text {n}", "") for n in range(7)])
    pushed = list(bodies(task, at_once=3))
    assert [len(body["sessions"]) for body in pushed] == [3, 3, 1]
    texts = {message["textContent"] for body in pushed for message in body["messages"]}
    assert texts == set(task.documents.values())


def test_the_code_of_what_is_installed_makes_a_full_task():
    task = build("code", SHARED)
    assert (len(task.documents), len(task.queries)) == (POOL, ASKED)


def test_somebody_who_knows_the_other_syntax_joins_words_with_or():
    assert any_word("why is it_so, so?") == '"why" OR "is" OR "it" OR "so"'
    assert any_word("?!") == "?!"
