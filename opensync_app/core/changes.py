"""What is announced, in a process and between two: what changed, how far the indexes are."""

import msgspec


class RecordChanged(msgspec.Struct, frozen=True, tag="record"):
    """The record moved on.

    Attributes:
        sequence: number of the last journal entry that the commit wrote.
        session_ids: record ids of the sessions that changed; none when nothing did, and somebody
            waits until the index is there.
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


class ToolProgress(msgspec.Struct, frozen=True):
    """How far an import is with the files of one tool.

    Attributes:
        name: the source.
        files: found in this run and not known yet.
        files_done: of them.
    """

    name: str
    files: int
    files_done: int = 0


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
        tools: those with files to read, most files first.
    """

    state: str = "idle"
    source: str | None = None
    files_done: int = 0
    files_total: int = 0
    sessions: int = 0
    messages: int = 0
    started_at: int | None = None
    eta_ms: int | None = None
    tools: tuple[ToolProgress, ...] = ()


class IndexSuspected(msgspec.Struct, frozen=True, tag="index-suspected"):
    """A search could not read the index; its writer should check and mend it."""


class IndexProgress(msgspec.Struct, frozen=True):
    """How far the text index is.

    Attributes:
        state: `ready`, `catching-up` or `rebuilding`.
        lag: journal entries that are not searchable yet.
        built: which part of the messages the index in the making holds, 0 to 1; None when no
            index is in the making.
    """

    state: str
    lag: int
    built: float | None = None


class SemanticProgress(msgspec.Struct, frozen=True, tag="semantic"):
    """How far the vectors are.

    Attributes:
        state: `off`, `building` or `ready`.
        covered: messages that were looked at.
        total: messages that are to be looked at.
        model: the embedding model's name as people know it; empty while unknown.
        problem: why nothing moves, as a sentence; None when all is well.
    """

    state: str = "off"
    covered: int = 0
    total: int = 0
    model: str = ""
    problem: str | None = None


class Notified(msgspec.Struct, frozen=True, tag="notification"):
    """A person was told something.

    Attributes:
        user_id: who.
        id: record id of the notification.
        kind: what it is about.
        title: one line.
        created_at: epoch ms.
    """

    user_id: int
    id: int
    kind: str
    title: str
    created_at: int


class VectorsSuspected(msgspec.Struct, frozen=True, tag="vectors-suspected"):
    """A search could not read the vectors, or it is time to look: check and mend them."""


Change = (
    RecordChanged
    | IndexAdvanced
    | ImportProgress
    | IndexSuspected
    | SemanticProgress
    | Notified
    | VectorsSuspected
)
