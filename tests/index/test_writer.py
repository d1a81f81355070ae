"""What is written is found, what is dropped is gone, and the checkpoint tells the truth."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opensync_app.core.query import SearchQuery
from opensync_app.core.ranking import SessionHits
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.core.search_language import understand
from opensync_app.index.damage import damaged_files
from opensync_app.index.fulltext import TextIndex
from opensync_app.index.writer import Checkpoint
from tests.factories import stored_session


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TextIndex]:
    opened = TextIndex(tmp_path / "index")
    yield opened
    opened.close()


def session(number: int) -> StoredSession:
    return stored_session(number, source="opencode", title="Zoo")


def message(number: int, session_id: int, text: str) -> StoredMessage:
    return StoredMessage(
        id=number,
        session_id=session_id,
        external_id=f"m{number}",
        role="user",
        kind="prompt",
        parts=(),
        text_content=text,
        model=None,
        usage=None,
        duration_ms=None,
        created_at=-5,
        position=0,
        is_sidechain=False,
    )


def found(index: TextIndex, text: str) -> list[tuple[int, int]]:
    return [(hit.session_id, hit.message_id) for s in looked(index, text) for hit in s.messages]


def looked(index: TextIndex, text: str) -> tuple[SessionHits, ...]:
    lookup = index.lookup(SearchQuery(user_id=1, text=text), understand(text))
    return lookup.sessions(0, 20, lambda _: {}).sessions


def test_nothing_is_found_before_the_commit(index: TextIndex):
    index.writer().put_message(message(1, 1, "zebra"), session(1))
    assert found(index, "zebra") == []
    index.writer().commit(1)
    assert found(index, "zebra") == [(1, 1)]


def test_the_checkpoint_is_read_back(index: TextIndex):
    index.writer().put_message(message(9, 1, "zebra"), session(1))
    index.writer().commit(1)
    index.writer().put_message(message(3, 1, "lion"), session(1))
    index.writer().commit(7)
    index.close()
    assert TextIndex(index.folder).checkpoint == Checkpoint(sequence=7, highest=9)


def test_the_same_message_twice_before_a_commit_stands_once(index: TextIndex):
    for text in ("zebra", "lion"):
        index.writer().put_message(message(1, 1, text), session(1))
    index.writer().commit(1)
    assert (found(index, "zebra"), found(index, "lion")) == ([], [(1, 1)])


def test_an_emptied_message_is_gone(index: TextIndex):
    index.writer().put_message(message(1, 1, "zebra"), session(1))
    index.writer().commit(1)
    index.writer().put_message(message(1, 1, ""), session(1))
    index.writer().commit(2)
    assert found(index, "zebra") == []


def test_a_dropped_message_is_gone_and_its_neighbours_stay(index: TextIndex):
    for number in (1, 2):
        index.writer().put_message(message(number, 1, "zebra"), session(1))
    index.writer().commit(1)
    index.writer().drop_message(1)
    index.writer().commit(2)
    assert found(index, "zebra") == [(1, 2)]


def test_a_dropped_session_is_gone_with_its_title(index: TextIndex):
    for number in (1, 2):
        index.writer().put_message(message(number, number, "zebra"), session(number))
        index.writer().put_session(session(number))
    index.writer().commit(1)
    index.writer().drop_session(1)
    index.writer().commit(2)
    assert found(index, "zebra") == [(2, 2)]
    assert len(looked(index, "zoo")) == 1
    assert index.mark_of(1) is None
    assert index.message_ids_of(2) == [2]


def test_a_session_written_again_stands_once(index: TextIndex):
    for sequence in (1, 2):
        index.writer().put_session(session(1))
        index.writer().commit(sequence)
    assert index.count() == 1 + 2


def test_dropped_work_leaves_no_trace(index: TextIndex):
    index.writer().put_message(message(1, 1, "zebra"), session(1))
    index.close()
    index.writer().commit(1)
    assert found(index, "zebra") == []


def test_sound_files_pass_and_a_changed_byte_is_named(index: TextIndex):
    index.writer().put_message(message(1, 1, "zebra"), session(1))
    index.writer().commit(1)
    assert damaged_files(index.folder) == []
    (file,) = index.folder.glob("*.store")
    content = bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)
    assert damaged_files(index.folder) == [file.name]
