"""What the unmatched tray shows, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.services.page_views import PageCard, ScanChecklist, StackCard


@dataclass(frozen=True)
class TrayState:
    """Everything on the screen. ``chosen``: the stack whose pages are shown."""

    stacks: tuple[StackCard, ...] = ()
    chosen: str | None = None
    pages: tuple[PageCard, ...] = ()

    @property
    def stack(self) -> StackCard | None:
        """The stack whose pages are shown."""
        return next((stack for stack in self.stacks if stack.id == self.chosen), None)


@dataclass(frozen=True)
class FilingState:
    """Where the chosen stack may go: the dossier that was named, and its papers."""

    checklist: ScanChecklist | None = None
    number: int | None = None
