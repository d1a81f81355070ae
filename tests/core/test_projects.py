"""One name for a repository, whatever machine, shell or work tree its path comes from."""

import pytest

from opensync_app.core.projects import (
    project_name_of,
    repository_of_git_file,
    same_folder_name,
)


@pytest.mark.parametrize(
    "path",
    [
        "/home/me/code/shop",
        "/home/me/code/shop/",
        "/home/me/code//shop/.",
        "/Users/me/code/shop",
        "C:\\Users\\me\\code\\shop",
        "c:\\users\\ME\\code\\SHOP\\",
        "D:/code/Shop",
        "\\\\?\\D:\\code\\Shop",
        "/mnt/c/Users/me/code/Shop",
        "\\\\wsl.localhost\\Ubuntu\\home\\me\\code\\shop",
        "file:///home/me/code/shop",
        "/home/me/code/shop/.claude/worktrees/agent-a407974e3874000da",
        "D:\\code\\Shop\\.claude\\worktrees\\heuristic-robinson-e44709\\src",
        "/home/me/code/shop/.worktrees/streaming",
        "/home/me/code/shop/.worktrees/streaming/frontend",
        "/home/me/code/shop-worktrees/fix-till",
        "/home/me/code/shop.worktrees/fix-till",
        "/home/me/code/shop__worktrees/fix-till/.shop/results/workspace",
        "/Users/me/.worktrees/shop/fix-till",
        "/home/me/.worktrees/shop/fix-till/lib/tool",
        "C:\\Users\\me\\.worktrees\\shop\\fix-till",
        "/Users/me/code/wt/shop/experiment",
        "/Users/me/.cursor/worktrees/shop/a1b2c",
        "/Users/me/.codex/worktrees/44be/shop",
        "/home/me/.codex/worktrees/44be/shop/src",
    ],
)
def test_a_repository_has_one_name(path: str):
    assert project_name_of(path) == "shop"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/me/Shop", "Shop"),
        ("/home/me/shop/frontend", "frontend"),
        ("/home/me/shop/worktrees", "worktrees"),
        ("/home/me/shop/.worktrees", ".worktrees"),
        ("/home/me/git-worktree-manager/src", "src"),
        ("/home/me/code/wt", "wt"),
        ("/home/me/code/wt/notes", "notes"),
        ("/home/me/worktrees/shop", "shop"),
        ("/mnt/c", None),
        ("/mnt/data/shop", "shop"),
        ("c:", None),
        ("  ", None),
        ("C:\\..", ".."),
    ],
)
def test_what_is_no_work_tree_keeps_its_own_name(path: str, name: str | None):
    assert project_name_of(path) == name


@pytest.mark.parametrize(
    ("text", "folder", "name"),
    [
        ("gitdir: /home/me/shop/.git/worktrees/fix\n", "/home/me/fix", "shop"),
        ("gitdir: ../shop/.git/worktrees/fix", "/home/me/fix", "shop"),
        ("gitdir: C:/code/shop/.git/worktrees/fix\r\n", "C:\\fix", "shop"),
        ("gitdir: /srv/shop.git/worktrees/fix", "/home/me/fix", "shop"),
        ("gitdir: /home/me/shop/.bare/worktrees/fix", "/home/me/shop/fix", "shop"),
        ("gitdir: ../.git/modules/till", "/home/me/shop/till", None),
        ("gitdir: /.git/worktrees/fix", "/home/me/fix", None),
        ("gitdir: ../../../worktrees/x", "/a", None),
        ("gitdir: ", "/home/me", None),
        ("nothing of the kind", "/home/me", None),
        ("", "/home/me", None),
    ],
)
def test_a_git_file_names_the_repository_of_a_work_tree(text: str, folder: str, name: str | None):
    assert repository_of_git_file(text, folder) == name


def test_a_name_may_be_nothing_but_the_folder():
    assert same_folder_name("fix", "C:\\code\\shop\\.worktrees\\fix\\")
    assert not same_folder_name("Shop online", "/home/me/shop")
    assert not same_folder_name("shop", None)
