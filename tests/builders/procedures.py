"""Invented procedures: in our own format, and as the national database answers."""

from __future__ import annotations

import json
from typing import Any

ALPHABET = [
    "Đăng",
    "ký",
    "cấp",
    "đổi",
    "xác",
    "nhận",
    "giấy",
    "phép",
    "kinh",
    "doanh",
    "quyền",
    "sử",
    "dụng",
    "đất",
    "hộ",
    "tịch",
    "cư",
    "trú",
]


def a_procedure(**overrides: Any) -> dict[str, Any]:
    """A procedure of our own format with two cases, three papers and one channel."""
    return {
        "code": "9.000001",
        "version": 1,
        "valid_from": None,
        "name_vi": "Cấp giấy phép thả diều",
        "name_en": "Kite permit",
        "field": "Trò chơi",
        "cases": ["Diều lớn", "Diều nhỏ"],
        "papers": [
            {"number": 1, "case": None, "name": "Đơn đề nghị", "originals": 1},
            {"number": 2, "case": 1, "name": "Bản vẽ diều", "kind": "copy", "copies": 1},
            {"number": 3, "case": 2, "name": "Ảnh diều", "requirement": "present"},
        ],
        "channels": [
            {
                "channel": "direct",
                "time": {"value": 3, "unit": "working_days"},
                "fee_vnd": 5000,
            }
        ],
        **overrides,
    }


def as_bytes(document: Any) -> bytes:
    """The document as a file would hold it."""
    return json.dumps(document, ensure_ascii=False).encode()


def a_national_procedure(number: int = 1, **overrides: Any) -> dict[str, Any]:
    """One procedure as ``LayThuTuc`` answers it: numbers as text, lists as single objects."""
    return {
        "ID": str(7000 + number),
        "MATTHC": f"8.{number:06}",
        "TENTTHC": f"{_name(number)} số {number}",
        "MACOQUANCONGBO": "G09",
        "CAPTHUCHIEN": "Cấp xã",
        "LINHVUCTHUCHIEN": [{"MALINHVUC": "LV1", "TENLINHVUC": "Lĩnh vực thử"}],
        "CACHTHUCTHUCHIEN": [
            {"KENH": "1", "THOIGIAN": [a_time(), a_time("2", "Ngày", MOTA="Phức tạp")]},
            {"KENH": "Trực tuyến", "THOIGIAN": a_time("8", "Giờ")},
        ],
        "THANHPHANHOSO": [
            {"TRUONGHOP": "", "GIAYTO": [a_paper("Đơn đề nghị", "1", "0")]},
            {
                "TRUONGHOP": "Trường hợp cấp lại",
                "GIAYTO": [a_paper("Giấy phép cũ", "1", "1"), a_paper("Bản sao", 0, 2)],
            },
        ],
        "KETQUATHUCHIEN": [{"MAKETQUA": "KQ1", "TENKETQUA": "Giấy phép"}],
        **overrides,
    }


def a_time(length: Any = "3", unit: Any = "Ngày làm việc", **overrides: Any) -> dict[str, Any]:
    """One line of THOIGIAN with one fee."""
    fee = {"MAPHILEPHI": "P1", "SOTIEN": "20.000", "DONVI": "đồng", "MOTA": "đồng/lần"}
    return {
        "THOIGIANGIAIQUYET": length,
        "DONVITINH": unit,
        "MOTA": "",
        "PHILEPHI": [fee],
        **overrides,
    }


def a_paper(name: Any, originals: Any, copies: Any) -> dict[str, Any]:
    """One line of GIAYTO."""
    return {"MAGIAYTO": "", "TENGIAYTO": name, "SOBANCHINH": originals, "SOBANSAO": copies}


def _name(number: int) -> str:
    size = len(ALPHABET)
    chosen = [ALPHABET[(number * step + step) % size] for step in (1, 2, 3, 5, 7, 11)]
    return " ".join(chosen).capitalize()


def a_national_catalogue(count: int) -> list[dict[str, Any]]:
    """Many procedures, some with names of 1,000 characters and 40 papers."""
    found = [a_national_procedure(number) for number in range(1, count + 1)]
    for procedure in found[::50]:
        procedure["TENTTHC"] = (f"{procedure['TENTTHC']} " * 60)[:1000]
        papers = [a_paper(f"Giấy tờ {n} " + "dài " * 100, "1", "0") for n in range(40)]
        procedure["THANHPHANHOSO"].append({"TRUONGHOP": "Nhiều giấy tờ", "GIAYTO": papers})
    return found
