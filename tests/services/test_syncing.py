"""What plugins push becomes records; properties over arbitrary pushes."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opensync_app.core.errors import InvalidInputError
from opensync_app.core.pushed import (
    PushedMessage,
    PushedPart,
    PushedSession,
    read_message,
    read_session,
)
from opensync_app.core.session import ROLES
from opensync_app.services.syncing import PushedBatch, Syncing
from tests.factories import OWNER, Recording, recording

texts = st.text(max_size=30)
pushed_messages = st.builds(
    PushedMessage,
    session_external_id=st.sampled_from(["a", "b"]),
    external_id=st.sampled_from(["1", "2", "3"]),
    role=st.sampled_from(ROLES),
    text_content=st.none() | texts,
    prompt_tokens=st.none() | st.floats(0, 1e6),
    duration_ms=st.none() | st.floats(-100, 1e6),
    created_at=st.none() | st.floats(0, 8e15),
)
pushed_parts = st.builds(
    PushedPart,
    type=st.sampled_from(["text", "tool-call", "tool_use", "tool-result", "thinking", "odd"]),
    content=st.none() | texts | st.dictionaries(st.sampled_from(["name", "args", "x"]), texts),
    text=st.none() | texts,
    tool_name=st.none() | texts,
    result=st.none() | texts | st.lists(texts, max_size=2),
)


def syncing(record: Recording) -> Syncing:
    return Syncing(record.recorder, record.store.sessions)


@given(pushed_messages, st.lists(pushed_parts, max_size=4))
def test_every_readable_message_becomes_one(pushed: PushedMessage, parts: list[PushedPart]):
    message = read_message(msgspec.structs.replace(pushed, parts=parts))

    assert message.role in ROLES
    assert message.created_at is None or message.created_at > 0
    assert message.duration_ms is None or message.duration_ms >= 0
    assert len(message.parts) >= len(parts)
    for part in message.parts:
        if part.type in {"text", "thinking", "tool-result"}:
            assert isinstance(part.content, str)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(pushes=st.lists(pushed_messages, max_size=8))
def test_a_batch_and_single_pushes_end_in_the_same_state(
    tmp_path_factory: pytest.TempPathFactory, pushes: list[PushedMessage]
):
    with (
        recording(tmp_path_factory.mktemp("one")) as one,
        recording(tmp_path_factory.mktemp("other")) as other,
    ):

        async def push_both() -> None:
            for pushed in pushes:
                await syncing(one).push_message(OWNER, pushed)
            await syncing(other).push_batch(OWNER, PushedBatch((), list(enumerate(pushes))))

        asyncio.run(push_both())

        assert state(one) == state(other)


def state(record: Recording) -> dict[str, list[tuple[str, str, str, str]]]:
    return {
        name: sorted(
            (m.external_id, m.role, m.kind, m.text_content or "") for m in record.messages(name)
        )
        for name in sorted(record.store.sessions.external_ids(OWNER))
    }


async def test_what_was_answered_is_on_the_disk(tmp_path: Path):
    with recording(tmp_path) as record:
        number = await syncing(record).push_session(OWNER, PushedSession(external_id="a"))

    with recording(tmp_path) as record:
        assert record.session("a").id == number


async def test_a_large_push_is_stored_like_a_small_one(tmp_path: Path):
    text = "word " * 100_000
    pushed = PushedMessage(session_external_id="a", external_id="1", role="user", text_content=text)
    with recording(tmp_path) as record:
        await syncing(record).push_message(OWNER, pushed, size=len(text))

        assert record.messages("a")[0].text_content == text


async def test_a_batch_names_what_it_left_out(tmp_path: Path):
    batch = PushedBatch(
        sessions=[(0, PushedSession(title="nameless")), (1, PushedSession(external_id="a"))],
        messages=[(4, PushedMessage(session_external_id="a", external_id="1", role="poet"))],
    )
    with recording(tmp_path) as record:
        outcome = await syncing(record).push_batch(OWNER, batch)

    assert [item.path for item in outcome.rejected] == [
        "$.sessions[0].externalId",
        "$.messages[4].role",
    ]
    assert [item.external_id for item in outcome.sessions] == ["a"]


def test_two_zeros_are_no_usage():
    named = PushedMessage(session_external_id="a", external_id="1", role="assistant")

    assert read_message(msgspec.structs.replace(named, prompt_tokens=0.0)).usage is None
    usage = read_message(msgspec.structs.replace(named, completion_tokens=4.0)).usage
    assert usage is not None
    assert (usage.prompt, usage.completion) == (0, 4)


def test_a_session_must_be_named():
    with pytest.raises(InvalidInputError, match=r"^Missing externalId or sessionId$"):
        read_session(PushedSession(title="x"))
