"""The coverage-guided fuzzer begins with something of every source."""

import pytest

from bench.fuzz_parsers import check, seeds_of
from opensync_app.sources.base import Source
from opensync_app.sources.registry import SOURCES
from opensync_app.store.prepared import prepare


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_source_has_seeds_that_its_parser_reads(source: Source):
    seeds = seeds_of(source)

    assert seeds
    for path, raw in seeds:
        assert raw
        check(source, path, raw, 128, prepare)
