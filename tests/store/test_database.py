"""Opening the record: migrations, snapshots, damage."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opensync_app.core.errors import DataFolderError
from opensync_app.desktop.instance import InstanceLock
from opensync_app.store import Store, database
from opensync_app.store.migrations import MIGRATIONS, Migration
from tests.factories import OWNER, prompt, recording


def test_a_new_record_is_durable_and_has_its_owner(tmp_path: Path):
    with recording(tmp_path) as rec:
        pragmas = rec.store.database.write(
            lambda c: (
                c.execute("PRAGMA journal_mode").fetchone()[0],
                c.execute("PRAGMA synchronous").fetchone()[0],
                c.execute("PRAGMA foreign_keys").fetchone()[0],
            )
        )
        owner = rec.store.database.read(lambda c: c.execute("SELECT * FROM users").fetchone())
    assert pragmas == ("wal", 2, 1)
    assert (owner["id"], owner["role"], owner["password_hash"]) == (OWNER, "owner", None)


def test_a_migration_goes_forward_after_a_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with recording(tmp_path) as rec:
        rec.push(prompt("kept"))
    newer = (*MIGRATIONS, Migration("colours", ("ALTER TABLE sessions ADD COLUMN colour TEXT",)))
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    store = Store(tmp_path / "record.sqlite3")
    columns = store.database.read(
        lambda c: [row["name"] for row in c.execute("PRAGMA table_info(sessions)")]
    )
    store.close()
    assert "colour" in columns
    snapshot = tmp_path / "snapshots" / f"before-{len(newer):04d}-colours.sqlite3"
    with sqlite3.connect(snapshot) as copy:
        assert copy.execute("SELECT count(*) FROM messages").fetchone() == (1,)
        assert copy.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    copy.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with recording(tmp_path) as rec:
        rec.push(prompt("kept"))
    broken = Migration("broken", ("CREATE TABLE half (id)", "CREATE TABLE half (id)"))
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(DataFolderError, match="Restore a backup"):
        Store(tmp_path / "record.sqlite3")
    monkeypatch.undo()
    with recording(tmp_path) as rec:
        assert len(rec.messages()) == 1
        tables = rec.store.database.read(
            lambda c: [r[0] for r in c.execute("SELECT name FROM sqlite_master")]
        )
    assert "half" not in tables


def test_a_record_of_a_newer_program_is_left_alone(tmp_path: Path):
    with sqlite3.connect(tmp_path / "record.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(DataFolderError, match="newer OpenSync"):
        Store(tmp_path / "record.sqlite3")


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path):
    (tmp_path / "record.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DataFolderError, match="cannot be opened"):
        Store(tmp_path / "record.sqlite3")


def test_a_folder_that_cannot_be_written_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").touch()
    for opened in (lambda: Store(tmp_path / "file" / "data" / "record.sqlite3"),
                   InstanceLock(tmp_path / "file" / "data").take):  # fmt: skip
        with pytest.raises(DataFolderError, match=r"cannot be written \(Not a directory\)"):
            opened()

    (tmp_path / "record.sqlite3").mkdir()  # SQLite cannot open it, as in a folder that is read only
    monkeypatch.setattr("os.access", lambda _path, _mode: False)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    with pytest.raises(DataFolderError, match=r"cannot be written .* Make it writable"):
        Store(tmp_path / "record.sqlite3")


def test_a_snapshot_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with recording(tmp_path) as rec:
        rec.push(prompt("kept"))
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, Migration("next", ())))
    (tmp_path / "snapshots" / f"before-{len(MIGRATIONS) + 1:04d}-next.sqlite3").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        Store(tmp_path / "record.sqlite3")
    assert len([*(tmp_path / "snapshots").iterdir()]) == 1


def test_a_snapshot_holds_everything(tmp_path: Path):
    with recording(tmp_path) as rec:
        rec.push(prompt("kept"))
        rec.store.database.snapshot(tmp_path / "copy.sqlite3")
    (tmp_path / "again").mkdir()
    (tmp_path / "copy.sqlite3").rename(tmp_path / "again" / "record.sqlite3")
    with recording(tmp_path / "again") as rec:
        assert [m.text_content for m in rec.messages()] == ["kept"]


def test_two_programs_may_open_a_new_record_at_the_same_moment(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        opened = [
            one.result()
            for one in [pool.submit(Store, tmp_path / "record.sqlite3") for _ in range(8)]
        ]
    for store in opened:
        store.close()
    assert not (tmp_path / "snapshots").exists()
    with recording(tmp_path) as rec:
        rec.push(prompt("kept"))
        assert len(rec.messages()) == 1


def test_two_programs_may_migrate_a_record_at_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with recording(tmp_path) as rec:
        rec.push(prompt("kept"))
    steps = (Migration(f"step-{n}", (f"CREATE TABLE step_{n} (id)",)) for n in range(6))
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, *steps))
    with ThreadPoolExecutor(8) as pool:
        opening = [pool.submit(Store, tmp_path / "record.sqlite3") for _ in range(8)]
        for store in [one.result() for one in opening]:
            store.close()
    kept = sorted(path.name for path in (tmp_path / "snapshots").iterdir())
    assert [name.split("-", 2)[2] for name in kept] == [f"step-{n}.sqlite3" for n in (3, 4, 5)]
