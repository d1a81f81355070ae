"""Renders an OpenAPI document as one Markdown page: a heading per route, a table per shape."""

import re
from typing import Any

Json = dict[str, Any]

INTRO = """# HTTP

{from_code} The same as a machine reads it: `GET /schema` of a running server, or `opensync openapi`.

**Who asks.** Send `Authorization: Bearer osk_…`; `opensync key create` makes such a key. The page
itself uses a cookie that the server sets on loopback, and whose writes must come from the page.

**What comes back.** JSON, except for the event stream. Times are epoch milliseconds, money is US
dollars, an unknown value is left out or null. Every list is read page by page: hand `nextCursor`
back as `cursor`. An error is `{{"error": "<sentence>", "code": "<word>", "request_id": "…"}}`, with
`path` when one field of the request is at fault.

Every path also answers below `/.convex.site`, `/convex.site` and `/.convex.cloud`, which is how the
unmodified plugins log in.
"""


def page(document: Json, from_code: str) -> str:
    """Return the whole page."""
    parts = [INTRO.format(from_code=from_code), "## Routes\n"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            parts.append(route(method, path, operation))
    parts.append("## Shapes\n")
    parts += [shape(name, schema) for name, schema in document["components"]["schemas"].items()]
    return "\n".join(parts)


def route(method: str, path: str, operation: Json) -> str:
    """Return the section of one route."""
    lines = [f"### `{method.upper()} {path}`\n", words(operation.get("description", "")) + "\n"]
    if rows := [parameter_row(entry) for entry in operation.get("parameters", [])]:
        lines.append(table("parameter | kind | default | meaning", rows))
    if body := operation.get("requestBody"):
        content = next(iter(body["content"].values()))
        lines.append(f"Body: {kind_of(content['schema'])}.\n")
        if "properties" in content["schema"]:
            lines.append(fields(content["schema"]))
    lines.append(table("status | answer", answers(operation["responses"])))
    return "\n".join(lines)


def parameter_row(parameter: Json) -> str:
    """Return the table row of one parameter."""
    schema = parameter["schema"]
    default = f"`{str(schema['default']).lower()}`" if "default" in schema else ""
    need = "required" if parameter.get("required") else default
    name = f"`{parameter['name']}`"
    return f"{name} | {kind_of(schema)} | {need} | {words(parameter.get('description', ''))}"


def answers(responses: Json) -> list[str]:
    """Return a row for each status that a route may answer with."""
    rows: list[str] = []
    for status, answer in responses.items():
        content = next(iter(answer.get("content", {}).values()), None)
        kind = kind_of(content["schema"]) if content and content.get("schema") else ""
        said = "" if status == "200" else words(answer.get("description", ""))
        rows.append(f"{status} | {' — '.join(part for part in (kind, said) if part)}")
    return rows


def shape(name: str, schema: Json) -> str:
    """Return the section of one named shape."""
    told = words(schema.get("description", "").partition("Attributes:")[0])
    lines = [f"### {name}\n"]
    if told:
        lines.append(told + "\n")
    lines.append(fields(schema) if "properties" in schema else f"{kind_of(schema)}.\n")
    return "\n".join(lines)


def fields(schema: Json) -> str:
    """Return the table of an object's fields, with what its description says of each."""
    told = meanings(schema.get("description", ""))
    required = set(schema.get("required", ()))
    rows = [
        f"`{name}`{'' if name in required else ' (optional)'} | {kind_of(field)} |"
        f" {words(field.get('description', '')) or told.get(name, '')}"
        for name, field in schema["properties"].items()
    ]
    return table("field | kind | meaning", rows)


def meanings(description: str) -> dict[str, str]:
    """Return what an `Attributes:` block says of each field, by the field's name on the wire."""
    block = description.partition("Attributes:")[2]
    found = re.findall(r"^ *([a-z_]+): (.+(?:\n {12,}.+)*)", block, re.MULTILINE)
    return {camel(name): words(text) for name, text in found}


def camel(name: str) -> str:
    """Return a Python name as it is written on the wire."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def kind_of(schema: Json) -> str:
    """Return what a value may be, in a few words; named shapes are links."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if options := schema.get("oneOf") or schema.get("anyOf"):
        return " or ".join(kind_of(option) for option in options)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    return container_of(schema) or str(schema.get("type", "anything"))


def container_of(schema: Json) -> str:
    """Return what a list or a map holds; nothing for any other kind."""
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map of {kind_of(schema['additionalProperties'])}"
    return ""


def words(text: str) -> str:
    """Return a text on one line, safe in a table."""
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


def table(head: str, rows: list[str]) -> str:
    """Return a Markdown table; the head names its columns, separated by bars."""
    rule = " | ".join("---" for _ in head.split("|"))
    return "\n".join([f"| {head} |", f"| {rule} |", *(f"| {row} |" for row in rows), ""])
