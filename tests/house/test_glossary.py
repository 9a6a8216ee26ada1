"""One word per thing: the code uses the words of the counter and not their synonyms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import expect_none, modules

# The word that is not used, and the one that is. Only words with no other meaning in this program:
# "file", "server" or "status" are forbidden for our things too, but have honest uses as well.
INSTEAD = {
    "customer": "applicant",
    "client": "desk, applicant or the library's name",
    "citizen": "applicant (citizen is one kind of applicant)",
    "payer": "submitter",
    "requester": "submitter",
    "mandate": "authorisation",
    "clerk": "officer",
    "staff": "officer",
    "department": "unit",
    "agency": "unit",
    "booth": "counter",
    "attachment": "submitted paper",
    "ticket": "receipt",
    "voucher": "receipt",
    "slip": "receipt, fee slip, control slip or guidance slip",
    "appointment": "promised time",
    "deadline": "promised time or time limit",
    "sla": "time limit",
    "eta": "promised time",
    "invoice": "fee slip",
    "discount": "exemption",
    "waiver": "exemption",
    "holiday": "day off",
    "vacation": "day off",
    "tracker": "control slip",
    "ledger": "register",
    "parcel": "waybill",
    "feedback": "satisfaction rating",
    "survey": "satisfaction rating",
    "inbox": "unmatched tray",
    "orphan": "unmatched tray",
    "pairing": "enrolment",
    "logout": "shift close",
}

# Two words that mean something of their own.
COMPOUNDS = re.compile(r"fee_slips?|control_slips?|guidance_slips?")


def words_of(identifier: str) -> list[str]:
    """``DossierReceived`` and ``dossier_received`` are the words dossier and received."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", identifier).lower()
    return [word for word in COMPOUNDS.sub("_", snake).split("_") if word]


def wrong_words(identifier: str) -> Iterator[str]:
    """The synonyms in an identifier, plural forms too."""
    for word in words_of(identifier):
        for form in (word, word.removesuffix("s"), word.removesuffix("ies") + "y"):
            if form in INSTEAD:
                yield f"{identifier}: say {INSTEAD[form]}, not {form}"
                break


def names_given(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names this module gives: classes, functions, arguments, fields and columns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.lineno, node.target.id
        elif isinstance(node, ast.Assign):
            yield from (
                (node.lineno, str(node.value.value))
                for target in node.targets
                if isinstance(target, ast.Name)
                and target.id == "__tablename__"
                and isinstance(node.value, ast.Constant)
            )


# The words of others, used where we speak to them.
AT_THE_BORDER = {
    "desk_app/sync/central_http.py": {"client"},
}


def test_the_code_uses_the_words_of_the_glossary() -> None:
    wrong = [
        f"{module.place}:{line} {fault}"
        for module in modules("desk_app")
        for line, name in [(1, module.path.stem), *names_given(module.tree)]
        for fault in wrong_words(name)
        if not any(fault.endswith(f"not {w}") for w in AT_THE_BORDER.get(module.place, ()))
    ]
    expect_none(wrong)


@pytest.mark.parametrize(
    "source",
    [
        "class CustomerForm: pass",
        "def print_ticket(): pass",
        "def find(citizens): pass",
        "class Row:\n    deadline: int",
        "class Row:\n    __tablename__ = 'holidays'",
        "class HTTPClient: pass",
    ],
)
def test_a_synonym_is_seen(source: str) -> None:
    names = list(names_given(ast.parse(source)))
    assert [fault for _, name in names for fault in wrong_words(name)] != []


@pytest.mark.parametrize(
    "name", ["FeeSlip", "print_control_slip", "applicant", "stale", "TimeLimit"]
)
def test_the_right_word_is_left_alone(name: str) -> None:
    assert list(wrong_words(name)) == []
