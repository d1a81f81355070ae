"""Request bodies in the OpenAPI document for routes that decode their bodies themselves."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema

from opensync_app.core.edits import BulkAction, SessionEdit
from opensync_app.core.preferences import PreferencesEdit
from opensync_app.core.pushed import PushedMessage, PushedSession
from opensync_app.core.query import DateField

Moment = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
"""Epoch ms."""

Dollars = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
"""US dollars."""


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a JSON schema with its references replaced by what they point to."""
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    fields = cast("dict[str, Any]", node)
    if "$ref" in fields:
        return _inlined(definitions[str(fields["$ref"]).rpartition("/")[2]], definitions)
    return {name: _inlined(value, definitions) for name, value in fields.items()}


def _body_of(kind: type) -> RequestBody:
    schema = msgspec.json.schema(kind)
    definitions = schema.pop("$defs", {})
    media = OpenAPIMediaType(schema=cast("Schema", _inlined(schema, definitions)))
    return RequestBody(content={"application/json": media}, required=True)


class PushedBatchBody(msgspec.Struct, rename="camel"):
    """Sessions and messages pushed together; each item stands or falls by itself."""

    sessions: list[PushedSession] | None = None
    messages: list[PushedMessage] | None = None


class FilterBody(msgspec.Struct, rename="camel", omit_defaults=True):
    """Which sessions are meant; the names and meanings of the list's query parameters.

    A text is split at commas, the items of a list are taken as they are.
    """

    source: str | list[str] | None = None
    project: str | list[str] | None = None
    model: str | list[str] | None = None
    provider: str | list[str] | None = None
    branch: str | list[str] | None = None
    tag: str | list[str] | None = None
    q: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    date_field: DateField = "updatedAt"
    min_cost: Dollars | None = None
    max_cost: Dollars | None = None
    starred: bool = False
    eval_ready: bool = False
    parent: str | None = None
    include_empty: bool = False
    include_automated: bool = False
    trash: bool = False


class BulkBody(msgspec.Struct, rename="camel"):
    """One change to many sessions: those of `ids`, or those of `filter`."""

    action: BulkAction
    ids: list[str] | None = None
    filter: FilterBody | None = None
    tag: str | None = None


class NoticesRead(msgspec.Struct, rename="camel"):
    """Which notifications were read: those of `ids`, or all."""

    ids: Annotated[list[str], msgspec.Meta(max_length=1000)] | None = None
    all: bool = False


@dataclass
class SessionOperation(Operation):
    """An operation whose body is a pushed session."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(PushedSession)


@dataclass
class EditOperation(Operation):
    """An operation whose body is an edit of a session."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(SessionEdit)


@dataclass
class BulkOperation(Operation):
    """An operation whose body is one change to many sessions."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(BulkBody)


@dataclass
class PreferencesOperation(Operation):
    """An operation whose body is a change of preferences."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(PreferencesEdit)


@dataclass
class NoticesReadOperation(Operation):
    """An operation whose body names notifications."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(NoticesRead)


@dataclass
class MessageOperation(Operation):
    """An operation whose body is a pushed message."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(PushedMessage)


@dataclass
class BatchOperation(Operation):
    """An operation whose body is a pushed batch."""

    def __post_init__(self) -> None:
        """Name the body."""
        self.request_body = _body_of(PushedBatchBody)
