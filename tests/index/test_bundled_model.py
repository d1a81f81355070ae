"""The bundled model says what the published all-MiniLM-L6-v2 says, rounded to eight bits."""

import json
from pathlib import Path

import numpy as np
import pytest

from opensync_app.index.bundled_model import BundledModel
from opensync_app.index.chosen_model import key_of
from opensync_app.index.embedder import ModelChoice

REFERENCE = json.loads(Path(__file__).with_name("minilm_reference.json").read_text())
"""Vectors of the same weights in full precision, which reproduce the published figures below."""


@pytest.fixture(scope="module")
def model() -> BundledModel:
    return BundledModel()


@pytest.mark.parametrize("sample", REFERENCE, ids=lambda sample: sample["text"][:20])
def test_eight_bits_keep_the_direction(model: BundledModel, sample: dict[str, object]):
    vector = model.embed([str(sample["text"])])[0]
    assert float(vector @ np.asarray(sample["vector"], np.float32)) > 0.97


def test_it_agrees_with_the_published_similarities(model: BundledModel):
    """Source: the quick start of sentence-transformers, which uses this model; read 2026-11-23."""
    texts = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    vectors = model.embed(texts)
    found = vectors @ vectors.T
    expected = [[1, 0.6660, 0.1046], [0.6660, 1, 0.1411], [0.1046, 0.1411, 1]]
    assert np.abs(found - np.asarray(expected)).max() < 0.03


def test_every_vector_has_length_1_and_the_told_dimension(model: BundledModel):
    vectors = model.embed(["zebra", "x" * 9000, "", "数据库连接失败", "\ud800 half"])
    assert vectors.shape == (5, model.dimension) == (5, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_a_text_has_the_same_vector_in_any_company(model: BundledModel):
    alone = model.embed(["where is the zebra?"])[0]
    among = model.embed(["x" * 3000, "where is the zebra?", "gnu", "where is the zebra?"])
    assert np.array_equal(alone, among[1])
    assert np.array_equal(alone, among[3])


def test_what_stands_behind_256_tokens_changes_nothing(model: BundledModel):
    long = "zebra " * 300
    assert np.array_equal(model.embed([long])[0], model.embed([long + "okapi"])[0])


def test_nothing_gives_nothing(model: BundledModel):
    assert model.embed([]).shape == (0, 384)


def test_its_key_is_known_without_loading_it(model: BundledModel):
    assert key_of(ModelChoice()) == model.key == "all-MiniLM-L6-v2-int8-1"


def test_more_is_asked_of_the_nearest_among_more_messages(model: BundledModel):
    few, many = (model.least_near("login loop", is_known=True, among=n) for n in (3, 500_000))
    assert (few, many) == (pytest.approx(0.116, abs=0.001), pytest.approx(0.297, abs=0.001))


def test_more_is_asked_for_words_that_nobody_wrote(model: BundledModel):
    def more(among: int) -> float:
        unknown, known = (
            model.least_near("wooden slithytoves", is_known=is_known, among=among)
            for is_known in (False, True)
        )
        return unknown - known

    assert [more(among) for among in (1, 12_839)] == [0, pytest.approx(0.11, abs=0.001)]


@pytest.mark.parametrize("text", ["xqzvw prlkt", "fvhfxdn", "qwfpgj zxcvkd"])
def test_more_is_asked_for_letters_at_random_unless_somebody_wrote_them(
    model: BundledModel, text: str
):
    nobody, somebody = (
        model.least_near(text, is_known=known, among=100) for known in (False, True)
    )
    assert nobody - somebody == pytest.approx(0.28)


@pytest.mark.parametrize("text", ["", " ", "?!", "\ud800", "数据库连接失败"])
def test_every_text_can_be_asked_about(model: BundledModel, text: str):
    assert 0 < model.least_near(text, is_known=False, among=0) < 1
