"""The commands of `opensync`: each parses, calls one service and prints."""

from opensync_app.cli.main import main

__all__ = ["main"]
