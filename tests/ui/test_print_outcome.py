"""A PDF goes into a file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from desk_app.paper.receipt_pdf import receipt_pdf
from desk_app.ui.print_outcome import PrintOutcome, print_to_file
from desk_app.wording import Message
from tests.builders.receipts import a_receipt


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    pdf = receipt_pdf(a_receipt())
    assert print_to_file(pdf, tmp_path / "giấy.pdf") == PrintOutcome("printed")
    assert (tmp_path / "giấy.pdf").read_bytes() == pdf
    assert [file.name for file in tmp_path.iterdir()] == ["giấy.pdf"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    outcome = print_to_file(b"%PDF", tmp_path / "nowhere" / "a.pdf")
    assert outcome.state == "failed"
    assert isinstance(outcome.reason, Message)
    assert "Chưa ghi được tệp" in outcome.reason.in_words("vi")
