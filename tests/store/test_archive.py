"""The archive gives back every byte, however it came, and small pieces do not stay small."""

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from opensync_app.store import Store, archive
from opensync_app.store.bodies import compress
from tests.factories import recording

LINE = b'{"type":"assistant","cwd":"/home/me/shop","uuid":"%d","text":"%s"}\n'


def keep(store: Store, pieces: list[bytes], generation: int = 0) -> None:
    start = 0
    for piece in pieces:
        store.database.write(
            lambda c, p=piece, s=start: archive.append(
                c, 1, generation=generation, start=s, length=len(p), packed=compress(p)
            )
        )
        start += len(piece)


def a_file(store: Store) -> None:
    store.database.write(
        lambda c: c.execute("INSERT INTO files (id, source, path) VALUES (1, 'pi', '/a')")
    )


def held(store: Store) -> list[tuple[int, bytes]]:
    return [(piece.start, piece.raw) for piece in store.archive.chunks(1, 0)]


def lines(count: int) -> list[bytes]:
    chance = random.Random(3)
    return [LINE % (n, chance.randbytes(60).hex().encode()) for n in range(count)]


@settings(max_examples=25)
@given(sizes=st.lists(st.integers(1, 40_000), max_size=60))
def test_pieces_of_any_size_come_back_whole_and_in_order(sizes: list[int]):
    with tempfile.TemporaryDirectory() as folder, recording(Path(folder)) as rec:
        a_file(rec.store)
        pieces = [bytes([n % 251]) * size for n, size in enumerate(sizes)]
        keep(rec.store, pieces)
        found = held(rec.store)
        assert b"".join(raw for _, raw in found) == b"".join(pieces)
        reached = 0
        for start, raw in found:
            assert start == reached
            reached += len(raw)


def test_a_session_that_comes_line_by_line_takes_little_room(tmp_path: Path):
    appended = lines(400)
    with recording(tmp_path) as rec:
        a_file(rec.store)
        keep(rec.store, appended)
        room = rec.store.database.read(
            lambda c: c.execute("SELECT count(*), sum(length(data)) FROM archive").fetchone()
        )
    apart = sum(len(compress(line)) for line in appended)
    assert room[0] < 30
    assert room[1] < 0.75 * apart


def test_a_gap_is_not_closed_and_generations_are_not_mixed(tmp_path: Path):
    with recording(tmp_path) as rec:
        a_file(rec.store)
        keep(rec.store, lines(15))
        keep(rec.store, lines(15), generation=1)
        rec.store.database.write(lambda c: c.execute("DELETE FROM archive WHERE id = 7"))
        assert len(held(rec.store)) == 14
        late = LINE % (99, b"late")
        rec.store.database.write(
            lambda c: archive.append(
                c, 1, generation=0, start=10_000, length=len(late), packed=compress(late)
            )
        )
        assert len(held(rec.store)) == 15
        assert len(list(rec.store.archive.chunks(1, 1))) == 15
