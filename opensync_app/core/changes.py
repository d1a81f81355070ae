"""What is announced, in a process and between two: what changed, how far the indexes are."""

import msgspec


class RecordChanged(msgspec.Struct, frozen=True, tag="record"):
    """The record moved on.

    Attributes:
        sequence: number of the last journal entry that the commit wrote.
        session_ids: record ids of the sessions that changed.
    """

    sequence: int
    session_ids: tuple[int, ...]


class IndexAdvanced(msgspec.Struct, frozen=True, tag="index"):
    """The text index caught up to a journal entry.

    Attributes:
        sequence: last journal entry that is searchable now.
        lag: entries that still wait.
    """

    sequence: int
    lag: int


class ImportProgress(msgspec.Struct, frozen=True, tag="import"):
    """How far an import is.

    Attributes:
        state: whether files are being read now.
        source: the tool whose files are read.
        files_done: files finished in this run, unchanged ones included.
        files_total: files found in this run.
        sessions: sessions touched in this run.
        messages: messages written in this run.
        started_at: epoch ms of the run's start.
        eta_ms: milliseconds left by the bytes still unread; None while unknown.
    """

    state: str = "idle"
    source: str | None = None
    files_done: int = 0
    files_total: int = 0
    sessions: int = 0
    messages: int = 0
    started_at: int | None = None
    eta_ms: int | None = None


class IndexSuspected(msgspec.Struct, frozen=True, tag="index-suspected"):
    """A search could not read the index; its writer should check and mend it."""


Change = RecordChanged | IndexAdvanced | ImportProgress | IndexSuspected
