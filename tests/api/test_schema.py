"""The OpenAPI document: what the page's client is generated from."""

import re
from typing import Any

import httpx
import pytest

from opensync_app.api.app import openapi_document

DOCUMENT: dict[str, Any] = openapi_document("9.9.9")
OPERATIONS = [
    pytest.param(path, operation, id=operation["operationId"])
    for path, item in DOCUMENT["paths"].items()
    for operation in item.values()
]


async def test_it_is_served(stranger: httpx.AsyncClient):
    answer = await stranger.get("/schema")

    assert answer.status_code == 200
    assert answer.json()["paths"] == DOCUMENT["paths"]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_operation_has_a_name_and_our_errors(path: str, operation: dict[str, Any]):
    assert re.fullmatch(r"[a-z][A-Za-z]+", operation["operationId"])
    assert operation["summary"]
    assert operation["tags"]
    problems = {status: r for status, r in operation["responses"].items() if status[0] in "45"}
    assert ("401" in problems) == (path != "/health")
    for response in problems.values():
        schema = response["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}


def test_field_names_are_camel_case():
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert re.fullmatch(r"[a-z][A-Za-z0-9]*", field) or (name, field) in {
                ("Problem", "request_id"),
                ("SearchHit", "_id"),
            }


def test_what_is_pushed_is_described():
    for path, field in (
        ("session", "externalId"),
        ("message", "textContent"),
        ("batch", "messages"),
    ):
        body = DOCUMENT["paths"][f"/sync/{path}"]["post"]["requestBody"]
        schema = body["content"]["application/json"]["schema"]
        assert field in schema["properties"]
        assert "$ref" not in str(schema)


def test_what_may_be_absent_is_not_required():
    session = DOCUMENT["components"]["schemas"]["Session"]

    assert "title" not in session["required"]
    assert {"id", "cost", "messageCount"} <= set(session["required"])
