"""Which words of a session become its title."""

import pytest

from opensync_app.core.session import (
    CUSTOM_TITLE,
    FIRST_COMMAND,
    FIRST_PROMPT,
    Message,
    Part,
    SessionPatch,
)
from opensync_app.core.titles import is_bare_command
from opensync_app.sources.transcripts import Gathering


def patch_of(*prompts: str, name: str | None = None) -> SessionPatch:
    gathering = Gathering("pi", "ses")
    if name:
        gathering.title(name, CUSTOM_TITLE, 1)
    for number, text in enumerate(prompts):
        gathering.say(
            Message(
                session_external_id="ses",
                external_id=f"m{number}",
                role="user",
                kind="prompt",
                position=number,
                parts=(Part("text", text),),
            )
        )
    return gathering.parsed().sessions[0]


@pytest.mark.parametrize(
    ("prompts", "title", "rank"),
    [
        (("/mode", "Mend the loom", "And the shuttle"), "Mend the loom", FIRST_PROMPT),
        (("/mode", "/model"), "/mode", FIRST_COMMAND),
        (("/review the loom", "Mend it"), "/review the loom", FIRST_PROMPT),
        (("/etc/hosts", "Mend it"), "/etc/hosts", FIRST_PROMPT),
    ],
)
def test_a_command_alone_is_a_title_only_for_want_of_another(
    prompts: tuple[str, ...], title: str, rank: int
):
    patch = patch_of(*prompts)
    assert (patch.title, patch.title_rank) == (title, rank)


def test_a_given_name_stays_above_prompts_and_commands():
    assert patch_of("/mode", "Mend the loom", name="Looms").title == "Looms"


def test_a_command_alone_has_no_words_and_no_folders():
    assert is_bare_command(" /mcp:list\n")
    assert not is_bare_command("/")
    assert not is_bare_command("/a b")
    assert not is_bare_command("/usr/bin")
