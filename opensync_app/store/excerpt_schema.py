"""The migration that remembers how much of a file another one told, when that one is gone."""

EXCERPT_SCHEMA: tuple[str, ...] = (
    "ALTER TABLE files ADD COLUMN told_before INTEGER NOT NULL DEFAULT 0",
)
