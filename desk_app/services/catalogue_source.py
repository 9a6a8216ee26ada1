"""From a file, a folder or bytes to the single procedures in it; no judgement of their content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from desk_app.errors import EnvironmentFault, Refusal

MOST_BYTES = 300 * 1024 * 1024
# Half of a letter of two (a lone surrogate) is no text; written out it looks like this.
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
OK_CODES = ("0", "00", "")

Source = bytes | Path | Sequence[Any]


@dataclass(frozen=True)
class Piece:
    """One thing that should be a procedure. ``national``: in the shape of ``LayThuTuc``."""

    where: str
    data: Any
    national: bool


def pieces(source: Source) -> list[Piece]:
    """Everything in ``source`` that should be a procedure.

    Args:
        source: bytes of a JSON document; a JSON file; a folder of them (``*.json``); or what was
            already read.

    Raises:
        Refusal: too big, wrong encoding, not JSON (line and column), or of no known shape.
        EnvironmentFault: the file cannot be read.
    """
    if isinstance(source, Path):
        if not source.is_dir():
            return list(_of_document(read_json(_bytes_of(source)), ""))
        files = sorted(source.glob("*.json"))
        if not files:
            raise Refusal("catalogue.empty_folder", folder=source.name)
        return [
            piece
            for file in files
            for piece in _of_document(read_json(_bytes_of(file), file.name), f"{file.name} ")
        ]
    if isinstance(source, bytes):
        return list(_of_document(read_json(source), ""))
    return list(_of_list(list(source), ""))


def _bytes_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            _too_big()
        return file.read_bytes()
    except OSError as fault:
        raise EnvironmentFault("catalogue.unreadable_file", file=file.name) from fault


def _too_big() -> NoReturn:
    raise Refusal("catalogue.too_big", most=MOST_BYTES // 1024 // 1024)


def read_json(content: bytes, file: str = "JSON") -> Any:
    """The document in ``content``, UTF-8 with or without byte order mark.

    Raises:
        Refusal: with the line and column of the first fault.
    """
    if len(content) > MOST_BYTES:
        _too_big()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise Refusal("catalogue.not_utf8", file=file, line=line) from fault
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
        if _MAY_BE_HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except json.JSONDecodeError as fault:
        raise Refusal(
            "catalogue.not_json", file=file, line=fault.lineno, column=fault.colno
        ) from fault
    except (ValueError, RecursionError) as fault:
        # NaN, Infinity, numbers of thousands of digits, brackets without end, half letters.
        raise Refusal("catalogue.odd_json", file=file) from fault


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _of_document(document: Any, where: str) -> Iterator[Piece]:
    if isinstance(document, list):
        yield from _of_list(document, where)
    elif not isinstance(document, dict):
        raise Refusal("catalogue.unknown_shape")
    elif isinstance(document.get("procedures"), list):
        yield from _of_list(document["procedures"], where)
    elif "result" in document:
        yield from _of_answer(document, where)
    elif looks_national(document) or "code" in document:
        yield Piece(f"{where}#1", document, looks_national(document))
    else:
        raise Refusal("catalogue.unknown_shape")


def _of_answer(document: dict[str, Any], where: str) -> Iterator[Piece]:
    code = str(document.get("error_code") or "").strip()
    if code not in OK_CODES:
        raise Refusal("catalogue.national_error", code=code[:20])
    result = document["result"]
    yield from _of_list(result if isinstance(result, list) else [result], where)


def _of_list(found: list[Any], where: str) -> Iterator[Piece]:
    for number, data in enumerate(found, 1):
        yield Piece(f"{where}#{number}", data, looks_national(data))


def looks_national(data: Any) -> bool:
    """Whether ``data`` speaks with the field names of the national database."""
    if not isinstance(data, dict):
        return False
    names = {str(name).upper() for name in data}
    return bool(names & {"MATTHC", "TENTTHC", "CACHTHUCTHUCHIEN", "THANHPHANHOSO"})
