"""A SpecStory history as records: headings tell who speaks, tags what are tools and thoughts."""

import re
from collections.abc import Iterator

import msgspec

from opensync_app.core.session import Kind, Message, Part, Role
from opensync_app.sources.base import Parsed
from opensync_app.sources.blocks import text_parts
from opensync_app.sources.tags import inside
from opensync_app.sources.transcripts import Gathering, aliases_of

SOURCE = "specstory"

_SESSION = re.compile(r"^<!-- .+? Session ([\w.-]+) \((.*?)\) -->$", re.MULTILINE)
_HEADING = re.compile(
    r"^_\*\*(User|Agent|Assistant)( - sidechain)?(?: \((.*?)\))?\*\*_$", re.MULTILINE
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?Z?$")
_OPENING = re.compile(r"<think><details>|<tool-use(?P<attributes>[^<>]{0,500})><details>")
_THOUGHT_END, _TOOL_END = "</details></think>", "</details></tool-use>"
_TOOL_NAME = re.compile(r'data-tool-name="([^"]*)"')
_SUMMARY = ("<summary>", "</summary>")
_HEAD = 4_000
"""Characters in which the line that names the session stands."""

_COMMANDS = ("<command-name>", "<command-message>", "<local-command-std", "<bash-")
_INJECTED = ("<local-command-caveat", "<system-reminder", "<ide_", "<task-notification")


class Speech(msgspec.Struct, frozen=True):
    """What stands under one heading: who speaks, with which model, when, and the words."""

    speaker: str
    is_sidechain: bool
    model: str | None
    moment: str | None
    words: str
    offset: int


def parse_history(raw: bytes, name: str, project: str) -> Parsed:
    """Return the session of a history.

    Its id is that of the session it tells of, marked as SpecStory's: where that session is read
    from its own tool too, both stand side by side and no message stands twice in one of them.
    `name` stands in for an id where there is none.
    """
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    head = _SESSION.search(text[:_HEAD])
    said = Gathering(SOURCE, f"specstory:{head[1] if head else name}")
    speeches = list(_speeches(text))
    if not head and not speeches:
        return Parsed((), ())
    said.tell(project_path=project)
    said.moment(_iso(head[2]) if head else None)
    for number, speech in enumerate(speeches, 1):
        _say(said, speech, f"speech-{number}")
    return said.parsed()


def _speeches(text: str) -> Iterator[Speech]:
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings] + [len(text)]
    for heading, end in zip(headings, ends[1:], strict=True):
        inside = heading[3] or ""
        moment = _MOMENT.search(inside)
        model = inside[: moment.start()].strip() if moment else inside.strip()
        words = _without_rule(text[heading.end() : end].strip())
        yield Speech(
            heading[1],
            heading[2] is not None,
            model or None,
            moment and moment[0],
            words,
            heading.start(),
        )


def _say(said: Gathering, speech: Speech, key: str) -> None:
    is_person = speech.speaker == "User"
    parts = text_parts(speech.words, f"{key}:0") if is_person else _reply_parts(speech.words, key)
    if not parts:
        return
    role: Role = "user" if is_person else "assistant"
    kind = _kind_of(speech) if is_person else "reply"
    said.say(
        Message(
            session_external_id=said.session,
            external_id=key,
            role=role,
            kind=kind,
            parts=parts,
            model=None if is_person or speech.model == "<synthetic>" else speech.model,
            created_at=said.moment(_iso(speech.moment)),
            position=speech.offset,
            is_sidechain=speech.is_sidechain,
            aliases=aliases_of(speech.words) if kind == "prompt" else (),
        )
    )


def _kind_of(speech: Speech) -> Kind:
    if speech.words.startswith(_COMMANDS):
        return "command"
    if speech.words.startswith("[Request interrupted by user"):
        return "interruption"
    if speech.is_sidechain or speech.words.startswith(_INJECTED):
        return "injected"
    return "prompt"


def _without_rule(words: str) -> str:
    """Return the words without the rule that ends a turn."""
    is_ruled = words == "---" or words.endswith("\n---")
    return words.removesuffix("---").strip() if is_ruled else words


def _reply_parts(words: str, key: str) -> tuple[Part, ...]:
    """Return the text of a reply in order, with its thoughts and its uses of tools between."""
    parts: list[Part] = []
    start = 0
    while opening := _OPENING.search(words, start):
        is_tool = opening["attributes"] is not None
        end = _TOOL_END if is_tool else _THOUGHT_END
        stop = words.find(end, opening.end())
        if stop < 0:
            break
        parts += text_parts(words[start : opening.start()].strip(), f"{key}:{start}")
        told = words[opening.end() : stop]
        start = stop + len(end)
        own = f"{key}:{start}"
        parts += _tool_parts(opening["attributes"], told, own) if is_tool else _thought(told, own)
    parts += text_parts(words[start:].strip(), f"{key}:{start}:text")
    return tuple(parts)


def _thought(told: str, key: str) -> tuple[Part, ...]:
    return text_parts(inside(told, *_SUMMARY)[1].strip(), key, "thinking")


def _tool_parts(attributes: str, told: str, key: str) -> tuple[Part, ...]:
    """Return a tool's call; SpecStory mixes what was asked and what came back in one text."""
    named = _TOOL_NAME.search(attributes)
    tool = named[1] if named else ""
    call = Part("tool-call", {"toolName": tool, "args": None}, call_id=key, key=key)
    use = inside(told, *_SUMMARY)[1].strip()
    return call, Part("tool-result", use, call_id=key, tool_name=tool, key=f"{key}:result")


def _iso(moment: str | None) -> str | None:
    return moment.replace(" ", "T") if moment else None
