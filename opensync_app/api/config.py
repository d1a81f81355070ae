"""What the HTTP door is told at its opening."""

from pathlib import Path

import msgspec

MEGABYTE = 1_000_000


class ApiConfig(msgspec.Struct):
    """How the HTTP door behaves.

    Attributes:
        allowed_hosts: exact `Host` values that are answered; may grow once the port is known.
        version: of the program.
        ui_dir: the built page; None when there is none.
        data_dir: the data folder, told to the user of this machine only.
        max_body_bytes: largest request body that is taken.
        loopback: the server listens on this machine alone.
        keep_alive_s: seconds between two comments on a quiet event stream.
    """

    allowed_hosts: set[str]
    version: str
    ui_dir: Path | None = None
    data_dir: Path | None = None
    max_body_bytes: int = 25 * MEGABYTE
    loopback: bool = True
    keep_alive_s: float = 15.0
