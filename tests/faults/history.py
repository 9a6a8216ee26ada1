"""A recorded history, and whether it keeps the invariants I1 to I8.

Whoever tries something writes down what desks, printers and the centre were seen to do, in the
order in which it was seen. :func:`check` knows nothing of how it came about. Histories of several
processes travel as lines (:func:`to_line`, :func:`from_line`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from desk_app.sync.protocol import parse_code


@dataclass(frozen=True)
class Saved:
    """The desk told the officer that this dossier is saved, under this code."""

    desk: str
    dossier: str
    code: str


@dataclass(frozen=True)
class Written:
    """The desk ended an action that leaves this entry in its outbox."""

    desk: str
    entry: str


@dataclass(frozen=True)
class Printed:
    """A printer got the receipt of this code."""

    desk: str
    code: str


@dataclass(frozen=True)
class Leased:
    """The centre counts these numbers as given to this desk."""

    desk: str
    unit: str
    day: str
    first: int
    last: int


@dataclass(frozen=True)
class Applied:
    """The centre let an entry take effect."""

    entry: str
    desk: str
    dossier: str
    position: int


@dataclass(frozen=True)
class Announced:
    """What an accepted entry says of a file."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Withdrawn:
    """An accepted entry says that a file holds no longer."""

    entry: str
    file: str


@dataclass(frozen=True)
class Proved:
    """A desk took the centre's proof of a file, and counts it as uploaded."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Stored:
    """The bytes of a file as read back at the centre, and whether it says that they hold no
    longer."""

    file: str
    sha256: str
    size: int
    withdrawn: bool = False


@dataclass(frozen=True)
class SeenEntry:
    """One row of a desk's outbox."""

    entry: str
    dossier: str
    position: int
    state: str


@dataclass(frozen=True)
class Looked:
    """What stands in a desk's database: dossiers (id, code), and the outbox in the order of
    commits."""

    desk: str
    dossiers: tuple[tuple[str, str], ...] = ()
    entries: tuple[SeenEntry, ...] = ()


@dataclass(frozen=True)
class SetBack:
    """Somebody put an older copy in the place of a desk's database: these dossiers and entries
    went with it, and no program can be blamed. Their codes stay issued."""

    desk: str
    dossiers: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """The faults have stopped and the agreed time is over; ``unsent`` entries and files are
    still not at the centre."""

    desk: str
    unsent: int


@dataclass(frozen=True)
class Leaked:
    """A file under the data folder holds a person's plain text."""

    file: str


Fact = (
    Saved
    | Written
    | Printed
    | Leased
    | Applied
    | Announced
    | Withdrawn
    | Proved
    | Stored
    | Looked
    | SetBack
    | Settled
    | Leaked
)


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold, and where that shows."""

    invariant: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.what}"


def check(history: Iterable[Fact]) -> list[Violation]:
    """Everything that is wrong with a history; empty if nothing is."""
    seen = _Seen()
    for fact in history:
        seen.take(fact)
    return [*seen.violations, *seen.at_the_end()]


@dataclass
class _Desk:
    """What is known of one desk. ``ever``: codes by dossier, told or seen at any time;
    ``written``: entries likewise; ``gone``: what an older copy took away."""

    ever: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    entries: tuple[SeenEntry, ...] = ()
    looked: bool = False


class _Seen:
    """What the history has told so far."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []
        self._desks: dict[str, _Desk] = defaultdict(_Desk)
        self._codes: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._leases: dict[tuple[str, str, date], list[tuple[int, int]]] = defaultdict(list)
        self._applied: list[Applied] = []
        self._announced: dict[str, tuple[str, int]] = {}
        self._proved: dict[str, tuple[str, int]] = {}
        self._stored: dict[str, tuple[str, int]] = {}
        self._withdrawn: dict[str, str] = {}
        self._hidden: set[str] = set()

    def take(self, fact: Fact) -> None:
        """One more fact; what it shows to be wrong at once is noted."""
        if isinstance(fact, Saved):
            self._desks[fact.desk].ever[fact.dossier] = fact.code
            self._codes[fact.code].add((fact.desk, fact.dossier))
        elif isinstance(fact, Written):
            self._desks[fact.desk].written.add(fact.entry)
        elif isinstance(fact, Printed):
            self._desks[fact.desk].printed.add(fact.code)
        elif isinstance(fact, Leased):
            key = (fact.desk, fact.unit, date.fromisoformat(fact.day))
            self._leases[key].append((fact.first, fact.last))
        elif isinstance(fact, Applied):
            self._applied.append(fact)
        elif isinstance(fact, Announced):
            self._announced[fact.file] = (fact.sha256, fact.size)
        elif isinstance(fact, Proved):
            self._proved[fact.file] = (fact.sha256, fact.size)
        elif isinstance(fact, Stored):
            self._stored[fact.file] = (fact.sha256, fact.size)
            self._hidden |= {fact.file} if fact.withdrawn else set()
        elif isinstance(fact, Withdrawn):
            self._withdrawn[fact.file] = fact.entry
        elif isinstance(fact, Looked):
            self._look(fact)
        elif isinstance(fact, SetBack):
            self._desks[fact.desk].gone |= {*fact.dossiers, *fact.entries}
        elif isinstance(fact, Settled):
            if fact.unsent:
                self._wrong("I7", f"{fact.desk} still has {fact.unsent} unsent")
        else:
            self._wrong("I8", f"plain text in {fact.file}")

    def at_the_end(self) -> Iterator[Violation]:
        """What only the whole shows."""
        yield from self._about_prints()
        yield from self._about_codes()
        yield from self._about_entries()
        yield from self._about_order()
        yield from self._about_files()

    def _wrong(self, invariant: str, what: str) -> None:
        self.violations.append(Violation(invariant, what))

    def _look(self, fact: Looked) -> None:
        desk, there = self._desks[fact.desk], dict(fact.dossiers)
        for dossier, code in fact.dossiers:
            self._codes[code].add((fact.desk, dossier))
            desk.ever.setdefault(dossier, code)
        for dossier, code in desk.ever.items():
            if dossier not in desk.gone and there.get(dossier) != code:
                self._wrong("I1", f"{fact.desk} lost {code}")
        rows = {row.entry for row in fact.entries}
        for entry in sorted(desk.written - desk.gone - rows):
            self._wrong("I1", f"{fact.desk} lost the entry {entry}")
        desk.written |= rows
        desk.entries, desk.looked = fact.entries, True

    def _about_prints(self) -> Iterator[Violation]:
        for name, desk in sorted(self._desks.items()):
            for code in sorted(desk.printed - set(desk.ever.values())):
                yield Violation("I5", f"{name} printed {code}, which it never had")

    def _about_codes(self) -> Iterator[Violation]:
        for code, issued in sorted(self._codes.items()):
            if len({dossier for _, dossier in issued}) > 1:
                desks = ", ".join(sorted(desk for desk, _ in issued))
                yield Violation("I4", f"{code} was issued {len(issued)} times, by {desks}")
            for desk in sorted({desk for desk, _ in issued}):
                if not self._is_leased(desk, code):
                    yield Violation("I4", f"{desk} issued {code} outside of its blocks")

    def _is_leased(self, desk: str, code: str) -> bool:
        read = parse_code(code)
        if read is None:
            return False
        unit, day, number = read
        return any(first <= number <= last for first, last in self._leases[(desk, unit, day)])

    def _about_entries(self) -> Iterator[Violation]:
        times = Counter(applied.entry for applied in self._applied)
        for entry, count in times.items():
            if count > 1:
                yield Violation("I2", f"{entry} was applied {count} times")
        for name, desk in sorted(self._desks.items()):
            if not desk.looked:
                continue
            for row in desk.entries:
                if row.state == "accepted" and not times[row.entry]:
                    yield Violation("I2", f"{name} counts {row.entry} as accepted, it is not")
            known = desk.written | desk.gone
            for applied in self._applied:
                if applied.desk == name and applied.entry not in known:
                    yield Violation("I2", f"{applied.entry} was applied, {name} never wrote it")

    def _about_order(self) -> Iterator[Violation]:
        last: dict[tuple[str, str], int] = defaultdict(int)
        lost = {gone for desk in self._desks.values() for gone in desk.gone}
        # A desk writes the positions it lost with an older copy anew, under other ids.
        anew = {applied.dossier for applied in self._applied if applied.entry in lost}
        for applied in self._applied:
            key = (applied.desk, applied.dossier)
            if applied.position != last[key] + 1 and applied.dossier not in anew:
                yield Violation(
                    "I6", f"{applied.dossier}: {applied.position} applied after {last[key]}"
                )
            last[key] = applied.position
        for name, desk in sorted(self._desks.items()):
            positions: dict[str, int] = defaultdict(int)
            for row in desk.entries:
                if row.position != positions[row.dossier] + 1:
                    yield Violation(
                        "I6",
                        f"{name}: {row.dossier} has {row.position} after {positions[row.dossier]}",
                    )
                positions[row.dossier] = row.position

    def _about_files(self) -> Iterator[Violation]:
        for file, proved in sorted(self._proved.items()):
            if self._announced.get(file) != proved:
                yield Violation("I3", f"{file} is proved, but as another file than announced")
            if self._stored.get(file) != proved:
                yield Violation("I3", f"{file} is proved, the centre has other bytes")
        yield from self._about_withdrawals()

    def _about_withdrawals(self) -> Iterator[Violation]:
        """The earlier versions of a paper go with the one that is named."""
        lost = {gone for desk in self._desks.values() for gone in desk.gone}
        for file in sorted(self._withdrawn.keys() & self._stored.keys() - self._hidden):
            yield Violation("I3", f"{file} is withdrawn, the centre shows it")
        # A desk that was put back does not know what it withdrew since.
        known = not lost & set(self._withdrawn.values())
        for file in sorted(self._hidden & self._proved.keys() if known else ()):
            yield Violation("I3", f"{file} holds, the centre does not show it")


_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        Saved,
        Written,
        Printed,
        Leased,
        Applied,
        Announced,
        Withdrawn,
        Proved,
        Stored,
        Looked,
        SetBack,
        Settled,
        Leaked,
    )
}


def to_line(fact: Fact) -> str:
    """A fact as one line of JSON."""
    return json.dumps({"fact": type(fact).__name__, **asdict(fact)}, ensure_ascii=False)


def from_line(line: str) -> Fact:
    """What :func:`to_line` wrote."""
    said = json.loads(line)
    kind = _KINDS[said.pop("fact")]
    if kind is Looked:
        said["dossiers"] = tuple((dossier, code) for dossier, code in said["dossiers"])
        said["entries"] = tuple(SeenEntry(**row) for row in said["entries"])
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}
    fact: Fact = kind(**values)
    return fact
