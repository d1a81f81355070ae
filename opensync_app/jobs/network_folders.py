"""Which folders lie on a network or a foreign file system, where nobody announces changes."""

import os
from pathlib import Path

_MOUNTS = Path("/proc/mounts")

_TYPES = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "drvfs",
        "glusterfs",
        "ncpfs",
        "nfs",
        "nfs4",
        "prl_fs",
        "smb3",
        "smbfs",
        "vboxsf",
        "vmhgfs",
    }
)
"""Kernel file systems whose changes may be made on another machine. Source: man 5 nfs, 8 mount.cifs
and the documentation of WSL, VirtualBox, Parallels and VMware; checked 2026-11-23."""

_USER_SPACE = "fuse."
_LOCAL_USER_SPACE = frozenset({"fuse.gvfsd-fuse", "fuse.portal", "fuse.lxcfs", "fuse.ntfs-3g"})


def is_on_network(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether changes below a folder may come unannounced; False where mounts are not listed."""
    try:
        text = mounts.read_text(errors="surrogateescape")
        place = os.path.realpath(folder)
    except OSError:
        return False
    found = ""
    kind = ""
    for line in text.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004 - device, mount point, type
            continue
        point = _unescaped(fields[1])
        if _holds(point, place) and len(point) >= len(found):
            found, kind = point, fields[2]
    return kind in _TYPES or (kind.startswith(_USER_SPACE) and kind not in _LOCAL_USER_SPACE)


def _holds(point: str, place: str) -> bool:
    return place == point or place.startswith(point.rstrip("/") + "/")


def _unescaped(field: str) -> str:
    """Return a mount point as it is; blanks in it are written as octal numbers (man 5 fstab)."""
    for code, char in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        field = field.replace(code, char)
    return field
