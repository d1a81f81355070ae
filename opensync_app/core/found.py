"""What a list of search results shows of a session, and what a snippet is made of."""

import msgspec

from opensync_app.core.session import Kind, Role


class FoundSession(msgspec.Struct, frozen=True):
    """One session, as far as a search result names it.

    Attributes:
        id: record id; on the wire `s<id>`.
        total_tokens: own usage; for a session that was only pushed, as reported.
        cost_micro_usd: None when a price is unknown.
        created_at: epoch ms; updated_at: epoch ms of the last activity.
    """

    id: int
    user_id: int
    external_id: str
    source: str
    title: str | None
    project_path: str | None
    project_name: str | None
    git_branch: str | None
    model: str | None
    total_tokens: int
    cost_micro_usd: int | None
    message_count: int
    is_public: bool
    starred: bool
    created_at: int
    updated_at: int


class FoundMessage(msgspec.Struct, frozen=True):
    """One message, as far as a search result shows it.

    Attributes:
        id: record id; session_id: record id of its session.
        created_at: epoch ms.
        packed: its words and parts as the record keeps them; the same bytes say the same.
    """

    id: int
    session_id: int
    role: Role
    kind: Kind
    created_at: int
    packed: bytes
