"""Proves that the tests see what they are for: the bugs of ``mutants.toml`` are planted one at a
time into a copy of the program, and its tests must fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED = ("desk_app", "tests", "resources", "pyproject.toml")
SOME_TESTS_FAILED = 1  # pytest's exit code; any other is a broken run, which proves nothing
LONGEST_SECONDS = 600


@dataclass(frozen=True)
class Mutant:
    """A bug: ``find`` in ``file`` becomes ``put``; one of ``tests`` must fail."""

    bug: str
    file: str
    find: str
    put: str
    tests: tuple[str, ...]

    def planted(self, source: str) -> str:
        """``source`` with the bug.

        Raises:
            ValueError: what is to be replaced does not stand there exactly once.
        """
        if source.count(self.find) != 1 or self.find == self.put:
            raise ValueError(f"cannot plant «{self.bug}» in {self.file}")
        return source.replace(self.find, self.put)


@cache
def mutants() -> tuple[Mutant, ...]:
    """All bugs."""
    said = tomllib.loads((Path(__file__).parent / "mutants.toml").read_text(encoding="utf-8"))
    return tuple(Mutant(**{**one, "tests": tuple(one["tests"])}) for one in said["mutant"])


@dataclass(frozen=True)
class Verdict:
    """``caught``: the tests failed as they should; ``said``: the end of what they printed."""

    mutant: Mutant
    caught: bool
    said: str


def run_gate(chosen: Sequence[Mutant], workers: int = 2) -> Iterator[Verdict]:
    """Plants each bug in a copy of its own and runs its tests.

    Raises:
        RuntimeError: the tests fail without any bug: then a failure with one proves nothing.
    """
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [_copy(Path(folder) / str(number)) for number in range(workers)]
        tests = tuple(dict.fromkeys(test for mutant in chosen for test in mutant.tests))
        code, said = _tests(copies[0], tests)
        if code != 0:
            raise RuntimeError(f"the tests fail without a bug:\n{said}")
        free = list(copies)

        def judge(mutant: Mutant) -> Verdict:
            copy = free.pop()
            try:
                with _planted(copy, mutant):
                    code, said = _tests(copy, mutant.tests)
            finally:
                free.append(copy)
            return Verdict(mutant, code == SOME_TESTS_FAILED, said)

        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(judge, chosen)


def _copy(folder: Path) -> Path:
    for name in NEEDED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


@contextmanager
def _planted(copy: Path, mutant: Mutant) -> Iterator[None]:
    path = copy / mutant.file
    source = path.read_text(encoding="utf-8")
    path.write_text(mutant.planted(source), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(source, encoding="utf-8")


def _tests(copy: Path, tests: Sequence[str]) -> tuple[int, str]:
    # The first failure is enough; a timing of files must not hide a change (-B, no caches).
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return SOME_TESTS_FAILED, "the tests did not end"
    return done.returncode, "\n".join(done.stdout.splitlines()[-12:])
