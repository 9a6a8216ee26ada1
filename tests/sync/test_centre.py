"""Every outcome has its words; secrets do not show."""

from __future__ import annotations

import pytest

from desk_app.errors import DeskError, EnvironmentFault, Refusal
from desk_app.sync.centre import (
    Busy,
    DeskIdentity,
    LineTrouble,
    NoAnswer,
    NotTheCentre,
    NotUnderstood,
    NotWelcome,
    TooOld,
)

CAUSES = (
    *("dns", "refused", "unreachable", "certificate", "clock"),
    *("tls", "proxy", "timeout", "cut", "server"),
)
IMPOSTORS = ("portal", "redirect", "not_json", "shape", "nonce", "signature", "address")
CODES = (
    *("desk-unknown", "desk-revoked", "desk-known", "epoch-past"),
    *("enrol-code-wrong", "enrol-code-expired", "enrol-code-used", "something-new"),
)


@pytest.mark.parametrize(
    "trouble",
    [
        *[NoAnswer(cause) for cause in CAUSES],
        *[NotTheCentre(cause) for cause in IMPOSTORS],
        *[NotWelcome(code) for code in CODES],
        Busy(12.4),
        TooOld("2"),
        NotUnderstood("too-large"),
    ],
    ids=lambda trouble: f"{type(trouble).__name__}-{trouble.key}",
)
def test_every_outcome_can_be_said(trouble: DeskError) -> None:
    for language in ("vi", "en"):
        said = trouble.as_json(language)["error"]
        assert all(said[part] for part in ("title", "meaning", "next_step"))


def test_trouble_passes_and_refusals_need_somebody() -> None:
    for passing in (NoAnswer("cut"), NotTheCentre("portal"), Busy(1)):
        assert isinstance(passing, LineTrouble | EnvironmentFault)
    for lasting in (NotWelcome("desk-revoked"), TooOld("2"), NotUnderstood("x")):
        assert isinstance(lasting, Refusal)


def test_a_credential_does_not_show() -> None:
    identity = DeskIdentity("desk", "secret")
    assert "secret" not in repr(identity)
    assert identity.bearer == "Bearer desk.secret"
