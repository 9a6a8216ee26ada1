"""Every module says what it is, and its tests stand where one looks for them."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest

from tests.house.tree import ROOT, Module, expect_none, modules

# Modules that are tested in another file, because only the whole can be looked at: the steps of a
# migration, the parts of one printed form, column types in a real table.
TESTED_IN = {
    "desk_app/services/day_exceptions.py": "tests/services/test_day_review.py",
    "desk_app/cli/__init__.py": "tests/cli/test_desk_commands.py",
    "desk_app/models/base.py": "tests/models/test_schema.py",
    "desk_app/models/migrations/": "tests/models/test_schema.py",
    "desk_app/central/tables.py": "tests/central/test_schema.py",
    "desk_app/central/migrations/": "tests/central/test_schema.py",
    "desk_app/paper/form_document.py": "tests/paper/test_receipt_pdf.py",
    "desk_app/paper/form_styles.py": "tests/paper/test_receipt_pdf.py",
    "desk_app/paper/receipt_papers.py": "tests/paper/test_receipt_pdf.py",
    "desk_app/paper/receipt_story.py": "tests/paper/test_receipt_pdf.py",
    "desk_app/paper/paper_size.py": "tests/paper/test_receipt_pdf.py",
    "desk_app/paper/diagonal_mark.py": "tests/paper/test_receipt_pdf.py",
    "desk_app/ui/screens/intake/cards.py": "tests/ui/screens/intake/test_presenter.py",
    "desk_app/ui/screens/intake/preview.py": "tests/ui/screens/intake/test_preview_sheet.py",
    "desk_app/ui/screens/intake/build.py": "tests/journeys/test_intake_journeys.py",
    "desk_app/ui/screens/receipt/build.py": "tests/journeys/test_intake_journeys.py",
    "desk_app/ui/screens/sign_in/lock.py": "tests/ui/screens/sign_in/test_build.py",
    "desk_app/ui/screens/sign_in/presenter.py": "tests/ui/screens/sign_in/test_build.py",
    "desk_app/ui/screens/sign_in/source.py": "tests/ui/screens/sign_in/test_build.py",
    "desk_app/ui/screens/digitise/build.py": "tests/ui/screens/digitise/test_presenter.py",
    "desk_app/ui/screens/digitise/page_pictures.py": "tests/ui/screens/digitise/test_presenter.py",
    "desk_app/ui/screens/digitise/source.py": "tests/ui/screens/unmatched/test_presenter.py",
    "desk_app/ui/screens/unmatched/build.py": "tests/ui/screens/unmatched/test_presenter.py",
    "desk_app/ui/screens/enrol/build.py": "tests/ui/screens/enrol/test_presenter.py",
    "desk_app/central/queue_files.py": "tests/central/test_queue_import.py",
    "desk_app/central/queue_reports.py": "tests/central/test_queue_import.py",
    "desk_app/sync/queue_exports.py": "tests/sync/test_queue_export.py",
    "desk_app/cli/stick_lines.py": "tests/cli/test_stick_commands.py",
    "desk_app/queue_on_stick.py": "tests/cli/test_stick_commands.py",
    "desk_app/ui/screens/numbers/build.py": "tests/ui/screens/numbers/test_presenter.py",
    "desk_app/ui/screens/numbers/source.py": "tests/ui/screens/numbers/test_presenter.py",
    "desk_app/paper/register_rows.py": "tests/paper/test_register_pdf.py",
}

# Folders of tests that mirror no folder of the program.
BESIDE_THE_MIRROR = {"builders", "contracts", "fakes", "faults", "house", "journeys"}


def holds_logic(tree: ast.Module) -> bool:
    """Whether there is anything to test: a function or method that does more than say its name."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _only_speaks(node)
        for node in ast.walk(tree)
    )


def _only_speaks(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(line, ast.Pass)
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in function.body
    )


def has_tests(place: str) -> bool:
    """Whether ``tests/`` has the file, or files that begin alike, for a module."""
    path = PurePosixPath(place).relative_to("desk_app")
    stem = path.parent.name if path.stem == "__init__" else path.stem.strip("_")
    folder = ROOT / "tests" / (path.parent.parent if path.stem == "__init__" else path.parent)
    return (folder / f"test_{stem}.py").exists() or any(folder.glob(f"test_{stem}_*.py"))


def is_tested_elsewhere(place: str) -> bool:
    return any(
        place == known or (known.endswith("/") and place.startswith(known)) for known in TESTED_IN
    )


def test_every_module_says_what_it_is() -> None:
    expect_none(m.place for m in modules("desk_app") if not ast.get_docstring(m.tree))


def test_every_module_with_logic_has_its_tests() -> None:
    def lacks_tests(module: Module) -> bool:
        known = is_tested_elsewhere(module.place) or has_tests(module.place)
        return holds_logic(module.tree) and not known

    expect_none(module.place for module in modules("desk_app") if lacks_tests(module))


def test_every_folder_of_tests_mirrors_a_folder_of_the_program() -> None:
    strays = [
        module.place
        for module in modules("tests")
        if (folder := PurePosixPath(module.place).relative_to("tests").parent).parts[:1]
        and folder.parts[0] not in BESIDE_THE_MIRROR
        and not (ROOT / "desk_app" / folder).is_dir()
    ]
    expect_none(strays)


def test_no_exception_outlives_its_reason() -> None:
    expect_none(
        f"{place} -> {tests}"
        for place, tests in TESTED_IN.items()
        if not (ROOT / place).exists() or not (ROOT / tests).exists()
    )


@pytest.mark.parametrize(
    ("source", "logic"),
    [
        ("def fee(pages):\n    return pages * 2000", True),
        ("class Fee:\n    def of(self, pages):\n        return pages", True),
        ("class Fee:\n    amount: int", False),
        ("class Port:\n    def scan(self):\n        '''Scan.'''", False),
        ("FEES = {'a': 1}", False),
    ],
)
def test_logic_is_told_from_data(source: str, logic: bool) -> None:
    assert holds_logic(ast.parse(source)) is logic


def test_a_module_without_tests_is_seen() -> None:
    assert has_tests("desk_app/wording.py")
    assert not has_tests("desk_app/services/nobody_wrote_this.py")
