"""A session in a further work tree belongs to the repository, found by Git's own pointer."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from opensync_app.services.importing import Importer
from opensync_app.services.work_trees import repository_at
from opensync_app.sources.base import Home
from opensync_app.sources.claude_code import ClaudeCode
from tests.factories import patch, recording
from tests.journeys.transcripts import Transcript


def pointing(folder: Path, target: str) -> Path:
    folder.mkdir(parents=True)
    (folder / ".git").write_text(f"gitdir: {target}\n")
    return folder


def test_a_work_tree_and_what_lies_in_it_belong_to_the_repository(tmp_path: Path):
    tree = pointing(tmp_path / "fix-till", "/home/me/shop/.git/worktrees/fix-till")
    (tree / "src" / "deep").mkdir(parents=True)
    assert repository_at(str(tree)) == "shop"
    assert repository_at(str(tree / "src" / "deep")) == "shop"
    assert repository_at(f"{tree}/src/gone/since") == "shop"


def test_other_folders_are_nobodys_work_tree(tmp_path: Path):
    (tmp_path / "plain" / ".git").mkdir(parents=True)
    module = pointing(tmp_path / "outer" / "module", "../.git/modules/module")
    long = pointing(tmp_path / "long", "/a/.git/worktrees/" + "x" * 5000)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").symlink_to(module / ".git")
    pipe = tmp_path / "pipe"
    pipe.mkdir()
    os.mkfifo(pipe / ".git")
    for folder in (tmp_path / "plain", module, long, linked, pipe):
        assert repository_at(str(folder)) is None
    for path in ("relative/path", "", "\\\\server\\share", "//server/share", "/a\0b"):
        assert repository_at(path) is None


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_the_pointer_that_git_itself_writes_is_understood(tmp_path: Path):
    def git(*words: str) -> None:
        env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
        names = ("-c", "user.name=me", "-c", "user.email=me@localhost")
        subprocess.run(["git", *names, *words], check=True, env=env, capture_output=True)

    shop = tmp_path / "shop"
    git("init", str(shop))
    git("-C", str(shop), "commit", "--allow-empty", "-m", "first")
    git("-C", str(shop), "worktree", "add", str(tmp_path / "elsewhere"))
    assert repository_at(str(tmp_path / "elsewhere")) == "shop"
    assert repository_at(str(shop)) is None


def test_an_imported_session_takes_the_name_and_keeps_its_path(tmp_path: Path):
    tree = pointing(tmp_path / "elsewhere", "/home/me/shop/.git/worktrees/elsewhere")
    transcript = Transcript(tmp_path, "one", cwd=str(tree))
    transcript.prompt("hello")
    with recording(tmp_path / "data") as rec:
        rec.push(patch("one", project_path=str(tree), project_name="elsewhere"))
        assert rec.session("one").project_name == "elsewhere"
        Importer(
            rec.store,
            rec.recorder,
            rec.feed,
            rec.clock,
            sources=(ClaudeCode(),),
            home=Home(tmp_path),
            machine="here",
        ).import_all()
        session = rec.session("one")
        rec.push(patch("one", project_path=str(tree), project_name="elsewhere"))
        assert rec.session("one").project_name == "shop"
    assert (session.project_name, session.project_path) == ("shop", str(tree))


def test_a_pushed_folder_name_is_folded_and_a_chosen_name_kept(tmp_path: Path):
    tree = "C:\\code\\Shop\\.claude\\worktrees\\quick-fox"
    with recording(tmp_path) as rec:
        rec.push(patch(project_path=tree, project_name="quick-fox"))
        assert (rec.session().project_name, rec.session().project_path) == ("shop", tree)
        rec.push(patch("b", project_path=tree, project_name="Our shop"))
        assert rec.session("b").project_name == "Our shop"
