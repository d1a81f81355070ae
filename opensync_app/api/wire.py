"""`Wire`, the base of every shape on the wire, and the shapes that routes share."""

import re

import msgspec

_BOUNDARY = re.compile(r"_([a-z0-9])")


def camel(name: str) -> str:
    """Return the wire spelling of a field: `cache_write_5m` becomes `cacheWrite5m`.

    `import_`, a word that Python reserves, becomes `import`.
    """
    return _BOUNDARY.sub(lambda match: match[1].upper(), name.rstrip("_"))


class Wire(msgspec.Struct, rename=camel, omit_defaults=True):
    """Base of what goes over the wire: camelCase, fields at their default are left out."""


class Problem(Wire, rename=None):
    """What went wrong.

    Attributes:
        error: a sentence for the user.
        code: one stable word for programs.
        request_id: finds the request in the log.
        path: the field it speaks of, as `$.messages[3].role`.
    """

    error: str
    code: str
    request_id: str
    path: str | None = None


class Tokens(Wire):
    """Tokens by the kind they are charged as."""

    input: int
    output: int
    cache_write_5m: int
    cache_write_1h: int
    cache_read: int
    reasoning: int
