"""A result of a tool is found by the tool's name, though the result does not say it."""

from pathlib import Path

from opensync_app.index.answered import Answered
from tests.factories import Recording, patch, prompt, recording, reply, result, tool_call

BASH = tool_call("Bash", "c1")


def tools_of(rec: Recording, *, shown: slice = slice(None)) -> list[tuple[str, ...]]:
    answered = Answered(rec.store.messages)
    return [answered.tools_of(message) for message in rec.messages("ses")[shown]]


def test_a_result_has_the_name_of_its_call(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(patch(), reply(None, parts=(BASH,), position=1), result("ok", "c1", position=2))

        assert tools_of(rec) == [(), ("Bash",)]
        assert tools_of(rec, shown=slice(1, None)) == [("Bash",)], "the record knows it too"


def test_what_names_itself_is_believed_and_what_nobody_called_has_no_name(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(
            patch(),
            result("own", "c9", tool_name="Grep", position=1),
            result("stray", "c8", "r2", position=2),
            result("nameless", None, "r3", position=3),
            prompt("hello", position=4),
        )

        assert tools_of(rec) == [("Grep",), (), (), ()]


def test_calls_of_another_session_are_others(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(patch(), reply(None, parts=(BASH,)))
        rec.push(patch("other"), result("ok", "c1", session="other"))
        answered = Answered(rec.store.messages)
        for message in rec.messages("ses"):
            answered.tools_of(message)

        assert [answered.tools_of(message) for message in rec.messages("other")] == [()]


def test_what_is_remembered_is_bounded_and_looked_up_again(tmp_path: Path):
    many = tuple(tool_call("Read", f"x{number}") for number in range(20_001))
    with recording(tmp_path) as rec:
        rec.push(patch(), reply(None, parts=(BASH,), position=1), result("ok", "c1", position=3))
        answered = Answered(rec.store.messages)
        first, last = rec.messages("ses")
        answered.tools_of(first)
        rec.push(reply(None, "a2", parts=many, position=2))
        answered.tools_of(rec.messages("ses")[1])

        assert answered.tools_of(last) == ("Bash",)
