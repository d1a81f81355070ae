"""Writing down what an import looked at, so that the next one can tell that nothing has changed."""

import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from opensync_app.cli.unchanged import Scene, UnsureError
from opensync_app.core.clock import SystemClock
from opensync_app.desktop.instance import InstanceLock
from opensync_app.services.import_report import ImportReport, SourceReport
from opensync_app.services.importing import Importer
from opensync_app.settings import Settings

_SETTLED_NS = 2_000_000_000
"""A file that changed later than this before it was looked at may change once more unnoticed."""


def scene_of(importer: Importer) -> Scene | None:
    """Return what an import is about to look at; None when it can not be compared later."""
    noted = _Noted(importer.home.environment)
    home = msgspec.structs.replace(importer.home, environment=noted)
    folders = [str(folder) for source in importer.sources for folder in source.folders(home)]
    try:
        scene = Scene(sys.argv[1:], sorted(noted.names), folders)
    except UnsureError:
        return None
    is_settled = scene.newest < SystemClock().now_ms() * 1_000_000 - _SETTLED_NS
    return scene if is_settled else None


def remember(scene: Scene, settings: Settings, answer: str) -> None:
    """Write down what was seen and what to answer next time, unless others are at the record.

    To be called when the record is closed and its index is whole.
    """
    lock = InstanceLock(settings.data_dir)
    if not lock.take():
        return
    try:
        scene.remember(str(settings.data_dir), [*_program(), *_kept(settings)], answer)
    except (OSError, ValueError):
        return
    finally:
        lock.release()


def again(report: ImportReport) -> ImportReport:
    """Return what an import will report that finds what this one left."""
    return ImportReport(
        {
            name: SourceReport(files_found=figures.files_found, files_unchanged=figures.files_found)
            for name, figures in report.sources.items()
        }
    )


class _Noted(dict[str, str]):
    """Variables that note which ones were asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__(variables)
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dict declares it
        self.names.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)


def _program() -> list[str]:
    """Return the files that this program is made of, as far as it is loaded; frozen it is one."""
    modules = [sys.modules[name] for name in sorted(sys.modules) if name.startswith("opensync_app")]
    return [sys.executable, *(file for module in modules if (file := module.__file__))]


def _kept(settings: Settings) -> list[str]:
    """Return the files that hold what an import made, and the settings."""
    record = settings.record_path
    files = (
        record,
        record.with_name(f"{record.name}-wal"),
        settings.index_dir,
        settings.index_dir / "reached.json",
        settings.data_dir / "settings.json",
    )
    return [str(file) for file in files]
