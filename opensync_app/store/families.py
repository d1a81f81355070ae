"""Sessions and their sub-agents: what one of them knows of the other."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from opensync_app.core.session import AgentName, Origin, file_alias
from opensync_app.store.prepared import alias_hash

_PUSHED_PARENT = "SELECT id FROM sessions WHERE user_id = ? AND external_id = ? AND is_pushed"
_IMPORTED_AGENTS = (
    "SELECT id FROM sessions WHERE user_id = ? AND parent_external_id = ? AND is_imported"
)


def kin(connection: sqlite3.Connection, row: Mapping[str, Any], origin: Origin) -> list[int]:
    """Return the sessions that may hold the same tool calls as this one, told by the other origin.

    They are, for the import of a sub-agent, its parent's, and for a push those of its sub-agents.
    """
    if origin == "import":
        query, name = _PUSHED_PARENT, row["parent_external_id"]
    else:
        query, name = _IMPORTED_AGENTS, row["external_id"]
    found = () if name is None else connection.execute(query, (row["user_id"], name))
    return [session["id"] for session in found]


def name_agent(connection: sqlite3.Connection, user_id: int, agent: AgentName) -> list[int]:
    """Remember what a sub-agent is called; return its session if that bore no name yet."""
    connection.execute(
        "INSERT OR REPLACE INTO agent_names (user_id, external_id, name) VALUES (?, ?, ?)",
        (user_id, agent.session_external_id, agent.name),
    )
    named = connection.execute(
        "UPDATE sessions SET agent_name = ? WHERE user_id = ? AND external_id = ? "
        "AND agent_name IS NULL RETURNING id",
        (agent.name, user_id, agent.session_external_id),
    ).fetchall()
    return [row["id"] for row in named]


def agent_name_of(connection: sqlite3.Connection, user_id: int, external_id: str) -> str | None:
    """Return what a parent was told that a sub-agent is called, or None."""
    row = connection.execute(
        "SELECT name FROM agent_names WHERE user_id = ? AND external_id = ?",
        (user_id, external_id),
    ).fetchone()
    return None if row is None else row["name"]


def naming_file(
    connection: sqlite3.Connection, user_id: int, external_id: str, path: str
) -> list[sqlite3.Row]:
    """Return the messages of a session and its sub-agents that name a file."""
    return connection.execute(
        "SELECT m.id, m.session_id FROM sessions s JOIN message_aliases a ON a.session_id = s.id "
        "JOIN messages m ON m.id = a.message_id WHERE s.user_id = ?1 AND a.alias = ?3 "
        "AND (s.external_id = ?2 OR s.parent_external_id = ?2)",
        (user_id, external_id, alias_hash(file_alias(path))),
    ).fetchall()
