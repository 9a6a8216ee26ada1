"""Finding procedures by a few letters."""

from __future__ import annotations

from time import process_time

import pytest

from desk_app.services.catalogue_search import Indexed, codes_of, indexed, often_used, rank
from desk_app.wording import RESOURCES
from tests.builders.procedures import a_national_catalogue

NAMES = {
    "1.001193": ("Đăng ký khai sinh", "Hộ tịch"),
    "1.004884": ("Đăng ký lại khai sinh", "Hộ tịch"),
    "1.000894": ("Đăng ký kết hôn", "Hộ tịch"),
    "2.000815": ("Chứng thực bản sao từ bản chính giấy tờ, văn bản", "Chứng thực"),
    "2.000884": ("Chứng thực chữ ký trong các giấy tờ", "Chứng thực"),
    "1.012753": ("Đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất", "Đất đai"),
    "1.004222": ("Đăng ký thường trú", "Cư trú"),
    "2.002409": ("Giải quyết khiếu nại lần đầu tại cấp xã", "Khiếu nại"),
}


def index(**used: int) -> list[Indexed]:
    return [
        indexed(code, name, None, field, used.get(code.replace(".", "_"), 0))
        for code, (name, field) in NAMES.items()
    ]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("khai sính", "1.001193"),
        ("sinh khai", "1.001193"),
        ("khaisinh", "1.001193"),
        ("dkks", "1.001193"),
        ("dkkh", "1.000894"),
        ("cn qsdd", "1.012753"),
        ("dat dai", "1.012753"),
        ("thuong tru", "1.004222"),
        ("sao chung thuc", "2.000815"),
        ("chu ky", "2.000884"),
        ("2.000884", "2.000884"),
        ("000815", "2.000815"),
        ("2.0008 15", "2.000815"),
        ("2.002409.H05", "2.002409"),
        ("1.0011", "1.001193"),
    ],
)
def test_the_wanted_procedure_comes_first(text: str, best: str) -> None:
    assert codes_of(rank(index(), text, {}, 5))[0] == best


@pytest.mark.parametrize("text", ["zzz", "khai bao", "9.9", "!!!", "%", "' OR 1=1"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert rank(index(), text, {}, 5) == []


def test_what_is_kept_at_hand_or_used_often_comes_first() -> None:
    plain = codes_of(rank(index(), "chung thuc", {}, 5))
    assert plain == ["2.000884", "2.000815", "1.012753"][: len(plain)]
    assert codes_of(rank(index(), "chung thuc", {"2.000815": 0}, 5))[0] == "2.000815"
    assert codes_of(rank(index(**{"2_000815": 900}), "chung thuc", {}, 5))[0] == "2.000815"


def test_what_counters_use_often_comes_first_until_this_one_has_habits_of_its_own() -> None:
    names = {"1.1": "Cấp bản sao", "1.2": "Chứng thực bản sao từ bản chính"}

    def found(text: str, used: int) -> list[str]:
        usual = indexed("1.1", names["1.1"], None, "", used)
        often = indexed("1.2", names["1.2"], None, "", 0, often=100)
        return codes_of(rank([usual, often], text, {}, 5))

    for text in ("ban sao", ""):
        assert found(text, 3) == ["1.2", "1.1"]
        assert found(text, 900) == ["1.1", "1.2"]


def test_what_counters_use_often_is_in_the_catalogue_that_ships() -> None:
    shipped = "".join(
        file.read_text(encoding="utf-8") for file in (RESOURCES / "procedures").glob("*.json")
    )
    assert [code for code in often_used() if f'"code": "{code}"' not in shipped] == []


def test_a_code_typed_out_beats_every_habit() -> None:
    kept = {"1.001193": 0}
    assert codes_of(rank(index(**{"1_001193": 10**6}), "1.004884", kept, 5))[0] == "1.004884"


def test_without_text_favourites_then_habit() -> None:
    found = rank(index(**{"1_004222": 3, "1_000894": 9}), " ", {"2.002409": 0, "2.000815": 1}, 4)
    assert codes_of(found) == ["2.002409", "2.000815", "1.000894", "1.004222"]
    assert [hit.favourite for hit in found] == [True, True, False, False]


def test_a_code_with_the_suffix_of_a_province_is_found_in_small_letters() -> None:
    own = [indexed("2.002409.H05", "Giải quyết khiếu nại", None, "", 0)]
    assert codes_of(rank(own, "2.002409.h05", {}, 5)) == ["2.002409.H05"]


def test_the_limit_holds() -> None:
    assert len(rank(index(), "dang ky", {}, 2)) == 2


def test_seven_thousand_procedures_follow_typing() -> None:
    many = [
        indexed(data["MATTHC"], data["TENTTHC"], None, "Lĩnh vực thử", 0)
        for data in a_national_catalogue(7000)
    ]
    best: dict[str, float] = {}
    for text in ("khai sinh", "dkks", "quyen su dung dat", "8.0", "a"):
        for _ in range(5):
            began = process_time()
            rank(many, text, {}, 20)
            best[text] = min(best.get(text, 1.0), process_time() - began)
    # 30 ms is what typing allows; a busy machine gets twice that.
    assert max(best.values()) < 0.06
