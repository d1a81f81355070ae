"""`opensync serve`: the server with its page, its watcher and its index."""

import logging
import threading
import webbrowser
from pathlib import Path

import click

from opensync_app.cli.options import data_dir_option, effective_settings
from opensync_app.desktop import memory, server
from opensync_app.desktop.instance import InstanceLock
from opensync_app.serving import Served
from opensync_app.settings import DEFAULT_PORT, Settings


@click.command()
@click.option("--host", help="Address to listen on (default 127.0.0.1: this machine alone).")
@click.option("--port", type=int, help=f"Port (default {DEFAULT_PORT}; 0 takes a free one).")
@click.option("--home", help="Read the tools of this home folder instead of your own.")
@click.option("--watch/--no-watch", default=None, help="Follow the tools' files (default: yes).")
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
@data_dir_option
def serve(
    host: str | None,
    port: int | None,
    home: str | None,
    data_dir: Path | None,
    *,
    watch: bool | None,
    open_page: bool,
) -> None:
    """Serve the page and the API, follow the tools' files, until Ctrl+C."""
    settings = effective_settings(data_dir, host=host, port=port, home=home, watch=watch)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("apscheduler", "uvicorn", "watchfiles"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if open_page and _shown_already(settings):
        return
    memory.share_heaps()
    listener = server.bind(settings.host, settings.port)
    url = server.url_of(listener)
    served = Served(settings, url, listener.getsockname()[1])
    served.start()
    memory.collect_seldom()
    try:
        server.run(
            served.app,
            listener,
            ready=lambda: _ready(url, settings.data_dir, open_page=open_page),
            closing=served.end_streams,
        )
    finally:
        served.stop()


def _shown_already(settings: Settings) -> bool:
    """Open the page of the server that runs for this folder; False when there is none."""
    lock = InstanceLock(settings.data_dir)
    if lock.take():
        lock.release()
        return False
    holder = lock.holder()
    if holder is None:
        return False
    click.echo(f"OpenSync is already at {holder.url}")
    webbrowser.open(holder.url)
    return True


def _ready(url: str, data_dir: Path, *, open_page: bool) -> None:
    """Say where OpenSync is, and show it."""
    click.echo(f"OpenSync is at {url}\nYour data is in {data_dir}\nStop it with Ctrl+C.")
    if open_page:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
