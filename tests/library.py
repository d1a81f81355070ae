"""A record with its index and its search, for tests that ask questions."""

from pathlib import Path
from typing import TypedDict, Unpack

from opensync_app.core.query import SearchLevel, SearchMode, SearchQuery
from opensync_app.core.search_answer import SearchAnswer
from opensync_app.core.session import Message, SessionPatch
from opensync_app.core.similarity import Similarity
from opensync_app.index.folders import IndexFolders
from opensync_app.services.indexing import IndexingService
from opensync_app.services.searching import SearchingService
from opensync_app.store.batches import RecordBatch
from tests.factories import OWNER, Recording

STRANGER = 2


class Filters(TypedDict, total=False):
    """What narrows and shapes a search."""

    mode: SearchMode
    level: SearchLevel
    sources: tuple[str, ...]
    projects: tuple[str, ...]
    models: tuple[str, ...]
    roles: tuple[str, ...]
    tools: tuple[str, ...]
    branches: tuple[str, ...]
    files: tuple[str, ...]
    since: int | None
    until: int | None
    limit: int
    offset: int
    facets: bool


class Library:
    """A record with its index and its search."""

    def __init__(self, record: Recording, root: Path, similarity: Similarity | None = None) -> None:
        self.record = record
        self.similarity = similarity
        self.folders = IndexFolders(root)
        self.indexing = IndexingService(record.store, self.folders)
        self.searching = SearchingService(
            record.store, self.folders, self.indexing.suspect, similarity
        )

    def keep(self, *reports: SessionPatch | Message) -> None:
        self.record.push(*reports)

    def keep_for_stranger(self, *reports: SessionPatch | Message) -> None:
        """Keep something that belongs to a second user."""
        self.record.store.database.write(
            lambda c: c.execute(
                "INSERT OR IGNORE INTO users (id, name, role, created_at) "
                "VALUES (?, 'stranger', 'member', 0)",
                (STRANGER,),
            )
        )
        self.record.recorder.record(
            RecordBatch(
                user_id=STRANGER,
                origin="push",
                sessions=tuple(r for r in reports if isinstance(r, SessionPatch)),
                messages=tuple(r for r in reports if isinstance(r, Message)),
            )
        )

    def make_searchable(self) -> None:
        while self.indexing.catch_up().lag:
            pass

    def search(self, text: str, user_id: int = OWNER, **fields: Unpack[Filters]) -> SearchAnswer:
        return self.searching.search(SearchQuery(user_id=user_id, text=text, **fields))

    def found(self, text: str, **fields: Unpack[Filters]) -> list[str]:
        return [result.session.external_id for result in self.search(text, **fields).results]

    def close(self) -> None:
        self.indexing.close()
