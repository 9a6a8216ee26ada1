"""The quality gate finds what must be scanned again, and leaves good pages alone."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from desk_app.paper.page_image import straightened, take_in, turned
from desk_app.paper.page_quality import Findings, look
from tests.builders.cover_sheets import sheet_picture
from tests.builders.office_pages import (
    A4,
    ORDINARY,
    Scan,
    blank,
    blank_with_dust,
    font,
    letter,
    scanned,
)
from tests.builders.picture_files import heic, jpeg, saved

LETTER = letter(4)
GOOD_SCANS = (
    Scan(noise=6),
    Scan(dpi=150, noise=3, quality=60),
    Scan(dpi=200, light=0.75, skew=0.4),
    Scan(blur=0.08, skew=-0.5),
)


def kinds(seen: Findings) -> set[str]:
    return {finding.kind for finding in seen.findings}


def value(seen: Findings, kind: str) -> float:
    return next(finding.value for finding in seen.findings if finding.kind == kind)


@pytest.mark.parametrize("name", ORDINARY)
def test_a_good_page_raises_no_alarm(name: str) -> None:
    page = ORDINARY[name](6)
    for how in GOOD_SCANS:
        seen = look(scanned(page, how))
        assert (how, kinds(seen)) == (how, set())
        assert not seen.blank
        assert abs(seen.skew) < 1
        assert seen.turn in (0, None)


def test_a_cover_sheet_raises_none_either() -> None:
    assert kinds(look(scanned(sheet_picture()))) == set()


@pytest.mark.parametrize("skew", [-8.0, -1.4, 1.2, 5.0])
def test_a_skewed_page(skew: float) -> None:
    seen = look(scanned(LETTER, Scan(skew=skew)))
    assert kinds(seen) == {"skewed"}
    assert value(seen, "skewed") == seen.skew == pytest.approx(skew, abs=0.15)


def test_what_it_says_of_skew_sets_the_page_straight() -> None:
    page = scanned(LETTER, Scan(skew=4.3, dpi=150))
    assert abs(look(straightened(page, look(page).skew)).skew) <= 0.2


@pytest.mark.parametrize(("turn", "kind"), [(180, "upside_down"), (90, "sideways")])
def test_a_page_that_lies_wrong(turn: int, kind: str) -> None:
    page = scanned(LETTER, Scan(turn=turn, dpi=150))
    seen = look(page)
    assert kinds(seen) == {kind}
    assert seen.turn == value(seen, kind) == 360 - turn
    upright = look(turned(page, seen.turn or 0))
    assert (kinds(upright), upright.turn) == (set(), 0)


@pytest.mark.parametrize("name", ["letter", "table", "stamped", "capitals"])
@pytest.mark.parametrize(
    "how",
    [Scan(blur=0.25), Scan(blur=0.4, dpi=200, noise=6), Scan(blur=0.8, dpi=200), Scan(blur=1.2)],
    ids=str,
)
def test_a_blurred_page(name: str, how: Scan) -> None:
    assert "blurred" in kinds(look(scanned(ORDINARY[name](1), how)))


def test_the_blur_of_a_shaking_hand_goes_one_way_only() -> None:
    pixels = np.asarray(LETTER)
    shaken = cv2.blur(pixels, (1, 14))
    assert "blurred" in kinds(look(scanned(Image.fromarray(shaken))))


@pytest.mark.parametrize("light", [0.2, 0.4])
def test_a_page_that_is_too_dark(light: float) -> None:
    seen = look(scanned(LETTER, Scan(light=light)))
    assert kinds(seen) == {"too_dark"}
    assert not seen.blank


def test_dark_coloured_paper_with_light_places_is_not_too_dark() -> None:
    page = Image.new("L", A4, 110)
    page.paste(LETTER.crop((200, 200, 2280, 1400)), (200, 800))
    assert "too_dark" not in kinds(look(scanned(page)))


@pytest.mark.parametrize("noise", [1, 4])
def test_a_page_printed_too_faintly(noise: float) -> None:
    faint = LETTER.point(lambda level: 255 - (255 - level) // 5)
    seen = look(scanned(faint, Scan(noise=noise)))
    assert kinds(seen) == {"too_light"}
    assert not seen.blank


def test_pencil_is_not_too_light() -> None:
    pencil = LETTER.point(lambda level: 255 - (255 - level) * 5 // 9)
    assert kinds(look(scanned(pencil))) == set()


@pytest.mark.parametrize("how", [Scan(noise=9), Scan(dpi=150), Scan(light=0.7, skew=3)], ids=str)
def test_blank_sides(how: Scan) -> None:
    for page in (blank(), blank_with_dust(1), blank_with_dust(2)):
        seen = look(scanned(page, how))
        assert seen.blank
        assert kinds(seen) == {"blank"}


def test_a_streak_and_shadows_at_the_edges_leave_a_page_blank() -> None:
    page = blank()
    draw = ImageDraw.Draw(page)
    draw.line((1200, 0, 1200, 3508), fill=120, width=4)
    draw.rectangle((0, 0, 30, 3508), fill=40)
    draw.rectangle((0, 3480, 2480, 3508), fill=90)
    assert look(scanned(page)).blank


@pytest.mark.parametrize("words", ["Trang 2/2", "Nguyễn Văn A", "0123/GCN"])
@pytest.mark.parametrize("place", [(1100, 3330), (1500, 1700), (180, 120)])
def test_a_few_small_words_are_not_nothing(words: str, place: tuple[int, int]) -> None:
    page = blank()
    ImageDraw.Draw(page).text(place, words, fill=30, font=font(46))
    assert not look(scanned(page, Scan(noise=4))).blank


def test_a_stamp_alone_is_not_nothing() -> None:
    page = Image.new("RGB", A4, "white")
    ImageDraw.Draw(page).ellipse((1500, 2400, 1920, 2820), outline=(215, 70, 80), width=8)
    assert not look(scanned(page)).blank


@pytest.mark.parametrize(
    ("box", "side"),
    [
        ((400, 0, 2480, 3508), "left"),
        ((0, 0, 2000, 3508), "right"),
        ((0, 650, 2480, 3508), "top"),
        ((0, 0, 2480, 2438), "bottom"),
    ],
)
def test_a_page_whose_lines_are_cut(box: tuple[int, int, int, int], side: str) -> None:
    seen = look(scanned(LETTER.crop(box)), 300)
    assert kinds(seen) == {"cut_edge"}
    (cut,) = seen.findings
    places = {
        "left": (0.0, 0.0, 0.03, 1.0),
        "right": (0.97, 0.0, 1.0, 1.0),
        "top": (0.0, 0.0, 1.0, 0.03),
        "bottom": (0.0, 0.97, 1.0, 1.0),
    }
    assert cut.at == places[side]


def test_a_stamp_set_across_the_edge_is_no_cut() -> None:
    page = LETTER.convert("RGB")
    ImageDraw.Draw(page).ellipse((2330, 1500, 2750, 1920), outline=(205, 40, 50), width=9)
    assert kinds(look(scanned(page))) == set()


def test_small_scans_are_judged_by_their_resolution() -> None:
    card = LETTER.crop((280, 600, 280 + 1011, 600 + 638))
    seen = look(scanned(card, Scan(skew=2)), 300)
    assert "blurred" not in kinds(seen)
    assert seen.skew == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize("size", [(1, 1), (30, 4000), (4000, 30), (120, 120)])
def test_odd_sizes_get_an_answer(size: tuple[int, int]) -> None:
    out = BytesIO()
    Image.new("L", size, 255).save(out, "JPEG")
    assert look(out.getvalue()).blank
    assert look(out.getvalue(), 300).blank


@pytest.mark.parametrize("data", [b"", b"hello", jpeg()[:100]])
def test_no_picture_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        look(data)


@pytest.mark.parametrize("page", [heic(), jpeg(), jpeg("L")])
def test_a_picture_that_is_all_shades_is_not_blank(page: bytes) -> None:
    assert not look(take_in(page).jpeg).blank


@pytest.mark.parametrize("darkest", [255, 215, 190])
def test_a_blank_page_in_uneven_light_is_blank(darkest: int) -> None:
    shade = np.linspace(darkest, 250, 1754).astype(np.uint8)[:, None].repeat(1240, axis=1)
    page = saved(Image.fromarray(shade), "JPEG", quality=85)
    assert look(page, 150).blank
