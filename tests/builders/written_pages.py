"""Pages whose every character is known, and how much of it somebody read. Invented texts."""

from __future__ import annotations

import random
from functools import cache

from PIL import Image, ImageDraw

from tests.builders.office_pages import A4, font

HEADS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG NHÀ Ở RIÊNG LẺ",
)
LINES = (
    "Kính gửi: Trung tâm Phục vụ hành chính công phường Bến Đá, thành phố Mẫu",
    "Tôi tên là Nguyễn Thị Phương Uyên, sinh ngày 12 tháng 03 năm 1988, thường trú tại",
    "số 25/7 đường Nguyễn Bỉnh Khiêm, khu phố 3. Điện thoại liên hệ: 0912 345 678.",
    "Căn cứ Luật Xây dựng và các nghị định hướng dẫn thi hành, tôi làm đơn này đề nghị",
    "cơ quan có thẩm quyền xem xét, cấp giấy phép xây dựng nhà ở riêng lẻ trên thửa đất",
    "số 415, tờ bản đồ số 32, diện tích 125,5 m2, đã có giấy chứng nhận quyền sử dụng đất.",
    "Quy mô công trình gồm 03 tầng, tổng diện tích sàn 312,8 m2, chiều cao 11,4 m.",
    "Đơn vị thiết kế: Công ty trách nhiệm hữu hạn tư vấn Gió Biển, chứng chỉ hạng II.",
    "Dự kiến thời gian hoàn thành công trình: 09 tháng kể từ ngày được cấp giấy phép.",
    "Phía đông giáp thửa đất của ông Trần Đặng Quỳnh, phía tây giáp đường hẻm rộng 4,5 m.",
    "Giấy tờ kèm theo gồm: bản sao giấy chứng nhận, bản vẽ thiết kế, ảnh hiện trạng.",
    "Tôi xin cam đoan thực hiện đúng theo giấy phép được cấp, nếu sai tôi xin hoàn toàn",
    "chịu trách nhiệm và bị xử lý theo quy định của pháp luật. Rất mong được giải quyết.",
    "Ủy ban nhân dân phường đã kiểm tra hồ sơ, đối chiếu bản chính và xác nhận nội dung.",
    "Người yêu cầu có thể tra cứu tình trạng hồ sơ hoặc hỏi trực tiếp tại quầy số 6.",
    "Lệ phí: 75.000 đồng; phí thẩm định: 1.250.000 đồng, nộp một lần khi nhận kết quả.",
    "Thửa ruộng mẫu cũ nằm cạnh mương thủy lợi, hiện trạng bỏ hoang, cỏ mọc rậm rạp.",
    "Hộ gia đình thuộc diện được hỗ trợ kinh phí sửa chữa mái tôn, vách gỗ đã mục nát.",
    "Nhờ quý cơ quan quan tâm giúp đỡ để gia đình sớm ổn định chỗ ở trước mùa mưa bão.",
    "Những người làm chứng: Lê Hữu Nghĩa, Phạm Ngọc Ý, Đỗ Quỳnh Giang, Võ Thị Xuân Mỹ.",
)


@cache
def written(
    seed: int = 0, *, lines: int = 32, size: int = 54, bold: bool = False
) -> tuple[Image.Image, str]:
    """A grey A4 page at 300 dpi and what is written on it; ``size`` in pixels (54 is 13 pt)."""
    page = Image.new("L", A4, 255)
    draw = ImageDraw.Draw(page)
    chance = random.Random(seed)
    chosen = [*HEADS, *chance.sample(LINES, len(LINES)), *chance.sample(LINES, len(LINES))][:lines]
    for number, words in enumerate(chosen):
        heading = number < len(HEADS)
        face = font(size, bold=bold or heading)
        left = (A4[0] - draw.textlength(words, font=face)) / 2 if heading else 290
        draw.text((left, 260 + round(number * size * 1.65)), words, fill=15, font=face)
    return page, "\n".join(chosen)


def accuracy(written_text: str, read: str) -> float:
    """The share of characters that were read right: 1 less the edits it takes, by the length.

    White space counts as one space, wherever lines end.
    """
    wanted, got = " ".join(written_text.split()), " ".join(read.split())
    return 1 - edits(wanted, got) / len(wanted)


def edits(one: str, other: str) -> int:
    """The least number of characters to put in, leave out or change (Levenshtein), by the
    bit-parallel way of Myers and Hyyrö: a column of the table is one long number."""
    if not one:
        return len(other)
    whole, top = (1 << len(one)) - 1, 1 << (len(one) - 1)
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    up, down, count = whole, 0, len(one)
    for letter in other:
        same = places.get(letter, 0)
        beside, below = (((same & up) + up) ^ up) | same, same | down
        more, less = down | (whole & ~(beside | up)), up & beside
        count += bool(more & top) - bool(less & top)
        more, less = (more << 1 | 1) & whole, less << 1 & whole
        up, down = less | (whole & ~(below | more)), more & below
    return count
