"""Counting costs again beside the work of the index process."""

import threading
from pathlib import Path

from opensync_app.core.pricing import PriceList, listed, rates
from opensync_app.jobs.repricing import RepricingJob
from opensync_app.services.repricing import Repricing
from tests.factories import NOW, patch, recording, reply, usage

NEW = PriceList((listed("mine", rates(1, 10), "test"),))


def test_costs_follow_the_list_after_the_start(tmp_path: Path):
    with recording(tmp_path) as rec:
        said = reply("x", model="mine", usage=usage(input=5, output=1), created_at=NOW)
        rec.imported(patch(model="mine"), said)
        assert rec.session().cost_micro_usd is None
        repricing = Repricing(rec.store, NEW)
        job = RepricingJob(repricing)
        job.start()
        waited = threading.Event()
        for _ in range(500):
            if not repricing.is_due():
                break
            waited.wait(0.01)
        job.stop()
        assert rec.session().cost_micro_usd == 15
