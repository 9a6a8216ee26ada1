"""The description of the API as a page that loads nothing from elsewhere: a centre may stand in
a network without internet."""

from __future__ import annotations

import json
from html import escape
from typing import Any


def page(schema: dict[str, Any]) -> str:
    """OpenAPI as HTML: the ways in, then every message."""
    ways = "".join(
        f"<section><h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
        f"<p>{escape(way.get('description') or way.get('summary', ''))}</p></section>"
        for path, methods in schema["paths"].items()
        for method, way in methods.items()
    )
    parts = "".join(
        f"<details><summary><code>{escape(name)}</code></summary>"
        f"<pre>{escape(json.dumps(part, ensure_ascii=False, indent=2))}</pre></details>"
        for name, part in sorted(schema.get("components", {}).get("schemas", {}).items())
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(schema['info']['title'])}</title><style>"
        "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}"
        "pre{overflow:auto;background:#f4f5f7;padding:1rem}h2{font-size:1rem}</style></head><body>"
        f"<h1>{escape(schema['info']['title'])} {escape(schema['info']['version'])}</h1>"
        '<p><a href="/openapi.json">openapi.json</a></p>'
        f"{ways}<h2>Messages</h2>{parts}</body></html>"
    )
