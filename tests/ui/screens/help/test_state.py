"""The pages of the help in the order of a working day."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_app.ui.screens.help.state import HelpPage, heading, pages
from desk_app.ui.widgets.help_panel import FOLDER


def test_pages_stand_in_order_and_parts_do_not(tmp_path: Path) -> None:
    for name, words in (
        ("zebra", "# Ngựa vằn"),
        ("search", "# Tra cứu"),
        ("home", "# Quầy"),
        ("intake.fee", "# Phí"),
    ):
        (tmp_path / f"{name}.md").write_text(words, encoding="utf-8")
    assert pages(tmp_path) == (
        HelpPage("home", "Quầy"),
        HelpPage("search", "Tra cứu"),
        HelpPage("zebra", "Ngựa vằn"),
    )


def test_a_page_without_heading_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text("no heading", encoding="utf-8")
    assert heading(tmp_path / "plain.md") == "plain"


def test_both_languages_have_the_same_pages() -> None:
    names = [{file.name for file in (FOLDER / code).glob("*.md")} for code in ("vi", "en")]
    assert names[0] == names[1]


@pytest.mark.parametrize("topic", ["home", "search", "sync_centre", "day", "settings"])
def test_every_screen_has_its_page(topic: str) -> None:
    assert (FOLDER / "vi" / f"{topic}.md").is_file()
