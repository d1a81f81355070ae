"""Request bodies in the OpenAPI document for routes that decode their bodies themselves."""

from dataclasses import dataclass
from typing import Any, cast

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema

from opensync_app.core.edits import SessionEdit
from opensync_app.core.pushed import PushedMessage, PushedSession


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
