"""The public page behind a receipt's QR code: what, where, how far, by when. No person on it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from html import escape

from sqlalchemy import select

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.known import look_up_hash
from desk_app.wording import has_words, say

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'",
}
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2430}
main{max-width:34rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #d8dce3;
border-radius:8px}
h1{font-size:1.15rem;margin:0 0 1rem}dt{color:#5b6675;font-size:.875rem}
dd{margin:0 0 .875rem;font-weight:600}p{color:#5b6675;font-size:.875rem}
@media (prefers-color-scheme:dark){body{background:#14181f;color:#e7eaf0}
main{background:#1d232d;border-color:#343d4b}dt,p{color:#9aa5b5}}
"""


@dataclass(frozen=True)
class PublicStatus:
    """What a passer-by may know of a dossier."""

    procedure: str
    unit: str
    state: str
    promised_at: datetime | None


def find(store: CentreStore, token: str) -> PublicStatus | None:
    """The dossier whose receipt carries ``token``; the same work is done for a wrong one."""
    wanted = look_up_hash(token)
    with store.reading() as session:
        row = session.execute(
            select(
                tables.Dossier.look_up_sha256,
                tables.Dossier.procedure_name,
                tables.Dossier.state,
                tables.Dossier.promised_at,
                tables.Unit.name,
            )
            .join(tables.Unit, tables.Unit.code == tables.Dossier.unit)
            .where(tables.Dossier.look_up_sha256 == wanted)
        ).one_or_none()
    if not hmac.compare_digest(row.look_up_sha256 if row else "0" * 64, wanted) or row is None:
        return None
    return PublicStatus(row.procedure_name, row.name, row.state, row.promised_at)


def page(status: PublicStatus) -> str:
    """The page in Vietnamese."""
    promised = (
        status.promised_at.strftime("%H:%M, %d/%m/%Y")
        if status.promised_at
        else _words("no_promise")
    )
    facts = [
        ("procedure", status.procedure),
        ("unit", status.unit),
        ("state", state_words(status.state)),
        ("promised", promised),
    ]
    rows = "".join(f"<dt>{_words(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return _document(f"<dl>{rows}</dl><p>{_words('note')}</p>")


def not_found_page() -> str:
    """For every token that is not one of ours."""
    return _document(f"<p>{_words('not_found')}</p>")


def state_words(state: str) -> str:
    """A state of a dossier in Vietnamese; a state this version does not know is "in work"."""
    key = f"central.state.{state}"
    return say(key if has_words(key) else "central.state.processing", "vi")


def _words(name: str) -> str:
    return escape(say(f"central.status_page.{name}", "vi"))


def _document(body: str) -> str:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow">'
        f"<title>{_words('title')}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{_words('title')}</h1>{body}</main></body></html>"
    )
