"""The migration that marks UTC days whose roll-ups change, so that sums of other days can be kept.

A day gets a new, higher mark in the transaction that changes one of its rows. Who keeps sums
remembers the highest mark it has seen and asks for those above it.
"""

MARKS_SCHEMA: tuple[str, ...] = (
    """CREATE TABLE rollup_marks (
      mark INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, day INTEGER NOT NULL,
      UNIQUE (user_id, day))""",
)
