"""`/api/schema` and `/api/docs`, for anybody."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.test import Client

from handoff.openapi.generating import description


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("", "*/*", "application/json"),
        ("", "application/json", "application/json"),
        ("", "application/yaml", "application/yaml"),
        ("?format=yaml", "application/json", "application/yaml"),
        ("?format=json", "application/yaml", "application/json"),
        ("", "text/html,*/*;q=0.8", "application/json"),
    ],
)
def test_is_read_as_json_and_as_yaml(client: Client, query: str, accept: str, kind: str) -> None:
    answer = client.get(f"/api/schema{query}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer["Content-Type"].split(";")[0] == kind
    read = json.loads if kind.endswith("json") else yaml.safe_load
    assert read(answer.content) == description()


def test_other_formats_are_refused_in_words(client: Client) -> None:
    answer = client.get("/api/schema?format=xml")
    assert (answer.status_code, answer.json()["error"]) == (400, "format must be json or yaml")
    assert client.get("/api/schema", headers={"Accept": "image/png"}).status_code == 406
    refused = client.post("/api/schema", headers={"Accept": "application/yaml"})
    assert (refused.status_code, yaml.safe_load(refused.content)) == (
        405, {"error": 'Method "POST" not allowed.'},
    )  # fmt: skip


def test_the_page_loads_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get("/api/docs/")
    assert answer.status_code == 200
    page = answer.content.decode()
    loaded = re.findall(r'(?:src|href|data-schema)="([^"#]+)"', page)
    assert "/api/schema" in loaded
    for address in loaded:
        assert address.startswith("/")
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
    assert "<script>" not in page
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert client.post("/api/docs").status_code == 405
