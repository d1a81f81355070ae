"""Whatever became of a person's files, they are imported, can be read back, and are provable."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opensync_app.services.importing import Importer
from opensync_app.services.kept_messages import MessageProof
from opensync_app.sources.base import Home, Source
from opensync_app.sources.registry import SOURCES
from tests.factories import OWNER, Recording, recording
from tests.fuzz.mutations import spoilt
from tests.sources.conftest import HOMES

calmly = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def importer(rec: Recording, source: Source, home: Home) -> Importer:
    return Importer(
        rec.store, rec.recorder, rec.feed, rec.clock, sources=(source,), home=home, machine="here"
    )


def read_back(rec: Recording) -> int:
    """Read every session and every message as the pages of the app do; return how many messages."""
    count = 0
    for external_id in rec.store.sessions.external_ids(OWNER):
        msgspec.json.encode(rec.session(external_id))
        messages = rec.messages(external_id)
        msgspec.json.encode(messages)
        count += len(messages)
    return count


def assert_proven(rec: Recording, source: Source) -> None:
    records = rec.store.positions.of_source(source.name).values()
    proof = MessageProof(rec.store, [(source, record) for record in records])
    assert [problem for problem in proof.problems() if problem] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@calmly
@given(data=st.data())
def test_spoilt_files_are_recorded_and_read_back(source: Source, data: st.DataObject):
    with TemporaryDirectory() as folder, recording(Path(folder) / "data") as rec:
        home = HOMES[source.name](Path(folder))
        for path in sorted(p for p in Path(folder).rglob("*") if is_written(p)):
            path.write_bytes(data.draw(spoilt(path.read_bytes())))
        figures = importer(rec, source, home).import_all().sources[source.name]
        assert figures.skipped == []
        assert read_back(rec) >= figures.messages
        assert_proven(rec, source)
        again = importer(rec, source, home).import_all().sources[source.name]
        assert (again.files_read, again.messages) == (0, 0)


def is_written(path: Path) -> bool:
    return path.suffix in {".json", ".jsonl", ".md"} and path.is_file()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_files_with_odd_names_are_recorded(source: Source, tmp_path: Path):
    home = HOMES[source.name](tmp_path)
    for path in [p for p in tmp_path.rglob("*") if is_written(p)]:
        for odd in (b"\xff\xfe", b"new\nline", "\u2028".encode(), b"'; --", b"x" * 200):
            name = os.fsencode(path.parent) + b"/" + odd + path.suffix.encode()
            shutil.copyfile(os.fsencode(path), name)
        shutil.copyfile(path, path.parent / f"_{path.suffix}")
        shutil.copyfile(path, path.parent / f"{path.suffix}{path.suffix}")
    with recording(tmp_path / "record") as rec:
        figures = importer(rec, source, home).import_all().sources[source.name]
        assert figures.skipped == []
        assert read_back(rec) > 0
