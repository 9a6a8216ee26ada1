"""Pages as they lie in dossiers, drawn: letters, forms, lists, certificates, photos. And what a
scanner does to them. All names and numbers are invented."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import cv2
import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from desk_app.paper.barcode_image import code_128_modules
from desk_app.wording import RESOURCES

DPI = 300
A4 = (2480, 3508)
_GRAIN = 251  # pixels after which the noise repeats

_SENTENCES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương và các văn bản hướng dẫn thi hành;",
    "Xét đơn đề nghị của ông Nguyễn Văn Bình về việc cấp lại giấy chứng nhận quyền sử dụng đất",
    "tại thửa đất số 128, tờ bản đồ số 14, địa chỉ khu phố 3, phường Bến Đá, tỉnh Mẫu.",
    "Ủy ban nhân dân phường đã kiểm tra hồ sơ, đối chiếu bản chính và xác nhận nội dung sau đây:",
    "Người đề nghị chịu trách nhiệm trước pháp luật về tính chính xác của các thông tin đã khai.",
    "Thời hạn giải quyết được tính từ ngày nhận đủ hồ sơ theo quy định của pháp luật.",
    "Giấy tờ kèm theo gồm bản chính, bản sao chứng thực và các tài liệu khác có liên quan.",
    "Trường hợp hồ sơ chưa đầy đủ, cơ quan tiếp nhận hướng dẫn bằng văn bản để bổ sung một lần.",
    "Kính đề nghị quý cơ quan xem xét, giải quyết để gia đình tôi ổn định cuộc sống.",
    "Tôi xin cam đoan những lời khai trên đây là đúng sự thật, nếu sai tôi xin chịu trách nhiệm.",
)
_COLUMNS = ("STT", "Họ và tên", "Năm sinh", "Quan hệ", "Nơi thường trú", "Ghi chú")


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The typeface of the forms, ``size`` in pixels."""
    face = "LiberationSerif-Bold.ttf" if bold else "LiberationSerif-Regular.ttf"
    return ImageFont.truetype(str(RESOURCES / "fonts" / "paper" / face), size)


def letter(seed: int = 0, *, lines: int = 34, size: int = 54) -> Image.Image:
    """A page of running text with its head."""
    page, draw = _blank()
    _head(draw)
    _text(draw, seed, top=620, lines=lines, size=size)
    return page


def half_empty(seed: int = 0) -> Image.Image:
    """Seven lines at the top, then nothing."""
    return letter(seed, lines=7)


def few_words(seed: int = 0) -> Image.Image:
    """One line in the middle of the page."""
    page, draw = _blank()
    draw.text((700, 1500), "PHỤ LỤC SỐ " + str(seed % 9 + 1), fill=20, font=font(70, bold=True))
    return page


def table(seed: int = 0) -> Image.Image:
    """A ruled list with a heading."""
    page, draw = _blank()
    chance = random.Random(seed)
    draw.text((700, 260), "DANH SÁCH NHÂN KHẨU", fill=10, font=font(76, bold=True))
    edges = [200, 340, 960, 1240, 1560, 2020, 2300]
    rows = 26
    for row in range(rows + 1):
        y = 460 + row * 104
        draw.line((edges[0], y, edges[-1], y), fill=30, width=4)
        if row == rows:
            break
        for at, x in enumerate(edges[:-1]):
            words = _COLUMNS[at] if row == 0 else _cell(chance, at, row)
            draw.text((x + 18, y + 24), words, fill=15, font=font(44, bold=row == 0))
    for x in edges:
        draw.line((x, 460, x, 460 + rows * 104), fill=30, width=4)
    return page


def stamped(seed: int = 0) -> Image.Image:
    """A letter with a red stamp and a signature, in colour."""
    page = letter(seed, lines=20).convert("RGB")
    draw = ImageDraw.Draw(page)
    x, y = 1560 + 40 * (seed % 5), 2500
    red = (205, 40, 50)
    for radius in (210, 196, 130):
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), outline=(205, 40, 50), width=9
        )
    draw.text((x - 110, y - 40), "ỦY BAN", fill=red, font=font(60, bold=True))
    chance = random.Random(seed)
    way = [(x + step * 22, y + 60 + chance.randint(-120, 120)) for step in range(28)]
    draw.line(way, fill=(30, 40, 140), width=7, joint="curve")
    return page


def photo(seed: int = 0) -> Image.Image:
    """A photograph that fills most of the page, with a caption."""
    noise = np.random.default_rng(seed)
    rough = (noise.random((14, 10, 3)) * 200 + 30).astype(np.uint8)
    inner = Image.fromarray(rough).resize((1900, 2500), Image.Resampling.BICUBIC)
    page = Image.new("RGB", A4, "white")
    page.paste(inner, (290, 300))
    draw = ImageDraw.Draw(page)
    draw.text((600, 2950), "Ảnh hiện trạng công trình nhìn từ phía đường", fill=0, font=font(54))
    return page


def certificate(seed: int = 0) -> Image.Image:
    """Coloured paper with a pattern, a border and text, as certificates are."""
    page = Image.new("RGB", A4, (246, 214, 214))
    draw = ImageDraw.Draw(page)
    for x in range(-A4[1], A4[0], 90):
        draw.line((x, 0, x + A4[1], A4[1]), fill=(240, 200, 204), width=3)
    draw.rectangle((150, 150, 2330, 3358), outline=(170, 60, 70), width=16)
    draw.text((520, 420), "GIẤY CHỨNG NHẬN", fill=(180, 30, 40), font=font(150, bold=True))
    _text(draw, seed, top=900, lines=24, size=52, left=320, right=2180)
    return page


def coloured(seed: int = 0) -> Image.Image:
    """A form on coloured paper."""
    tints = ((255, 250, 190), (198, 226, 255), (208, 244, 208), (255, 214, 226))
    page = letter(seed).convert("RGB")
    tint = Image.new("RGB", A4, tints[seed % len(tints)])
    return _times(page, tint)


def edge_text(seed: int = 0) -> Image.Image:
    """A letter with small notes 3 mm from its edges."""
    page = letter(seed, lines=26)
    draw = ImageDraw.Draw(page)
    draw.text((40, 36), "Mẫu số 04a/ĐK - bản in từ hệ thống", fill=60, font=font(30))
    draw.text((1900, 3440), "Trang 1/2 - lưu văn phòng", fill=60, font=font(30))
    side = Image.new("L", (900, 40), 255)
    ImageDraw.Draw(side).text((0, 0), "Số phát hành 0012345 quyển 07", fill=60, font=font(30))
    page.paste(side.rotate(90, expand=True), (36, 1400))
    return page


def coded(seed: int = 0) -> Image.Image:
    """A letter with codes of other people: a link, a number, bars."""
    page = letter(seed, lines=22)
    texts = (
        f"https://hoadon.example.vn/tra-cuu?ma=K26TBD{seed:07d}",
        f"048080000003||Nguyễn Thành Nam|01011980|Nam|Phường Mẫu|0101{2000 + seed % 20}",
        f"00020101021238570010A00000072701270006970415011{seed:08d}5303704",
        f"ASN{seed:05d}",
        f"HS|phiếu kho|{seed}",
    )
    _qr(page, texts[seed % len(texts)], (2480 - 620, 150), 8 + seed % 5)
    _bars(page, (f"893{seed:010d}", f"EB{seed:09d}VN", f"H25-{seed:06d}")[seed % 3], (260, 2700))
    return page


def handwriting(seed: int = 0) -> Image.Image:
    """Blue waves between dotted lines."""
    page = Image.new("RGB", A4, "white")
    draw = ImageDraw.Draw(page)
    chance = random.Random(seed)
    for row in range(24):
        y = 420 + row * 118
        for x in range(220, 2280, 14):
            draw.ellipse((x, y + 30, x + 3, y + 33), fill=(120, 120, 120))
        x = 240
        while x < 1500 + chance.randint(0, 700):
            word = chance.randint(3, 7)
            way = [(x + step * 16, y + chance.randint(-34, 16)) for step in range(word * 2)]
            draw.line(way, fill=(40, 50, 130), width=5, joint="curve")
            x += word * 32 + 40
    return page


def figures(seed: int = 0) -> Image.Image:
    """Columns of figures and nothing else."""
    page, draw = _blank()
    chance = random.Random(seed)
    for row in range(30):
        for column in range(6):
            amount = f"{chance.randint(0, 10**7):,}".replace(",", ".")
            draw.text((200 + column * 360, 300 + row * 95), amount, fill=10, font=font(46))
    return page


def capitals(seed: int = 0) -> Image.Image:
    """Lines in capital letters."""
    page, draw = _blank()
    chance = random.Random(seed)
    for row in range(26):
        words = chance.choice(_SENTENCES).upper()[:52]
        draw.text((250, 300 + row * 115), words, fill=10, font=font(54, bold=seed % 2 == 0))
    return page


def blank(_seed: int = 0) -> Image.Image:
    """Nothing."""
    return Image.new("L", A4, 255)


def blank_with_dust(seed: int = 0) -> Image.Image:
    """The empty back of a page that shines through, with dust and two punched holes."""
    front = letter(seed).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    shine = front.filter(ImageFilter.GaussianBlur(5)).point(lambda v: 255 - (255 - v) // 12)
    draw = ImageDraw.Draw(shine)
    chance = random.Random(seed)
    for _ in range(18):
        x, y = chance.randint(30, 2440), chance.randint(30, 3470)
        draw.ellipse((x, y, x + 5, y + 5), fill=90)
    for y in (1280, 2220):
        draw.ellipse((110, y, 182, y + 72), fill=40)
    return shine


ORDINARY: dict[str, Callable[[int], Image.Image]] = {
    "letter": letter,
    "half_empty": half_empty,
    "few_words": few_words,
    "table": table,
    "stamped": stamped,
    "photo": photo,
    "certificate": certificate,
    "coloured": coloured,
    "edge_text": edge_text,
    "coded": coded,
    "handwriting": handwriting,
    "figures": figures,
    "capitals": capitals,
}


@dataclass(frozen=True)
class Scan:
    """How a page was scanned. ``skew`` in degrees clockwise, ``blur`` in millimetres (one
    sigma), ``noise`` in grey levels, ``turn`` in degrees clockwise, ``light``: 1 as it is, less
    is darker, ``paper``: grey level of white paper."""

    dpi: int = DPI
    skew: float = 0.0
    blur: float = 0.0
    noise: float = 2.0
    turn: int = 0
    quality: int = 80
    light: float = 1.0
    paper: int = 250
    seed: int = 0


def scanned(page: Image.Image, how: Scan | None = None) -> bytes:
    """The JPEG that a scanner makes of a page drawn at 300 dpi."""
    how = how or Scan()
    pixels = np.asarray(page)
    if how.turn:
        pixels = np.rot90(pixels, -how.turn // 90)
    if how.dpi != DPI:
        by = how.dpi / DPI
        way = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
        pixels = cv2.resize(np.ascontiguousarray(pixels), None, fx=by, fy=by, interpolation=way)
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    if how.skew:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), -how.skew, 1.0)
        pixels = cv2.warpAffine(
            pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)
        )
    if how.blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), how.blur / 25.4 * how.dpi)
    out = BytesIO()
    page = Image.fromarray(_noisy(pixels, how))
    page.save(out, "JPEG", quality=how.quality, dpi=(how.dpi, how.dpi))
    return out.getvalue()


def _noisy(pixels: NDArray[np.uint8], how: Scan) -> NDArray[np.uint8]:
    levels = cv2.convertScaleAbs(pixels, alpha=how.paper / 255 * how.light)
    if how.noise:
        each = (_GRAIN, _GRAIN, *pixels.shape[2:])
        grain = np.random.default_rng(how.seed).normal(0, how.noise, each).round().astype(np.int16)
        times = [-(-size // _GRAIN) for size in pixels.shape[:2]]
        whole = np.tile(grain, (*times, 1)[: pixels.ndim])[: pixels.shape[0], : pixels.shape[1]]
        levels = cv2.add(levels, np.ascontiguousarray(whole), dtype=cv2.CV_8U)
    return np.asarray(levels, np.uint8)


def _blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("L", A4, 255)
    return page, ImageDraw.Draw(page)


def _head(draw: ImageDraw.ImageDraw) -> None:
    draw.text((240, 200), "ỦY BAN NHÂN DÂN PHƯỜNG BẾN ĐÁ", fill=10, font=font(44, bold=True))
    draw.text((1310, 200), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", fill=10, font=font(44, bold=True))
    draw.text((1500, 262), "Độc lập - Tự do - Hạnh phúc", fill=10, font=font(48, bold=True))
    draw.line((1500, 330, 2080, 330), fill=10, width=4)
    draw.text((760, 460), "ĐƠN ĐỀ NGHỊ XÁC NHẬN", fill=10, font=font(76, bold=True))


def _text(
    draw: ImageDraw.ImageDraw,
    seed: int,
    *,
    top: int,
    lines: int,
    size: int,
    left: int = 300,
    right: int = 2280,
) -> None:
    chance = random.Random(seed)
    for line in range(lines):
        y = top + round(line * size * 1.5)
        if y > A4[1] - 260:
            return
        words = chance.choice(_SENTENCES)
        while draw.textlength(words, font=font(size)) > right - left:
            words = words.rpartition(" ")[0]
        draw.text((left, y), words, fill=15, font=font(size))


def _cell(chance: random.Random, column: int, row: int) -> str:
    given = ("Lê Thị Hoa", "Trần Văn Mạnh", "Đỗ Quỳnh Giang", "Phạm Ngọc Ý", "Nguyễn Hữu Đức")
    places = ("phường Bến Đá", "xã Cỏ Ống", "khu phố 5", "tổ 12, ấp Bàu")
    cells = (
        str(row),
        chance.choice(given),
        str(chance.randint(1940, 2020)),
        chance.choice(("vợ", "con", "cháu", "mẹ đẻ")),
        chance.choice(places),
        chance.choice(("", "", "đã đăng ký")),
    )
    return cells[column]


def _times(page: Image.Image, tint: Image.Image) -> Image.Image:
    levels = np.asarray(page, np.float32) * np.asarray(tint, np.float32) / 255
    return Image.fromarray(levels.astype(np.uint8))


def _qr(page: Image.Image, text: str, at: tuple[int, int], module: int) -> None:
    out = BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=module, border=4)
    page.paste(Image.open(out).convert("L"), at)


def _bars(page: Image.Image, text: str, at: tuple[int, int]) -> None:
    draw = ImageDraw.Draw(page)
    for number, module in enumerate(code_128_modules(text)):
        if module == "1":
            x = at[0] + number * 5
            draw.rectangle((x, at[1], x + 4, at[1] + 150), fill=0)
