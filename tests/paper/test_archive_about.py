from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from desk_app.clock import VIETNAM
from desk_app.paper.archive_about import (
    NAMESPACE,
    ArchiveAbout,
    archive_name,
    pdf_moment,
    pdf_text,
    xmp_of,
)

MOMENT = datetime(2026, 11, 22, 9, 30, 5, 999, tzinfo=VIETNAM)


def about(**changes: object) -> ArchiveAbout:
    said: dict[str, object] = {
        "title": "Giấy chứng nhận kết hôn",
        "code": "G99.99-261122-0007",
        "paper_name": 'Giấy "chứng nhận" <kết hôn> & trích lục',
        "paper_number": 3,
        "file_name": "G99.99-261122-0007_20261122_GT03-V1.pdf",
        "made_at": MOMENT,
        "unit": "Ủy ban nhân dân phường Bến Đá",
    }
    return ArchiveAbout(**(said | changes))  # type: ignore[arg-type]


def own(packet: bytes, name: str) -> str | None:
    root = ElementTree.fromstring(packet)
    return next(iter(root.iter(f"{{{NAMESPACE}}}{name}"))).text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("G99.99-261122-0007", "G99.99-261122-0007_20261122_GT03-V2.pdf"),
        ("H26/12 đ", "H26-12---_20261122_GT03-V2.pdf".replace("---", "--")),
        ("../../x", "..-..-x_20261122_GT03-V2.pdf"),
    ],
)
def test_a_file_is_named_by_the_rule(code: str, name: str) -> None:
    assert archive_name(code, 3, date(2026, 11, 22), 2) == name


def test_no_two_papers_or_versions_share_a_name() -> None:
    day = date(2026, 11, 22)
    names = {archive_name("G1", paper, day, version) for paper in range(120) for version in (1, 11)}
    assert len(names) == 240


def test_programs_read_dossier_and_paper_from_the_metadata() -> None:
    packet = xmp_of(about())
    assert own(packet, "dossierCode") == "G99.99-261122-0007"
    assert own(packet, "paperNumber") == "3"
    assert own(packet, "paperName") == 'Giấy "chứng nhận" <kết hôn> & trích lục'
    assert own(packet, "fileName") == "G99.99-261122-0007_20261122_GT03-V1.pdf"
    assert own(packet, "unit") == "Ủy ban nhân dân phường Bến Đá"


def test_the_level_of_the_standard_is_said() -> None:
    root = ElementTree.fromstring(xmp_of(about()))
    pdfaid = "{http://www.aiim.org/pdfa/ns/id/}"
    assert [next(root.iter(pdfaid + tag)).text for tag in ("part", "conformance")] == ["1", "B"]


def test_control_characters_do_not_break_the_metadata() -> None:
    packet = xmp_of(about(paper_name="Đơn\x00\x0b\nxin\x1f", title="\x02"))
    assert own(packet, "paperName") == "Đơn   xin "


def test_moments_have_their_zone() -> None:
    assert pdf_moment(MOMENT) == b"(D:20261122093005+07'00')"
    assert pdf_moment(MOMENT.astimezone(UTC)) == b"(D:20261122023005+00'00')"
    assert b"<xmp:CreateDate>2026-11-22T09:30:05+07:00</xmp:CreateDate>" in xmp_of(about())


def test_texts_are_written_in_unicode() -> None:
    assert pdf_text("Đơn\n") == b"<feff" + "Đơn ".encode("utf-16-be").hex().encode() + b">"
