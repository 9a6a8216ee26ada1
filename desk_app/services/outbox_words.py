"""What people read about an entry of the outbox: what it is, why it did not go, what comes next."""

from __future__ import annotations

from datetime import datetime

from desk_app.wording import Message, has_words, message

# The centre lets the desk in no more: nothing goes before IT has done something.
STOPPED = {
    "sync.not_welcome.desk_revoked": "revoked",
    "sync.not_welcome.desk_copied": "copied",
}


def kind_words(kind: str) -> Message:
    """What an entry is about."""
    key = f"outbox.kind.{kind}"
    return message(key) if has_words(key) else message("outbox.kind.other", kind=kind)


def what_next(
    state: str, attempts: int, next_try_at: datetime | None, reason: str | None = None
) -> Message:
    """What happens by itself, or what to do; sending again mends no code that is taken."""
    if state == "refused" and reason == "code-taken":
        return message("outbox.next.code_taken")
    if state == "refused" and reason == "dossier-unknown":
        return message("outbox.next.dossier_unknown")
    if state != "waiting":
        return message(f"outbox.next.{state}")
    if reason in STOPPED:
        return message(f"outbox.next.{STOPPED[reason]}")
    if next_try_at is not None:
        return message("outbox.next.waiting_until", at=next_try_at)
    return message("outbox.next.waiting_again" if attempts else "outbox.next.waiting")


def last_error(said: str | None, reason_text: str | None) -> Message | None:
    """Why it did not go, in words: a key of ours, a code of the centre, or the centre's words."""
    if not said:
        return message("outbox.reason.words", words=reason_text) if reason_text else None
    for key in (f"outbox.reason.{said}", said, f"{said}.title"):
        if has_words(key):
            return message(key)
    return message("outbox.reason.other", code=said, words=reason_text or "—")
