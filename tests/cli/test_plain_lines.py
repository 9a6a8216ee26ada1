"""What has no form of its own is told in words all the same."""

from __future__ import annotations

from desk_app.cli.plain_lines import plain_lines

ANSWER = {
    "revision": "0005",
    "revoked": False,
    "entries": [{"kind": "dossier.amended", "outcome": "accepted", "note": None, "active": True}],
    "role": "it",
    "newer": 1,
}


def test_names_kinds_states_and_yes_and_no_stand_in_words() -> None:
    assert list(plain_lines(ANSWER, "vi")) == [
        "Bản cấu trúc dữ liệu: 0005",
        "Đã thu hồi: không",
        "Các mục đã nhận:",
        "  Sửa thông tin hồ sơ  Đã nhận  –  Đang dùng: có",
        "Vai trò: IT",
        "newer: 1",  # of a newer program: as it is
    ]
    assert list(plain_lines(ANSWER, "en"))[1] == "Revoked: no"
