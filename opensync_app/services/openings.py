"""What sessions open with, read from the record as it is to be searched by meaning."""

from collections.abc import Iterator, Sequence

import msgspec

from opensync_app.core.embeddable import opening_of
from opensync_app.core.records import StoredMessage, StoredSession
from opensync_app.index.chunks import Chunk
from opensync_app.index.embedder import Embedder
from opensync_app.index.vector_rows import Embedded, digest_of
from opensync_app.store import Store


class Opening(msgspec.Struct, frozen=True):
    """What one session opens with.

    Attributes:
        session: as it is now; not in the trash.
        message: its first typed prompt, or its first reply.
        text: what is embedded; empty when there are no words.
    """

    session: StoredSession
    message: StoredMessage
    text: str

    @property
    def digest(self) -> int:
        """What tells whether its row is still right, text and filters."""
        return digest_of(self.message, self.text)


def openings_of(store: Store, session_ids: Sequence[int]) -> dict[int, Opening]:
    """Return what sessions open with, by session in that order; some have nothing.

    Absent are those in which nobody speaks, and those in the trash.
    """
    first = store.covering.first_of(session_ids)
    messages = {message.id: message for message in store.messages.by_ids(sorted(first.values()))}
    sessions = {session.id: session for session in store.sessions.by_ids(sorted(first))}
    return {
        number: Opening(session, message, opening_of(session.title, message))
        for number in session_ids
        if (session := sessions.get(number)) and (message := messages.get(first[number]))
    }


def embedded_openings(openings: Sequence[Opening], embedder: Embedder) -> Iterator[Embedded]:
    """Yield openings with their vectors; one without words has none.

    Raises:
        EmbeddingFailedError: the model does not answer.
    """
    vectors = embedder.embed([one.text for one in openings if one.text])
    start = 0
    for one in openings:
        places = [Chunk(0, len(one.text))] if one.text else []
        end = start + len(places)
        yield Embedded(
            one.message, one.session, one.digest, places, vectors[start:end], is_opening=True
        )
        start = end
