"""What a project is called, whatever machine its path was written on."""

import re

_SEPARATORS = re.compile(r"[\\/]+")


def project_name_of(path: str | None) -> str | None:
    """Return the last segment of a path with either kind of slash; None for none or a bare root."""
    if not path:
        return None
    segments = [s for s in _SEPARATORS.split(path.strip()) if s and not s.endswith(":")]
    return segments[-1] if segments else None
