"""What the intake screen asks of the services, in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk_app.errors import Refusal
from desk_app.paper.pdf_pages import page_pictures
from desk_app.services.catalogue import Catalogue, doubts
from desk_app.services.drafts import Drafts
from desk_app.services.fee_rates import known_rates, picks_rate
from desk_app.services.intake import Intake, Received
from desk_app.services.intake_assess import rows_of
from desk_app.services.intake_form import IntakeForm
from desk_app.services.receipts import Paper, Receipts
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.screens.intake.state import Judgement, OfferedDraft, ProcedureLine, Unfinished

MOST_FAVOURITES = 9
PREVIEW_DPI = 160
MOST_PAGES_SHOWN = 20


class IntakeSource:
    """The services of one desk as the intake screen needs them. Every method may take long and is
    called away from the screen."""

    def __init__(
        self,
        intake: Intake,
        catalogue: Catalogue,
        drafts: Drafts,
        receipts: Receipts,
        officer: Callable[[], OfficerAtDesk],
        paper: Callable[[], Paper],
    ) -> None:
        self._intake, self._catalogue, self._drafts = intake, catalogue, drafts
        self._receipts, self._officer, self._paper = receipts, officer, paper
        self._last = ""

    def begin(self, draft_id: str | None = None) -> OpenIntake:
        """An intake to be typed, new or going on with a draft; it is the present officer's, also
        when its last letters are saved while that officer signs out."""
        return OpenIntake(self._intake, self._drafts, self._officer(), draft_id)

    def draft(self, draft_id: str) -> IntakeForm:
        """The form of a draft.

        Raises:
            Refusal: it is gone.
        """
        return IntakeForm.from_json(self._drafts.get(draft_id).form)

    def unfinished(self, besides: str | None = None) -> Unfinished:
        """What was left behind, but for the draft on the screen."""
        lines = [line for line in self._drafts.list(self._officer()) if line.id != besides]
        offered = OfferedDraft(len(lines), lines[0].id, lines[0].saved_at) if lines else None
        unprinted = self._receipts.not_printed()
        return Unfinished(offered, len(unprinted), unprinted[-1] if unprinted else "")

    def note_last(self, code: str) -> None:
        """The procedure just received stands first next time."""
        self._last = code

    def procedures(self, text: str) -> list[ProcedureLine]:
        """What answers ``text``: a favourite by its digit; without text the last one, the
        favourites, those used most."""
        login = self._officer().login
        favourites = [hit.code for hit in self._catalogue.favourites(login)][:MOST_FAVOURITES]
        lines = [
            ProcedureLine(hit.code, hit.name_vi, hit.name_en, _place(hit.code, favourites))
            for hit in self._catalogue.search(text, officer=login)
        ]
        asked = text.strip()
        if not asked:
            return _first(lines, self._line(self._last, favourites, last=True))
        if len(asked) == 1 and asked in "123456789" and int(asked) <= len(favourites):
            return _first(lines, self._line(favourites[int(asked) - 1], favourites))
        return lines

    def favourites(self) -> list[ProcedureLine]:
        """What the officer keeps at hand, in order."""
        hits = self._catalogue.favourites(self._officer().login)[:MOST_FAVOURITES]
        return [
            ProcedureLine(hit.code, hit.name_vi, hit.name_en, place)
            for place, hit in enumerate(hits, 1)
        ]

    def keep(self, code: str, keep: bool) -> list[ProcedureLine]:
        """Keeps a procedure at hand or no longer; the favourites as they are now.

        Raises:
            Refusal: there are too many.
        """
        self._catalogue.set_favourite(self._officer().login, code, keep)
        return self.favourites()

    def judge(self, form: IntakeForm) -> Judgement:
        """The form as it stands."""
        officer = self._officer()
        assessed = self._intake.assess(form, officer)
        card = assessed.card
        rows = rows_of(card, form.channel) if card else ()
        limit = rows[0] if rows else None
        kinds = {limit.fee_formula["kind"]} if limit and limit.fee_formula else set()
        picks = picks_rate(rows)
        return Judgement(
            card=card,
            papers=assessed.papers,
            problems=assessed.problems,
            doubts=tuple(doubts(card)) if card else (),
            promise=assessed.promise,
            time_limit=limit.time_limit_message if limit else None,
            fee=assessed.fee,
            others=assessed.open_dossiers,
            favourite=card is not None
            and any(hit.code == card.code for hit in self._catalogue.favourites(officer.login)),
            counts_pages="per_page_steps" in kinds,
            counts_copies=bool(kinds & {"per_page_steps", "per_copy"}),
            asks_fee=picks
            or (
                limit is not None
                and not kinds
                and (limit.fee_set_elsewhere or limit.fee_vnd is None)
            ),
            picks_fee=picks,
            rates=known_rates(rows),
        )

    def preview(self, form: IntakeForm) -> tuple[bytes, ...]:
        """Pictures of the receipt as it would be printed; nothing is received.

        Raises:
            Refusal: a field is wrong.
        """
        pdf = self._intake.preview(form, self._officer(), self._paper())
        return page_pictures(pdf, PREVIEW_DPI, MOST_PAGES_SHOWN)

    def _line(
        self, code: str, favourites: list[str], *, last: bool = False
    ) -> ProcedureLine | None:
        card = self._catalogue.find(code) if code else None
        if card is None:
            return None
        return ProcedureLine(
            card.code, card.name_vi, card.name_en, _place(card.code, favourites), last
        )


class OpenIntake:
    """One intake being typed. Knows its draft; used in the one writer thread only, so that a save
    on its way and the receiving after it never miss each other."""

    def __init__(
        self,
        intake: Intake,
        drafts: Drafts,
        officer: OfficerAtDesk,
        draft_id: str | None,
    ) -> None:
        self._intake, self._drafts, self._officer = intake, drafts, officer
        self.draft_id = draft_id
        self._over = False

    def save(self, form: IntakeForm, title: str) -> str | None:
        """Saves the draft; returns its id, None when the dossier was received meanwhile."""
        if self._over:
            return None
        packed: dict[str, Any] = form.to_json()
        try:
            self.draft_id = self._drafts.save(self.draft_id, self._officer, packed, title)
        except Refusal:
            # Deleted elsewhere while it is being typed: what is on the screen is kept anew.
            self.draft_id = self._drafts.save(None, self._officer, packed, title)
        return self.draft_id

    def receive(self, form: IntakeForm) -> Received:
        """Commits the dossier; the draft goes in the same commit.

        Raises:
            Refusal: a field is wrong, or no number is left; nothing is changed.
            EnvironmentFault: the disk says no; nothing is changed.
        """
        received = self._intake.receive(form, self._officer, self.draft_id)
        self._over = True
        return received

    def drop(self) -> None:
        """The officer cleared the form: its draft goes."""
        if self.draft_id is not None and not self._over:
            self._drafts.delete(self.draft_id, self._officer)
        self._over = True


def _place(code: str, favourites: list[str]) -> int:
    return favourites.index(code) + 1 if code in favourites else 0


def _first(lines: list[ProcedureLine], line: ProcedureLine | None) -> list[ProcedureLine]:
    if line is None:
        return lines
    return [line, *(other for other in lines if other.code != line.code)]
