"""What a person gives a session by hand: title, star, note, tags and judgements, and the limits."""

from typing import Literal

import msgspec

from opensync_app.core.errors import InvalidInputError

EvalStatus = Literal["golden", "correct", "incorrect", "needs_review"]

BulkAction = Literal[
    "tag", "untag", "star", "unstar", "trash", "restore", "addToEvals", "removeFromEvals"
]
MOST_AT_ONCE = 20_000
"""Sessions that the filter of one bulk edit may mean; the trash takes their sub-agents along."""

MOST_NAMED = 100_000
"""Sessions that one bulk edit may name: an undo names sub-agents too."""

LONGEST_TITLE = 500
LONGEST_TAG = 100
LONGEST_NOTE = 100_000
MOST_TAGS = 100
LONGEST_NOTES = 100_000
LONGEST_OUTPUT = 1_000_000


class SessionEdit(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What is to change; an absent field stays as it is, null clears.

    Attributes:
        title: stands before every title of tools and plugins; cleared, theirs shows again.
        tags: the whole list; replaces the known one.
        starred: marked to be found again; null is false.
        note: words of one's own.
        eval_ready: marked for evaluation sets; null is false.
        eval_status: a person's judgement.
        eval_notes: words on the judgement.
        expected_output: what the model should have said.
    """

    title: str | msgspec.UnsetType | None = msgspec.UNSET
    tags: list[str] | msgspec.UnsetType | None = msgspec.UNSET
    starred: bool | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType | None = msgspec.UNSET
    eval_ready: bool | msgspec.UnsetType | None = msgspec.UNSET
    eval_status: EvalStatus | msgspec.UnsetType | None = msgspec.UNSET
    eval_notes: str | msgspec.UnsetType | None = msgspec.UNSET
    expected_output: str | msgspec.UnsetType | None = msgspec.UNSET


def checked(edit: SessionEdit) -> SessionEdit:
    """Return an edit in its one form: texts trimmed, blank ones cleared, tags once each and sorted.

    Raises:
        InvalidInputError: a text or the list of tags is too long.
    """
    return msgspec.structs.replace(
        edit,
        title=_text(edit.title, "title", LONGEST_TITLE),
        tags=_tags(edit.tags),
        note=_text(edit.note, "note", LONGEST_NOTE),
        eval_notes=_text(edit.eval_notes, "evalNotes", LONGEST_NOTES),
        expected_output=_text(edit.expected_output, "expectedOutput", LONGEST_OUTPUT),
    )


def _text(
    text: str | msgspec.UnsetType | None, name: str, longest: int
) -> str | msgspec.UnsetType | None:
    if not isinstance(text, str):
        return text
    return _within(text.strip(), f"$.{name}", longest) or None


def _tags(tags: list[str] | msgspec.UnsetType | None) -> list[str] | msgspec.UnsetType | None:
    if not isinstance(tags, list):
        return tags
    if len(tags) > MOST_TAGS:
        message = f"The field tags may hold {MOST_TAGS} tags; got {len(tags):,}."
        raise InvalidInputError(message, "$.tags")
    words = [_tag(tag, f"$.tags[{place}]") for place, tag in enumerate(tags)]
    return sorted({word for word in words if word})


def tag_of(text: str | None, path: str) -> str:
    """Return a tag in its one form, without needless spaces.

    Raises:
        InvalidInputError: there is none, or it is too long.
    """
    tag = _tag(text or "", path)
    if not tag:
        message = f"The field {path[2:]} must be a tag."
        raise InvalidInputError(message, path)
    return tag


def _tag(text: str, path: str) -> str:
    return _within(" ".join(text.split()), path, LONGEST_TAG)


def _within(text: str, path: str, longest: int) -> str:
    if len(text) > longest:
        message = f"The field {path[2:]} may hold {longest:,} characters; it has {len(text):,}."
        raise InvalidInputError(message, path)
    return text
