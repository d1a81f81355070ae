"""Answers: within their budget, recalled text between marks that no text can know."""

from hypothesis import given
from hypothesis import strategies as st

from opensync_app.mcp_door.answers import Answer, visible
from opensync_app.mcp_door.tools import TOOLS
from opensync_app.services.counting_tokens import TokenCounter
from tests.mcp_door.asking import recalled

COUNTER = TokenCounter()


@given(st.lists(st.text(max_size=300), max_size=8), st.integers(400, 1_000))
def test_an_answer_stays_within_its_budget(blocks: list[str], budget: int):
    answer = Answer(COUNTER, budget)
    for block in blocks:
        answer.add_or_cut(block)

    assert COUNTER.count(answer.text("Lead " * 20, "Tail " * 30)) <= budget


@given(st.text())
def test_what_is_recalled_stands_between_the_marks(block: str):
    answer = Answer(COUNTER, 5_000)
    assert answer.add(f"a{block}")

    assert recalled(answer.text("lead", "tail")) == f"a{visible(block)}\n"


def test_the_word_of_the_marks_is_new_in_every_answer():
    texts: set[str] = set()
    for _ in range(20):
        answer = Answer(COUNTER, 1_000)
        answer.add("x")
        texts.add(answer.text("lead"))

    assert len(texts) == 20


def test_what_cannot_be_seen_is_left_out():
    assert visible("a\x1b[1;31mred\x1b[0m\x1b]8;;http://e\x07link\x00\x08\u202eb\U000e0041c") == (
        "aredlinkbc"
    )
    assert visible("tab\tline\nemoji 👩\u200d💻 中文") == "tab\tline\nemoji 👩\u200d💻 中文"


def test_the_first_block_is_cut_when_it_is_too_long_and_the_next_left_out():
    answer = Answer(COUNTER, 400)

    assert not answer.add_or_cut("word " * 5_000)
    assert not answer.add_or_cut("another " * 5_000)
    inside = recalled(answer.text("lead"))
    assert inside.startswith("word word")
    assert inside.endswith("… [cut here]\n")
    assert "another" not in inside


def test_all_tools_together_cost_a_model_little():
    described = "".join(f"{tool.name}{tool.description}{tool.schema()}" for tool in TOOLS)

    assert COUNTER.count(described) < 2_500
