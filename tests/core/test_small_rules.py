"""Names, projects, cursors and moments."""

import pytest

from opensync_app.core.clock import parse_iso_ms
from opensync_app.core.cursors import decode_cursor, encode_cursor
from opensync_app.core.errors import InvalidInputError
from opensync_app.core.names import canonical_source, infer_provider
from opensync_app.core.projects import project_name_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/me/shop", "shop"),
        ("/home/me/shop/", "shop"),
        ("C:\\Users\\me\\shop", "shop"),
        ("C:\\", None),
        ("/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_project_is_called_by_the_last_word_of_its_path(path: str | None, name: str | None):
    assert project_name_of(path) == name


@pytest.mark.parametrize(
    ("provider", "model", "inferred"),
    [
        ("anthropic-oauth", None, "anthropic"),
        ("google-antigravity", None, "google"),
        ("zai-oauth", None, "zai"),
        (None, "claude-sonnet-4", "anthropic"),
        (None, "gpt-5-codex", "openai"),
        (None, "mixtral-8x7b", "mistral"),
        (None, "unheard-of", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_the_provider_is_inferred_as_the_hosted_product_does(
    provider: str | None, model: str | None, inferred: str
):
    assert infer_provider(provider, model) == inferred


def test_a_source_has_one_spelling():
    assert canonical_source("cursor") == "cursor-sync"
    assert canonical_source("claude-code") == "claude-code"
    assert canonical_source(None) is None


def test_a_cursor_comes_back_as_it_went_out():
    for place in [(1795000000000, 7), ("Ünïcode", 1), (None, 3), (-1, -1)]:
        assert decode_cursor(encode_cursor(place)) == place


@pytest.mark.parametrize("cursor", ["", "!!", "bm90IGpzb24", "WzFd", "é"])
def test_a_foreign_cursor_is_refused_with_a_sentence(cursor: str):
    with pytest.raises(InvalidInputError, match="not one that this server gave out"):
        decode_cursor(cursor)


def test_moments_are_read_with_and_without_a_zone():
    assert parse_iso_ms("2026-01-18T09:00:00.123Z") == 1768726800123
    assert parse_iso_ms("2026-01-18T10:00:00.123+01:00") == 1768726800123
    assert parse_iso_ms("2026-01-18T09:00:00.123") == 1768726800123
    assert parse_iso_ms("yesterday") is None
    assert parse_iso_ms("") is None
