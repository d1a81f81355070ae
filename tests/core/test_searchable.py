"""What of a message is searched, and how special words are cut."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensync_app.core.records import StoredMessage
from opensync_app.core.searchable import (
    identifier_pieces,
    identifier_terms,
    searchable_of,
    split_unspaced,
    unspaced_terms,
)
from opensync_app.core.session import Kind, Part, Role


def message(
    *parts: Part, text_content: str | None = None, role: Role = "assistant", kind: Kind = "reply"
) -> StoredMessage:
    return StoredMessage(
        id=1,
        session_id=1,
        external_id="m1",
        role=role,
        kind=kind,
        parts=parts,
        text_content=text_content,
        model=None,
        usage=None,
        duration_ms=None,
        created_at=0,
        position=0,
        is_sidechain=False,
    )


def test_answers_and_thoughts_are_text():
    found = searchable_of(message(Part("thinking", "hm"), Part("text", "done")))
    assert found.text == "hm\ndone"
    assert found.tool_input == found.tool_output == ""


def test_a_tool_call_gives_its_name_arguments_and_paths():
    arguments = {"file_path": "/src/a.py", "edits": [{"old": "x = 1"}, {"old": "y"}], "n": 3}
    found = searchable_of(message(Part("tool-call", {"toolName": "Edit", "args": arguments})))
    assert found.tool_input == "Edit\n/src/a.py\nx = 1\ny"
    assert found.paths == ("/src/a.py",)
    assert found.tools == ("Edit",)


def test_a_tool_result_in_blocks_is_output_and_its_images_are_left_out():
    blocks = [
        {"type": "text", "text": "2 passed"},
        {"type": "image", "source": {"data": "iVBORw0KGgo"}},
    ]
    assert "2 passed" in searchable_of(message(Part("tool-result", blocks))).tool_output
    assert "iVBOR" not in searchable_of(message(Part("tool-result", blocks))).tool_output


def test_an_image_part_is_never_searched():
    found = searchable_of(message(Part("image", {"mediaType": "image/png", "data": "abcd"})))
    assert found.is_blank()


def test_encoded_data_is_left_out_and_the_words_beside_it_stay():
    noise = base64.b64encode(bytes(range(256)) * 4).decode()
    found = searchable_of(message(Part("tool-result", f"before {noise} after")))
    assert found.tool_output.split() == ["before", "after"]


def test_whole_text_that_came_as_parts_too_stands_once():
    found = searchable_of(message(Part("text", "hello"), text_content="hello"))
    assert found.text == "hello"


def test_text_of_a_tool_message_is_output():
    found = searchable_of(message(text_content="exit 1", role="tool", kind="tool-result"))
    assert (found.text, found.tool_output) == ("", "exit 1")


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("getUserById", ["get", "user", "by", "id"]),
        ("HTTPServer", ["http", "server"]),
        ("parseJSON2", ["parse", "json2"]),
        ("get_user", ["get", "user"]),
        ("plain", ["plain"]),
    ],
)
def test_identifiers_fall_into_parts(name: str, pieces: list[str]):
    assert identifier_pieces(name) == pieces


def test_camel_and_snake_spellings_share_a_term():
    assert "getuserbyid" in identifier_terms("call getUserById(x)")
    assert "getuserbyid" in identifier_terms("call get_user_by_id(x)")


def test_ordinary_words_are_no_identifiers():
    assert identifier_terms("An ordinary Sentence with WORDS and 12 numbers.") == set()


def test_unspaced_runs_give_characters_and_pairs():
    spaced, runs = split_unspaced("使用Tantivy搜索")
    assert spaced.split() == ["Tantivy"]
    assert unspaced_terms(runs) == ["使", "用", "使用", "搜", "索", "搜索"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.sampled_from(["text", "tool-call", "tool-result", "file", "patch"]), JSON)
def test_content_of_any_shape_is_taken(kind: str, content: object):
    found = searchable_of(message(Part(kind, content)))
    for section in found.sections():
        section.encode("utf-8")
        identifier_terms(section)
