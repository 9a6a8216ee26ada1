"""The public page."""

from __future__ import annotations

from desk_app.central.status_page import PublicStatus, not_found_page, page, state_words


def test_markup_in_names_stays_text() -> None:
    shown = page(PublicStatus("<script>alert(1)</script>", "A & B", "received", None))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "A &amp; B" in shown


def test_no_promise_is_said() -> None:
    assert "Không hẹn ngày trả" in page(PublicStatus("x", "y", "received", None))


def test_an_unknown_state_is_in_work() -> None:
    assert state_words("returned") == "Đã trả kết quả"
    assert state_words("something-new") == state_words("processing")


def test_the_page_loads_nothing_from_elsewhere() -> None:
    assert "http" not in not_found_page()
    assert "noindex" in not_found_page()
