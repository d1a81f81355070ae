"""What a session is called, as its tools, its files, plugins and prompts tell it."""

from pathlib import Path

from opensync_app.core.session import CUSTOM_TITLE, FIRST_PROMPT
from tests.factories import patch, prompt, recording


def test_better_titles_win_and_the_first_prompt_stays_the_first(tmp_path: Path):
    with recording(tmp_path) as rec:
        for position in (500, 20, 900):
            rec.imported(
                patch(title=f"p{position}", title_rank=FIRST_PROMPT, title_position=position)
            )
        assert rec.session().title == "p20"
        rec.imported(patch(title="Mine", title_rank=CUSTOM_TITLE, title_position=40))
        rec.push(patch(title="What a plugin thinks"))
        rec.imported(patch(title="Mine, renamed", title_rank=CUSTOM_TITLE, title_position=90))
        rec.imported(patch(title="older", title_rank=CUSTOM_TITLE, title_position=50))
        assert rec.session().title == "Mine, renamed"


def test_a_pushed_session_without_a_title_is_called_by_its_earliest_prompt(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(prompt("and then that", "u2", created_at=2000))
        assert rec.session().title == "and then that"
        rec.push(prompt("do this first", "u1", created_at=1000))
        rec.push(prompt("and at last", "u3", created_at=3000))
        assert rec.session().title == "do this first"
        rec.push(patch(title="Named by the plugin"))
        rec.push(prompt("even earlier", "u0", created_at=1))
        assert rec.session().title == "Named by the plugin"


def test_a_command_alone_names_a_pushed_session_until_there_are_words(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(prompt("/mode", "u1", created_at=1000))
        rec.push(prompt("/model", "u2", created_at=2000))
        assert rec.session().title == "/mode"
        rec.push(prompt("Mend the loom", "u3", created_at=3000))
        rec.push(prompt("/clear", "u0", created_at=1))
        assert rec.session().title == "Mend the loom"
