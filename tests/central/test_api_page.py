"""The page of the API."""

from __future__ import annotations

from desk_app.central.api_page import page


def test_ways_and_messages_are_listed() -> None:
    shown = page(
        {
            "info": {"title": "Centre <1>", "version": "1"},
            "paths": {"/v1/x": {"post": {"summary": "Does x"}}},
            "components": {"schemas": {"Thing": {"type": "object"}}},
        }
    )
    assert "Centre &lt;1&gt;" in shown
    assert "POST /v1/x" in shown
    assert "Does x" in shown
    assert "Thing" in shown
