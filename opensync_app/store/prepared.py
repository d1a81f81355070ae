"""Messages made ready for the write lane: merged by id, packed and hashed outside of it."""

import hashlib
from collections.abc import Iterable
from functools import reduce

import msgspec

from opensync_app.core.session import Message, Part, merge_parts, merge_text
from opensync_app.core.usage import TokenUsage
from opensync_app.store.bodies import Body, pack_all
from opensync_app.store.usage import usage_key


class PreparedMessage(msgspec.Struct, frozen=True):
    """A message whose blob is already packed, so that the lane only writes.

    Attributes:
        message: as reported, several reports of one batch merged.
        body: its packed words and parts.
        tool_calls: number of tool-call parts.
        usage_key: hash of the usage's identity; None when the source tells no usage.
        word_aliases: hashes of aliases that stand for its words.
        id_aliases: hashes of aliases that stand for other ids.
    """

    message: Message
    body: bytes
    tool_calls: int
    usage_key: bytes | None
    word_aliases: tuple[int, ...]
    id_aliases: tuple[int, ...]

    @property
    def own_alias(self) -> int:
        """Hash under which its own id is looked up."""
        return alias_hash(self.message.external_id)


def prepare(
    messages: Iterable[Message], dictionary: int | None = None
) -> tuple[PreparedMessage, ...]:
    """Return messages ready to write, one for each id, in order of first mention.

    Their bodies are packed with the dictionary named.
    """
    reports: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        key = (message.session_external_id, message.external_id)
        reports.setdefault(key, []).append(message)
    merged = [_merged(same) for same in reports.values()]
    blobs = pack_all([Body(m.text_content, m.parts) for m in merged], dictionary)
    return tuple(map(_prepare_one, merged, blobs))


def alias_hash(alias: str) -> int:
    """Return the 64-bit signed hash under which an alias is stored."""
    digest = hashlib.blake2b(alias.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _prepare_one(message: Message, blob: bytes) -> PreparedMessage:
    words = tuple(a for a in message.aliases if a.startswith("text:"))
    return PreparedMessage(
        message=message,
        body=blob,
        tool_calls=count_tool_calls(message.parts),
        usage_key=_usage_key(message),
        word_aliases=tuple(alias_hash(a) for a in words),
        id_aliases=tuple(alias_hash(a) for a in message.aliases if not a.startswith("text:")),
    )


def _usage_key(message: Message) -> bytes | None:
    if message.usage is None:
        return None
    return usage_key(message.usage_key or f"{message.session_external_id}/{message.external_id}")


def count_tool_calls(parts: tuple[Part, ...]) -> int:
    """Return how many tools a message calls."""
    return sum(1 for part in parts if part.type == "tool-call")


def _merged(reports: list[Message]) -> Message:
    """Return one message for all reports of it."""
    if len(reports) == 1:
        return reports[0]
    keyed = all(r.text_content is None and all(p.key for p in r.parts) for r in reports)
    return _merged_in_halves(reports) if keyed else reduce(_merge_reports, reports)


def _merged_in_halves(reports: list[Message]) -> Message:
    """Return one message for reports of keyed parts, which may be merged in any grouping.

    A reply of a hundred thousand lines then takes seconds, not hours.
    """
    if len(reports) == 1:
        return reports[0]
    middle = len(reports) // 2
    return _merge_reports(_merged_in_halves(reports[:middle]), _merged_in_halves(reports[middle:]))


def _merge_reports(known: Message, sent: Message) -> Message:
    """Return one message for two reports of it, the second the later one."""
    return msgspec.structs.replace(
        known,
        role=known.role if sent.role == "unknown" else sent.role,
        kind=known.kind if sent.role == "unknown" else sent.kind,
        parts=merge_parts(known.parts, sent.parts),
        text_content=merge_text(known.text_content, sent.text_content, sent.role),
        model=sent.model or known.model,
        usage=merge_usage(known.usage, sent.usage),
        usage_key=known.usage_key or sent.usage_key,
        duration_ms=known.duration_ms if sent.duration_ms is None else sent.duration_ms,
        created_at=known.created_at if known.created_at is not None else sent.created_at,
        position=known.position if known.position is not None else sent.position,
        aliases=tuple(dict.fromkeys((*known.aliases, *sent.aliases))),
        is_fast=known.is_fast or sent.is_fast,
    )


def merge_usage(known: TokenUsage | None, sent: TokenUsage | None) -> TokenUsage | None:
    """Return the usage after two reports of the same reply; None when none told it."""
    if known is None or sent is None:
        return known or sent
    return known.merged(sent)
