"""What is done to pages, as changes that can be turned round: move, hide, remove, turn, note.

Pure: a :class:`Places` says where pages lie and how they stand; :func:`applied` gives the places
after some changes and the changes that lead back. Undo is ``applied`` with those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desk_app.errors import Refusal
from desk_app.services.page_views import Changes, PageChange, PaperTarget

STATES = ("kept", "hidden", "removed")
TURNS = (0, 90, 180, 270)
MOST_SKEW = 45.0


@dataclass(frozen=True)
class Home:
    """Where pages lie: a paper of a dossier, or a stack."""

    dossier_id: str | None = None
    number: int | None = None
    stack: str | None = None

    @staticmethod
    def of(target: PaperTarget) -> Home:
        """The home that a paper is."""
        return Home(target.dossier_id, target.number)

    @property
    def target(self) -> PaperTarget | None:
        """The paper, unless it is a stack."""
        if self.dossier_id is None or self.number is None:
            return None
        return PaperTarget(self.dossier_id, self.number)


@dataclass(frozen=True)
class Stand:
    """What can be changed of a page besides its place."""

    state: str = "kept"
    turn: int = 0
    skew: float = 0.0
    note_of: str | None = None


@dataclass(frozen=True)
class Places:
    """``order``: the pages of each home, first to last; ``stands``: how each of them stands."""

    order: Mapping[Home, tuple[str, ...]]
    stands: Mapping[str, Stand]

    def home_of(self, page_id: str) -> Home:
        """Where a page lies.

        Raises:
            Refusal: nobody knows the page.
        """
        for home, pages in self.order.items():
            if page_id in pages:
                return home
        raise Refusal("scanning.unknown_page")


def applied(places: Places, changes: Sequence[PageChange]) -> tuple[Places, Changes]:
    """The places after ``changes``, one after the other, and the changes that lead back; what was
    so before needs none.

    Raises:
        Refusal: a page, or what is to become of it, is not known. Nothing is half done: the old
            places stand as they were.
    """
    order = dict(places.order)
    stands = dict(places.stands)
    back: list[PageChange] = []
    for change in changes:
        undone = _apply(order, stands, change)
        if undone != change:
            back.append(undone)
    return Places(order, stands), tuple(reversed(back))


def homes_of(changes: Sequence[PageChange]) -> set[Home]:
    """The homes that changes name."""
    return {home for change in changes if (home := _wanted(change)) is not None}


def _apply(
    order: dict[Home, tuple[str, ...]], stands: dict[str, Stand], change: PageChange
) -> PageChange:
    _check(stands, change)
    back = _restand(stands, change)
    wanted = _wanted(change)
    if wanted is None and change.position is None:
        return back
    home = Places(order, stands).home_of(change.page_id)
    left = order[home]
    was = left.index(change.page_id) + 1
    order[home] = tuple(page for page in left if page != change.page_id)
    goal = wanted or home
    pages = order.get(goal, ())
    place = len(pages) + 1 if change.position is None else change.position
    place = max(1, min(place, len(pages) + 1))
    order[goal] = (*pages[: place - 1], change.page_id, *pages[place - 1 :])
    return replace(back, target=home.target, stack=home.stack, position=was)


def _restand(stands: dict[str, Stand], change: PageChange) -> PageChange:
    old = stands[change.page_id]
    new, back = old, PageChange(change.page_id)
    if change.state is not None:
        new, back = replace(new, state=change.state), replace(back, state=old.state)
    if change.turn is not None:
        new, back = replace(new, turn=change.turn), replace(back, turn=old.turn)
    if change.skew is not None:
        new, back = replace(new, skew=change.skew), replace(back, skew=old.skew)
    if change.note_of is not None:
        new = replace(new, note_of=change.note_of or None)
        back = replace(back, note_of=old.note_of or "")
    stands[change.page_id] = new
    return back


def _check(stands: Mapping[str, Stand], change: PageChange) -> None:
    if change.page_id not in stands:
        raise Refusal("scanning.unknown_page")
    wrong = (
        (change.state is not None and change.state not in STATES)
        or (change.turn is not None and change.turn not in TURNS)
        or (change.skew is not None and not abs(change.skew) <= MOST_SKEW)
        or (change.target is not None and change.stack is not None)
        or (bool(change.note_of) and change.note_of not in stands)
        or (bool(change.note_of) and change.note_of == change.page_id)
    )
    if wrong:
        raise Refusal("scanning.impossible_change")


def _wanted(change: PageChange) -> Home | None:
    if change.target is not None:
        return Home.of(change.target)
    return None if change.stack is None else Home(stack=change.stack)


def interleaved(pages: Sequence[str], first_back: int) -> Changes:
    """The changes that put the backs of a pile, read after its fronts and in opposite order,
    between them: 1 2 3 c b a -> 1 a 2 b 3 c.

    Args:
        pages: all pages of the paper in order.
        first_back: the place (from 1) of the first back.

    Raises:
        Refusal: there are not as many backs as fronts.
    """
    fronts, backs = pages[: first_back - 1], pages[first_back - 1 :]
    if not fronts or len(fronts) != len(backs):
        raise Refusal("scanning.backs_differ", fronts=len(fronts), backs=len(backs))
    woven = [page for pair in zip(fronts, reversed(backs), strict=True) for page in pair]
    return tuple(PageChange(page, position=place) for place, page in enumerate(woven, 1))
