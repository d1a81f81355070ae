"""Ordered, named migrations of the record; the list is append-only and goes forward only."""

from typing import NamedTuple

from opensync_app.store.desk_schema import DESK_SCHEMA
from opensync_app.store.excerpt_schema import EXCERPT_SCHEMA
from opensync_app.store.list_schema import LIST_SCHEMA
from opensync_app.store.marks_schema import MARKS_SCHEMA
from opensync_app.store.schema import FIRST_SCHEMA
from opensync_app.store.totals_schema import TOTALS_SCHEMA


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
    Migration("lists", LIST_SCHEMA),
    Migration("totals", TOTALS_SCHEMA),
    Migration("marks", MARKS_SCHEMA),
    Migration("excerpts", EXCERPT_SCHEMA),
)
