"""One model under its many spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.model_names import Spelling, canonical_model, spellings


@pytest.mark.parametrize(
    "written",
    [
        "claude-sonnet-4-5-20250929",
        "claude-sonnet-4.5-20250929",
        "CLAUDE-SONNET-4-5-20250929 ",
        "anthropic/claude-sonnet-4-5-20250929",
        "openrouter/anthropic/claude-4.5-sonnet-20250929",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "anthropic.claude-sonnet-4-5-20250929-v1",
        "claude-sonnet-4-5@20250929",
        "claude-sonnet-4-5-20250929[1m]",
    ],
)
def test_owners_dots_revisions_and_marks_do_not_make_another_model(written: str):
    assert canonical_model(written) == "claude-sonnet-4-5-20250929"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("claude-3-5-haiku-20241022", "claude-haiku-3-5-20241022"),
        ("claude-3-opus-20240229", "claude-opus-3-20240229"),
        ("gpt-5.3-codex", "gpt-5-3-codex"),
        ("models/gemini-3.1-pro-preview", "gemini-3-1-pro-preview"),
        ("o3", "o3"),
        ("MiniMax-M2.7", "minimax-m2-7"),
        ("deepseek-v4", "deepseek-v4"),
        ("claudette-v2", "claudette-v2"),
        ("", ""),
    ],
)
def test_a_name_keeps_what_tells_it_from_others(written: str, canonical: str):
    assert canonical_model(written) == canonical


def test_dates_and_efforts_are_left_out_one_by_one():
    assert spellings("gpt-5.5-2026-04-23-xhigh") == (
        Spelling("gpt-5-5-2026-04-23-xhigh"),
        Spelling("gpt-5-5-2026-04-23"),
        Spelling("gpt-5-5"),
    )


@pytest.mark.parametrize("written", ["claude-opus-5-fast-20260723", "claude-opus-5-20260723-fast"])
def test_fast_in_the_name_is_remembered(written: str):
    assert spellings(written)[-1] == Spelling("claude-opus-5", is_fast=True)


def test_a_version_is_never_left_out():
    assert spellings("claude-opus-4-9") == (Spelling("claude-opus-4-9"),)


@given(st.text(max_size=60))
def test_any_text_has_spellings_and_a_canonical_name_is_its_own(text: str):
    found = spellings(text)
    assert found[0].name == canonical_model(text)
    assert all(found[0].name.startswith(spelling.name) for spelling in found)


NAMES = st.from_regex(r"[a-z]{2,8}(-[0-9]{1,2}(\.[0-9])?)?(-(mini|pro|codex))?", fullmatch=True)


@given(NAMES)
def test_a_canonical_name_stays_as_it_is(name: str):
    assert canonical_model(canonical_model(name)) == canonical_model(name)
