"""The commands of `opensync`: each parses, calls one service and prints."""

import sys

from opensync_app.cli.unchanged import answered

__all__ = ["main"]


def main() -> None:
    """Run the command line; an import without news is answered before commands are loaded."""
    if answered(sys.argv[1:]):
        return
    from opensync_app.cli.main import main as run  # noqa: PLC0415 - loads click and much more

    run()
