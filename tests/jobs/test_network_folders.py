"""Folders on a network are told by the list of mounts."""

from pathlib import Path

import pytest

from opensync_app.jobs.network_folders import is_on_network

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
nas:/homes {root}/nas nfs4 rw,vers=4.2 0 0
//box/share {root}/with\040blank cifs rw 0 0
me@host: {root}/ssh fuse.sshfs rw 0 0
gvfsd-fuse {root}/gvfs fuse.gvfsd-fuse rw 0 0
tmpfs {root}/nas/local tmpfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("plain", False),
        ("nas", True),
        ("nas/me/.claude/projects", True),
        ("nastily-named", False),
        ("nas/local/me", False),
        ("with blank/me", True),
        ("ssh/x", True),
        ("gvfs", False),
    ],
)
def test_the_nearest_mount_decides(tmp_path: Path, folder: str, expected: bool):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.replace("{root}", str(tmp_path)))
    assert is_on_network(tmp_path / folder, mounts) is expected


def test_a_link_to_a_network_folder_lies_on_the_network(tmp_path: Path):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.replace("{root}", str(tmp_path)))
    (tmp_path / "nas" / "me").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "nas" / "me")
    assert is_on_network(tmp_path / "link", mounts)


def test_where_no_mounts_are_listed_nothing_lies_on_the_network(tmp_path: Path):
    assert not is_on_network(tmp_path, tmp_path / "no-such-list")


def test_this_machine_has_a_temporary_folder_of_its_own(tmp_path: Path):
    assert not is_on_network(tmp_path)
