"""Ordered, named migrations of the record; the list is append-only and goes forward only."""

from typing import NamedTuple

from opensync_app.store.desk_schema import DESK_SCHEMA
from opensync_app.store.schema import FIRST_SCHEMA


class Migration(NamedTuple):
    """One step of the schema.

    Attributes:
        name: a word for the snapshot's file name.
        statements: SQL, one statement each, run in one transaction.
    """

    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration("first", FIRST_SCHEMA),
    Migration("desk", DESK_SCHEMA),
)
