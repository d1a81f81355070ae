"""The durable record; the only truth, and the one room where SQL stands."""

from pathlib import Path

from opensync_app.store.accounts import Accounts
from opensync_app.store.analytics import Analytics
from opensync_app.store.archive import Archive
from opensync_app.store.checking import Checking
from opensync_app.store.covering import Covering
from opensync_app.store.database import Database
from opensync_app.store.desk import Desk
from opensync_app.store.dictionaries import Dictionaries
from opensync_app.store.finding import Finding
from opensync_app.store.journal import Journal
from opensync_app.store.messages import Messages
from opensync_app.store.positions import Positions
from opensync_app.store.purging import Trash
from opensync_app.store.searches import Searches
from opensync_app.store.session_lists import SessionLists
from opensync_app.store.sessions import Sessions
from opensync_app.store.transcripts import Transcripts


class Store:
    """The record's tables, each behind one reader.

    Attributes:
        database: the file, for those who write.
    """

    def __init__(self, path: Path, *, repeatable: bool = False) -> None:
        """Open or create the record; `repeatable` as in `Database`.

        Raises:
            DataFolderError: the file is damaged, not ours, or from a newer program.
        """
        self.database = Database(path, repeatable=repeatable)
        self.sessions = Sessions(self.database)
        self.session_lists = SessionLists(self.database)
        self.trash = Trash(self.database)
        self.desk = Desk(self.database)
        self.archive = Archive(self.database)
        self.messages = Messages(self.database, self.archive)
        self.transcripts = Transcripts(self.database, self.messages)
        self.journal = Journal(self.database)
        self.positions = Positions(self.database)
        self.dictionaries = Dictionaries(self.database)
        self.checking = Checking(self.database)
        self.covering = Covering(self.database)
        self.analytics = Analytics(self.database)
        self.accounts = Accounts(self.database)
        self.searches = Searches(self.database)
        self.finding = Finding(self.database, self.archive)

    def close(self) -> None:
        """Finish what is queued and close the file."""
        self.dictionaries.close()
        self.database.close()
