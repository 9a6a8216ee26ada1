"""The national database's answer (``LayThuTuc``) as our own format.

Its field names stay in this module. Required papers live under a case, time limit and fee under a
channel; numbers come as text, lists as single objects, and much is missing. What cannot be read is
told, and the rest of the procedure is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from desk_app.folding import fold
from desk_app.services.catalogue_format import (
    MOST_CASES,
    MOST_CHANNELS,
    MOST_PAPERS,
    clean,
)

Tell = Callable[..., None]

CHANNELS = {"1": "direct", "2": "online", "3": "post"}
CHANNEL_WORDS = (("truc tuyen", "online"), ("buu", "post"), ("truc tiep", "direct"))
UNITS = {
    "ngay lam viec": "working_days",
    "ngay": "days",
    "gio": "hours",
    "gio lam viec": "hours",
}
SAME_DAY = re.compile(r"trong ngay|cung ngay|ngay trong ngay")
SET_ELSEWHERE = re.compile(r"hoi dong nhan dan|hdnd|luat phi|theo quy dinh cua")
NO_LIMIT = ("khong", "khong quy dinh", "khong co")
NOT_SAID = ("", "0")
LONGEST_NAME = 4000
LONGEST_RATE_LABEL = 200
REMARK = re.compile(r"^(luu y|ghi chu|\*|chu y)")
DONG = ("", "VND", "VNĐ", "Đ", "ĐỒNG", "DONG")


def upper(data: Any) -> dict[str, Any]:
    """The object with its field names in capitals; anything else is empty."""
    return {str(name).upper(): value for name, value in data.items()} if _is_object(data) else {}


def _is_object(data: Any) -> bool:
    return isinstance(data, dict)


def objects(value: Any) -> list[dict[str, Any]]:
    """A list of objects, whatever stood there: a list, one object, or nothing."""
    found = value if isinstance(value, list) else [value]
    return [upper(data) for data in found if _is_object(data)]


def text(value: Any) -> str:
    """Text, whatever stood there."""
    if value is None or isinstance(value, list | dict | bool):
        return ""
    return str(clean(str(value)))


def number(value: Any) -> float | None:
    """``15``, ``"15"``, ``"1,5"``, ``"2.50"`` as a number; None if it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value < 1e9 else None
    found = re.fullmatch(r"(\d{1,9})(?:[.,](\d{1,4}))?", text(value))
    return float(f"{found[1]}.{found[2] or 0}") if found else None


def dong(value: Any) -> int | None:
    """``"10.000"``, ``"10,000 đồng"``, ``10000.0`` as đồng; None if it is no amount."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 <= value <= 10**12 and value == int(value) else None
    bare = re.sub(r"(?i)\s*(đồng|dong|vnđ|vnd|đ)\s*$", "", text(value))
    if re.fullmatch(r"\d{1,12}([.,]0{1,2})?", bare):
        return int(re.split(r"[.,]", bare)[0])
    if re.fullmatch(r"\d{1,3}([., ]\d{3})+", bare):
        return int(re.sub(r"[., ]", "", bare))
    return None


def procedure_of(data: Any, tell: Tell) -> dict[str, Any]:
    """The procedure in our own format, still to be checked by ``ProcedureRecord``.

    Args:
        tell: hears of each piece that is left out: its name and values for the sentence.
    """
    said = upper(data)
    papers = _Papers(tell)
    for section in objects(said.get("THANHPHANHOSO")):
        papers.add(section)
    fields = [text(found.get("TENLINHVUC")) for found in objects(said.get("LINHVUCTHUCHIEN"))]
    field = next((name for name in fields if name), text(said.get("LINHVUCTHUCHIEN")))
    channels = _channels(said.get("CACHTHUCTHUCHIEN"), tell)
    marks: dict[str, str] = {}
    if not field:
        marks["field"] = "missing"
    if not channels:
        marks["channels"] = "missing"
    return {
        "code": text(said.get("MATTHC")),
        "name_vi": text(said.get("TENTTHC")),
        "field": field,
        "level": _level(said.get("CAPTHUCHIEN")),
        "source": " ".join(("LayThuTuc", text(said.get("ID")))).strip()[:200],
        "notes": papers.notes,
        "uncertain": marks,
        "cases": papers.cases,
        "papers": papers.papers,
        "channels": channels,
    }


def _level(value: Any) -> str | None:
    found = value if isinstance(value, list) else [value]
    names = [text(next(iter(one.values()), "") if _is_object(one) else one) for one in found]
    return ", ".join(name for name in names if name)[:1000] or None


class _Papers:
    """Gathers required papers over all cases under one numbering."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.cases: list[str] = []
        self.papers: list[dict[str, Any]] = []
        self.notes: list[str] = []

    def add(self, section: dict[str, Any]) -> None:
        """One entry of THANHPHANHOSO: a case and its papers."""
        place = self._place(text(section.get("TRUONGHOP"))[:4000])
        for paper in objects(section.get("GIAYTO")):
            name = text(paper.get("TENGIAYTO"))
            if not name:
                self._tell("paper_without_name", number=len(self.papers) + 1)
                continue
            originals = number(paper.get("SOBANCHINH"))
            copies = number(paper.get("SOBANSAO"))
            if not originals and not copies and REMARK.match(fold(name[:20])):
                self.notes.append(name[:20_000])
            elif len(self.papers) < MOST_PAPERS:
                self.papers.append(self._paper(name, place, originals, copies))
            else:
                self._tell("too_many_papers", most=MOST_PAPERS)
                return

    def _place(self, case: str) -> int | None:
        if not case:
            return None
        if case not in self.cases:
            if len(self.cases) >= MOST_CASES:
                self._tell("too_many_cases", most=MOST_CASES)
                return None
            self.cases.append(case)
        return self.cases.index(case) + 1

    def _paper(
        self, name: str, place: int | None, originals: float | None, copies: float | None
    ) -> dict[str, Any]:
        has_original, has_copy = bool(originals), bool(copies)
        both = "original_and_copy" if has_original and has_copy else "original"
        return {
            "number": len(self.papers) + 1,
            "case": place,
            "name": name[:LONGEST_NAME],
            "kind": "copy" if has_copy and not has_original else both,
            "originals": min(int(originals or 0), 999),
            "copies": min(int(copies or 0), 999),
            "uncertain": _paper_doubt(name, counted=has_original or has_copy),
        }


def _paper_doubt(name: str, *, counted: bool) -> str | None:
    if len(name) > LONGEST_NAME:
        return "text_cut"
    return None if counted else "counts_missing"


def _channels(value: Any, tell: Tell) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for way in objects(value):
        channel = _channel_name(way.get("KENH"))
        if channel is None:
            tell("unknown_channel", found=text(way.get("KENH"))[:40] or "–")
            continue
        times = objects(way.get("THOIGIAN")) or [{}]
        for time in times:
            label = text(time.get("MOTA"))[:200] if len(times) > 1 else ""
            found.append({"channel": channel, "label": label or None, **_terms(time, tell)})
    if len(found) > MOST_CHANNELS:
        tell("too_many_channels", most=MOST_CHANNELS)
    return found[:MOST_CHANNELS]


def _channel_name(value: Any) -> str | None:
    said = fold(text(value))
    if said in CHANNELS:
        return CHANNELS[said]
    return next((name for words, name in CHANNEL_WORDS if words in said), None)


def _terms(time: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Time limit and fee of one line of THOIGIAN."""
    marks: dict[str, str] = {}
    note = text(time.get("MOTA"))
    limit = _time_limit(time, note, marks, tell)
    money = _fee(objects(time.get("PHILEPHI")), marks, tell)
    return {"time": limit, "time_note": note[:20_000] or None, **money, "uncertain": marks}


def _time_limit(
    time: dict[str, Any], note: str, marks: dict[str, str], tell: Tell
) -> dict[str, Any] | None:
    length, said = time.get("THOIGIANGIAIQUYET"), fold(text(time.get("DONVITINH")))
    if SAME_DAY.search(said) or SAME_DAY.search(fold(text(length))):
        return {"value": None, "unit": "same_day"}
    if fold(text(length)) in NO_LIMIT:
        return None
    if fold(text(length)) in NOT_SAID:
        marks["time"] = "missing"
        return None
    value = number(length)
    unit = UNITS.get(said)
    if value is None or value > 3650 or (said and unit is None):
        tell("time_unreadable", found=f"{text(length)} {text(time.get('DONVITINH'))}"[:60])
        marks["time"] = "unreadable"
        return None
    if unit is None:
        marks["time"] = "unit_missing"
        unit = "working_days"
    elif unit == "days" and "ngay lam viec" in fold(note[:2000]):
        # The portal often says "Ngày" where its own remark says working days.
        marks["time"] = "unit_differs_from_note"
    return {"value": value, "unit": unit}


def _fee(rates: list[dict[str, Any]], marks: dict[str, str], tell: Tell) -> dict[str, Any]:
    notes = [text(rate.get("MOTA")) for rate in rates]
    amounts: list[int] = []
    labels: dict[int, str] = {}
    unreadable = False
    for rate in rates:
        if text(rate.get("DONVI")).upper() not in DONG or text(rate.get("SOTIEN")) == "":
            continue
        amount = dong(rate.get("SOTIEN"))
        if amount is None:
            tell("fee_unreadable", found=text(rate.get("SOTIEN"))[:40])
            unreadable = True
        else:
            amounts.append(amount)
            labels.setdefault(amount, text(rate.get("MOTA"))[:LONGEST_RATE_LABEL])
    note = "; ".join(found for found in notes if found)[:20_000]
    elsewhere = bool(SET_ELSEWHERE.search(fold(note))) and not any(amounts)
    if not amounts:
        marks["fee"] = "missing"
    elif unreadable or len(set(amounts)) > 1:
        marks["fee"] = "one_rate_of_several"
    several = [{"vnd": vnd, "label": label} for vnd, label in labels.items()]
    return {
        "fee_vnd": amounts[0] if amounts else None,
        "fee_formula": {"kind": "one_of", "rates": several} if len(several) > 1 else None,
        "fee_set_elsewhere": elsewhere,
        "fee_note": note or None,
    }
