"""How a session is taken up again; nothing that a shell reads into comes onto a command line."""

import pytest

from opensync_app.core.resuming import Resume, resume_of

ID = "0197a1b2-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("source", "command"),
    [
        ("claude-code", f"claude --resume {ID}"),
        ("codex-cli", f"codex resume {ID}"),
        ("copilot-cli", f"copilot --resume {ID}"),
        ("cursor-sync", f"cursor-agent --resume {ID}"),
        ("factory-droid", f"droid --resume {ID}"),
        ("gemini-cli", f"gemini --resume {ID}"),
        ("opencode", f"opencode --session {ID}"),
        ("pi", f"pi --session {ID}"),
    ],
)
def test_each_tool_has_its_way(source: str, command: str):
    assert resume_of(source, ID, None, "/x") == Resume(command, "/x")


def test_there_is_no_way_for_other_tools_and_sub_agents():
    assert resume_of("specstory", ID, None, None) is None
    assert resume_of("claude-code", ID, "parent", None) is None
    assert resume_of("pi", ID, "the session it was forked from", None) is not None


@pytest.mark.parametrize(
    "name",
    ["", "-rf", "--help", "a b", "a;ls", "$(ls)", "`ls`", "a\nb", "a'b", 'a"b', "a|b", "a&b", "é"],
)
def test_an_odd_id_never_becomes_a_command(name: str):
    assert resume_of("claude-code", name, None, None) is None


def test_a_very_long_id_never_becomes_a_command():
    assert resume_of("claude-code", "a" * 201, None, None) is None
