"""The indexing thread rests when nothing comes, and works again when something does."""

import threading
from pathlib import Path

from opensync_app.feed import ChangeFeed
from opensync_app.index.folders import IndexFolders
from opensync_app.jobs.indexing import IndexingJob
from opensync_app.services.indexing import IndexingService
from tests.factories import patch, prompt, recording


def test_it_rests_once_after_each_work(tmp_path: Path):
    rests = threading.Semaphore(0)
    with recording(tmp_path) as record:
        service = IndexingService(record.store, IndexFolders(tmp_path / "index"))
        job = IndexingJob(service, ChangeFeed(), rests.release, rest_after_s=0.05)
        job.start()
        for number in range(2):
            record.push(patch(), prompt(f"zebra {number}", f"u{number}"))
            job.wake()
            assert rests.acquire(timeout=30)
            other = IndexFolders(tmp_path / "index").serving
            assert len(other.message_ids_of(record.session().id)) == number + 1
            other.writer()
            other.close()
            assert not rests.acquire(timeout=1.5)
        job.stop()
        service.close()
