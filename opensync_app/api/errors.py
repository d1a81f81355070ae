"""OpenSyncError and everything else to a status and one error shape; nothing internal leaks."""

import logging
import re
from collections.abc import Callable
from typing import Any, cast

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.status_codes import (
    HTTP_401_UNAUTHORIZED,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)

from opensync_app.api.asgi import request_id_of
from opensync_app.api.wire import Problem
from opensync_app.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    OpenSyncError,
    RateLimitedError,
    TooLargeError,
    UnauthorisedError,
    UnavailableError,
)

_log = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]

STATUS: dict[type[OpenSyncError], int] = {
    InvalidInputError: 400,
    UnauthorisedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    TooLargeError: 413,
    RateLimitedError: 429,
    UnavailableError: 503,
}

_TRY_AGAIN_S = 5

_WORDS: dict[int, tuple[str, str]] = {
    400: ("invalid_request", "The request cannot be read."),
    401: ("unauthorized", "Missing Authorization header"),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "The request body is larger than this server takes."),
    415: ("invalid_request", "The request body is not JSON."),
    429: ("rate_limited", "Too many requests; try again later."),
    503: ("unavailable", "The server cannot answer now; try again in a moment."),
}
_INTERNAL = ("internal", "Something went wrong inside OpenSync; its log has the request id.")

_NUMBER_WORDS = {"int", "float", "number"}
_EXPECTED = re.compile(r"Expected `(?P<expected>[^`]+)`(?:, got `(?P<got>[^`]+)`)?")
_AT = re.compile(r" - at `(?P<path>[^`]+)`$")


def problem_response(
    request: AnyRequest, status: int, code: str, error: str, path: str | None = None
) -> Response[Problem]:
    """Return the one error shape with a status."""
    problem = Problem(error, code, request_id_of(request.scope), path)
    return Response(problem, status_code=status, media_type="application/json")


def handle_own(request: AnyRequest, error: OpenSyncError) -> Response[Problem]:
    """Answer an error of the tree; its words are fit for the user."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None:
        return handle_unexpected(request, error)
    path = error.path if isinstance(error, InvalidInputError) else None
    response = problem_response(request, status, error.code, error.message, path)
    if isinstance(error, RateLimitedError):
        response.headers["retry-after"] = str(error.retry_after_s)
    elif status == HTTP_503_SERVICE_UNAVAILABLE:
        response.headers["retry-after"] = str(_TRY_AGAIN_S)
    elif status == HTTP_401_UNAUTHORIZED:
        response.headers["www-authenticate"] = "Bearer"
    return response


def handle_http(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    """Answer what the framework found wrong with a request."""
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR:
        return handle_unexpected(request, error)
    code, sentence = _WORDS.get(error.status_code, ("invalid_request", "The request is refused."))
    path = None
    if isinstance(error, ValidationException):
        sentence, path = _parameter_words(error)
    response = problem_response(request, error.status_code, code, sentence, path)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def handle_unexpected(request: AnyRequest, error: Exception) -> Response[Problem]:
    """Answer a fault of ours: the log gets everything, the caller gets the request id."""
    _log.error(
        "request %s failed: %s %s",
        request_id_of(request.scope),
        request.scope["method"],
        request.scope["path"],
        exc_info=error,
    )
    return problem_response(request, 500, *_INTERNAL)


def invalid_json(error: msgspec.ValidationError) -> InvalidInputError:
    """Return what is wrong with a decoded body, in words and with its place."""
    text = str(error)
    at = _AT.search(text)
    path = at["path"] if at else "$"
    return InvalidInputError(_field_words(text, path), path)


def _field_words(text: str, path: str) -> str:
    field = "The request body" if path == "$" else f"The field {path.removeprefix('$.')}"
    match = _EXPECTED.search(text)
    if match is None:
        return f"{field} cannot be read: {_AT.sub('', text)}."
    expected = match["expected"].removesuffix(" | null")
    if expected in _NUMBER_WORDS:
        return f"{field} must be a number in the allowed range."
    words = {"str": "text", "object": "an object", "array": "a list", "bool": "true or false"}
    got = f", got {words.get(match['got'], match['got'])}" if match["got"] else ""
    return f"{field} must be {words.get(expected, expected)}{got}."


def _parameter_words(error: ValidationException) -> tuple[str, str | None]:
    """Return the sentence and place of the first parameter that could not be read."""
    extra = cast("list[dict[str, str]]", error.extra if isinstance(error.extra, list) else [])
    first = extra[0] if extra else {}
    name = first.get("key")
    if not name:
        return "A parameter of the request cannot be read.", None
    return _field_words(f"{first.get('message', '')}", f"$.{name}"), f"$.{name}"


EXCEPTION_HANDLERS: dict[type[Exception], Callable[..., Response[Problem]]] = {
    OpenSyncError: handle_own,
    HTTPException: handle_http,
    Exception: handle_unexpected,
}

_DESCRIPTIONS = {
    400: "The request cannot be read; nothing was changed.",
    401: "No valid proof of who is asking.",
    403: "Known, but not allowed.",
    404: "No such thing, or not yours.",
    409: "There is one already, or it changed meanwhile.",
    413: "The body is larger than this server takes.",
    503: "Cannot answer now; try again after Retry-After seconds.",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the documented error answers of a route; 401 and 403 come with every key."""
    return {
        status: ResponseSpec(Problem, description=_DESCRIPTIONS[status], generate_examples=False)
        for status in sorted({*statuses, 401, 403})
    }
