"""The tables and columns of the second migration: what a person keeps on their desk.

Saved searches, preferences, notifications, and the star and note of a session. None of it can be
rebuilt from the tools' files.
"""

DESK_SCHEMA: tuple[str, ...] = (
    "ALTER TABLE sessions ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sessions ADD COLUMN note TEXT",
    """CREATE TABLE saved_searches (
      id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
      name TEXT NOT NULL, query TEXT NOT NULL, search_type TEXT NOT NULL DEFAULT 'fulltext',
      session_limit INTEGER NOT NULL DEFAULT 5, token_budget INTEGER,
      filters TEXT NOT NULL DEFAULT '{}', created_at INTEGER NOT NULL, last_used_at INTEGER,
      use_count INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX saved_searches_user ON saved_searches (user_id, id)",
    """CREATE TABLE preferences (
      user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, name TEXT NOT NULL,
      value TEXT NOT NULL, PRIMARY KEY (user_id, name)) WITHOUT ROWID""",
    """CREATE TABLE notifications (
      id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
      kind TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '',
      link TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL, read_at INTEGER)""",
    "CREATE INDEX notifications_user ON notifications (user_id, id)",
)
