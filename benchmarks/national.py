"""A whole national catalogue of procedures that do not exist, in the shape of ``LayThuTuc``."""

from __future__ import annotations

import json
import random
from typing import Any

FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực", "Xây dựng", "Giáo dục", "Y tế", "Lao động", "Thuế")
VERBS = ("Đăng ký", "Cấp", "Cấp lại", "Cấp đổi", "Xác nhận", "Thẩm định", "Công nhận", "Gia hạn")
THINGS = (
    "giấy chứng nhận quyền sử dụng đất",
    "giấy phép xây dựng nhà ở riêng lẻ",
    "bản sao trích lục hộ tịch",
    "chứng chỉ hành nghề",
    "giấy phép hoạt động của cơ sở giáo dục mầm non",
    "hồ sơ hưởng chế độ ưu đãi người có công",
)
PAPERS = ("Tờ khai", "Đơn đề nghị", "Bản sao chứng thực", "Bản vẽ", "Giấy ủy quyền", "Biên bản")
KINDS = (
    "đối với cá nhân trong nước, người Việt Nam định cư ở nước ngoài",
    "trường hợp thay đổi nội dung đã đăng ký theo quy định của pháp luật",
    "do bị mất, hư hỏng, rách nát hoặc hết thời hạn sử dụng",
)
PROCEDURES = 7_000


def national_answer(seed: int, count: int) -> bytes:
    """The JSON of ``count`` procedures: usual ones, some without time or fee, some with one case
    written as an object instead of a list, some with names of 1,000 letters."""
    lottery = random.Random(seed)
    found = [_procedure(lottery, number) for number in range(count)]
    return json.dumps({"error_code": "0", "result": found}, ensure_ascii=False).encode()


def _procedure(lottery: random.Random, number: int) -> dict[str, Any]:
    name = f"{lottery.choice(VERBS)} {lottery.choice(THINGS)} {lottery.choice(KINDS)}"
    if number % 100 == 99:
        name = (f"{name}, " * 20)[:1000]
    cases = [_case(lottery, place) for place in range(lottery.choice((1, 1, 1, 2, 3)))]
    return {
        "ID": str(100_000 + number),
        "MATTHC": f"{1 + number % 3}.{number:06}",
        "TENTTHC": f"{name} (số {number})",
        "MACOQUANCONGBO": "G09",
        "LINHVUCTHUCHIEN": [{"MALINHVUC": f"L{number % 8}", "TENLINHVUC": FIELDS[number % 8]}],
        "CAPTHUCHIEN": [{"CAPTHUCHIEN": "Cấp Xã"}],
        "CACHTHUCTHUCHIEN": [_channel(lottery, kind) for kind in ("1", "2", "3")],
        "THANHPHANHOSO": cases[0] if number % 50 == 0 else cases,
        "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": _words(lottery, 60)}]}],
        "CANCUPHAPLY": [{"SOVANBAN": f"{lottery.randint(1, 200)}/2025/NĐ-CP"}],
    }


def _case(lottery: random.Random, place: int) -> dict[str, Any]:
    return {
        "TRUONGHOP": f"Trường hợp {place + 1}: {lottery.choice(KINDS)}",
        "GIAYTO": [
            {
                "MAGIAYTO": f"GT{place}{number}",
                "TENGIAYTO": f"{lottery.choice(PAPERS)} {_words(lottery, 12)}",
                "SOBANCHINH": str(lottery.choice((0, 1, 1, 2))),
                "SOBANSAO": str(lottery.choice((0, 0, 1))),
            }
            for number in range(lottery.randint(1, 6))
        ],
    }


def _channel(lottery: random.Random, kind: str) -> dict[str, Any]:
    time = lottery.choice(("3", "5", "7", "15", "30", ""))
    fee = {"SOTIEN": lottery.choice(("10000", "8.000", "150,000", "")), "DONVI": "VNĐ"}
    return {
        "KENH": kind,
        "THOIGIAN": [
            {
                "THOIGIANGIAIQUYET": time,
                "DONVITINH": "Ngày làm việc" if time else "",
                "MOTA": _words(lottery, 8),
                "PHILEPHI": [fee] if lottery.random() < 0.7 else [],
            }
        ],
    }


def _words(lottery: random.Random, count: int) -> str:
    return " ".join(lottery.choice(_SYLLABLES) for _ in range(count))


_SYLLABLES = " ".join((*THINGS, *KINDS, *PAPERS)).split()
