"""One dossier to read: who, what, when, how much, what happened; what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.services.amendment_views import FieldView
from desk_app.services.dossiers import DossierView, PersonView
from desk_app.services.fees import is_left_open
from desk_app.services.people_checks import body_words
from desk_app.services.timeline import Step
from desk_app.ui.language import Spoken, Text, amount, day, hour, in_words
from desk_app.ui.screens.search.amend_fields import value_text, who_text
from desk_app.ui.theme import CODE, SECTION, TITLE, XS, L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.key_values import KeyValues
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.pill import Pill
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.sign import Sign
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message

LEAST_HIGH = 40
ROOMY = 120
CRAMPED = 460  # wide at 100 percent, the buttons need two lines
NO_REPRINT = ("not_printed", "elsewhere")
PARTS = ("summary", "papers", "timeline", "fee", "promise")
SYNC_SIGNS = {
    "waiting": ("clock", "accent"),
    "accepted": ("check", "ink"),
    "refused": ("triangle-alert", "wrong"),
    "held": ("circle-pause", "care"),
}
PAPER_SIGNS = {
    "submitted": ("circle-check", "good"),
    "presented": ("eye", "good"),
    "from_database": ("database", "good"),
    "later": ("hourglass", "care"),
    "not_applicable": ("circle-off", "ink_soft"),
}


class DossierPane(QWidget, Spoken):
    """Everything about one dossier; :meth:`show_dossier` with None asks to choose one.

    Args:
        when: is handed what a key or button does to the dossier, and does it at once or when the
            dossier shown is the one that is meant.
    """

    print_pressed = Signal(str)
    """Print the receipt of the dossier of this code for the first time."""
    reprint_pressed = Signal(str)
    scan_pressed = Signal(str)
    """Print it again, marked and counted."""
    copy_pressed = Signal(str)
    amend_pressed = Signal(object)
    """Correct this dossier, or decide about it."""

    def __init__(
        self,
        when: Callable[[Callable[[], object]], object] = lambda act: act(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._when = when
        self._view: DossierView | None = None
        self._shows_numbers = False
        self.code = Label("", "code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name = Label("", "section", wrap=True)
        self.procedure = Label("", "soft", wrap=True)
        self.pills = [Pill() for _ in range(4)]
        self.parts = Segmented(
            [(part, message(f"search_screen.part.{part}")) for part in PARTS], wraps=True
        )
        self.parts.chosen.connect(self._show_part)
        self.numbers = Button(
            message("search_screen.show_numbers"), "quiet", icon="eye", action="show_numbers"
        )
        self.numbers.clicked.connect(self.press_numbers)
        self.copy = Button(message("search_screen.copy_code"), "quiet", icon="copy")
        self.copy.clicked.connect(self.press_copy)
        self.print = Button(
            message("search_screen.print"), "primary", icon="printer", action="save_and_print"
        )
        self.print.clicked.connect(self.press_print)
        self.reprint = Button(
            message("search_screen.reprint"), "secondary", icon="printer", action="reprint"
        )
        self.reprint.clicked.connect(self.press_reprint)
        self.scan = Button(message("search_screen.scan"), icon="scan-line", action="scan")
        self.scan.clicked.connect(self.press_scan)
        self.amend = Button(message("search_screen.amend.button"), icon="pencil", action="amend")
        self.amend.clicked.connect(self.press_amend)
        self.conflict = InfoBar()
        self.summary, self.people, self.amended = KeyValues(), KeyValues(), KeyValues()
        self._amended_title = Label(message("search_screen.amend.after"), "section")
        self._rows: dict[str, QVBoxLayout] = {}
        self._pages = QStackedWidget()
        self._whole = QStackedWidget()
        self._lay_out()
        theme().changed.connect(self._fit)
        self._fit()
        self.show_dossier(None)
        self.speak()

    def _lay_out(self) -> None:
        pills = Wrapping()  # each says its word whole: a state cut short says nothing
        for pill in self.pills:
            pills.addWidget(pill)
        for part in PARTS:
            self._pages.addWidget(self._page(part))
        actions = Wrapping()
        actions.setSpacing(S)
        actions.addWidget(self.numbers)
        actions.addWidget(self.amend)
        actions.addWidget(self.scan)
        actions.addWidget(self.copy)
        actions.addWidget(self.reprint)
        actions.addWidget(self.print)
        self._dossier = dossier = QWidget()
        column = QVBoxLayout(dossier)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.code)
        column.addWidget(self.name)
        column.addWidget(self.procedure)
        column.addLayout(pills)
        column.addWidget(self.conflict)
        column.addSpacing(S)
        column.addWidget(self.parts)
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._room = QGridLayout()
        self._room.addWidget(self._pages, 0, 0)
        column.addLayout(self._room, 1)
        column.addLayout(actions)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(dossier)
        none = EmptyState(
            "file-text", message("search_screen.none"), message("search_screen.none_hint")
        )
        self._whole.addWidget(none)
        self._whole.addWidget(area)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._whole)

    def _page(self, part: str) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, S, S, S)
        column.setSpacing(S)
        if part == "summary":
            column.addWidget(self.summary)
            column.addSpacing(S)
            column.addWidget(Label(message("search_screen.people"), "section"))
            column.addWidget(self.people)
            column.addSpacing(S)
            column.addWidget(self._amended_title)
            column.addWidget(self.amended)
        rows = QVBoxLayout()
        rows.setSpacing(M)
        column.addLayout(rows)
        column.addStretch(1)
        self._rows[part] = rows
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: large text leaves room for the verbs of the buttons only."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        little = self.width() < theme().px(CRAMPED)
        for button in (self.numbers, self.amend, self.scan, self.copy, self.reprint, self.print):
            button.say_less(little)
        self._fit_code()
        self._fit_part()

    def _fit_code(self) -> None:
        """As large as there is room for the whole code."""
        sizes = {"code": CODE, "title": TITLE, "section": SECTION}
        for role, size in sizes.items():
            self.code.set_role(role)
            metrics = QFontMetrics(theme().font(size, strong=True, tabular=False))
            if metrics.horizontalAdvance(self.code.words) < self.width() - L:
                return

    def _fit_part(self) -> None:
        """A part scrolls, the buttons under it do not. Where large text leaves no room for that,
        everything scrolls, and the part need not be that low."""
        room = self._area.viewport().size()
        for least in (LEAST_HIGH, theme().px(ROOMY)):
            self._room.setRowMinimumHeight(0, least)
            if self._dossier.heightForWidth(room.width()) <= room.height():
                return

    @property
    def shown(self) -> DossierView | None:
        """The dossier that is shown."""
        return self._view

    def show_dossier(self, view: DossierView | None) -> None:
        """Shows ``view``; the part and the hidden numbers stay as they were for the same one."""
        if view is None or self._view is None or view.id != self._view.id:
            self._shows_numbers = False
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language in force."""
        view = self._view
        self._whole.setCurrentIndex(0 if view is None else 1)
        if view is None:
            return
        self.code.say(view.code)
        self.name.say(view.applicant.full_name)
        self.procedure.say(view.procedure_words)
        self._show_pills(view)
        self.summary.show_rows(_summary(view))
        self.people.show_rows(self._people(view))
        self._show_amended(view)
        self.numbers.say(
            message(f"search_screen.{'hide' if self._shows_numbers else 'show'}_numbers")
        )
        self.parts.set_options([(part, _part_text(part, view)) for part in PARTS])
        self._fill("papers", [_paper_row(view, number) for number in range(len(view.papers))])
        self._fill("timeline", [_step_row(step) for step in view.timeline])
        self._fill("fee", _fee_rows(view))
        self._fill("promise", _promise_rows(view))
        self.print.setVisible(view.print_state == "not_printed")
        self.reprint.setVisible(view.print_state not in NO_REPRINT)
        self._fit()

    def show_part(self, part: str) -> None:
        """Shows ``part``, one of :data:`PARTS`."""
        self.parts.set_value(part)
        self._show_part(part)

    def toggle_numbers(self) -> None:
        """Shows ID numbers whole, or hides them again."""
        self._shows_numbers = not self._shows_numbers
        self.retranslate()

    def hide_numbers(self) -> None:
        """ID numbers are masked again."""
        if self._shows_numbers:
            self.toggle_numbers()

    def press_print(self) -> None:
        """Prints the receipt that was never printed."""
        self._act(lambda view: view.print_state == "not_printed", self.print_pressed)

    def press_reprint(self) -> None:
        """Asks for a marked copy."""
        self._act(lambda view: view.print_state not in NO_REPRINT, self.reprint_pressed)

    def press_scan(self) -> None:
        """Asks for the papers to scan."""
        self._act(lambda _view: True, self.scan_pressed)

    def press_copy(self) -> None:
        """The code goes to the clipboard."""
        self._act(lambda _view: True, self.copy_pressed)

    def press_numbers(self) -> None:
        """Shows ID numbers whole, or hides them again."""
        self._when(self.toggle_numbers)

    def press_amend(self) -> None:
        """Asks for the sheet of corrections."""
        self._when(self._ask_for_sheet)

    def _ask_for_sheet(self) -> None:
        if self._view is not None:
            self.amend_pressed.emit(self._view)

    def _act(self, may: Callable[[DossierView], bool], pressed: SignalInstance) -> None:
        """``pressed`` with the code of the dossier that is meant, if ``may`` allows it."""

        def act() -> None:
            if self._view is not None and may(self._view):
                pressed.emit(self._view.code)

        self._when(act)

    def _show_amended(self, view: DossierView) -> None:
        """What was corrected since the receipt, and where counters disagree."""
        rows = [_amended_row(one) for one in view.fields if one.is_amended or one.in_conflict]
        self.amended.show_rows(rows)
        self.amended.setVisible(bool(rows))
        self._amended_title.setVisible(bool(rows))
        if not view.conflicts:
            self.conflict.hide()
            return
        names = [one.words for one in view.conflicts]
        self.conflict.say(
            message("search_screen.amend.conflict", names=names),
            message("search_screen.amend.conflict_means"),
            tone="care",
            closable=False,
        )
        self.conflict.add_action(message("search_screen.amend.decide"), self.press_amend, "amend")

    def _show_part(self, part: str) -> None:
        self._pages.setCurrentIndex(PARTS.index(part))

    def _fill(self, part: str, rows: Sequence[QWidget]) -> None:
        layout = self._rows[part]
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            layout.addWidget(row)

    def _show_pills(self, view: DossierView) -> None:
        states: list[tuple[Text, str, str]] = [
            (view.state_words, "file-check", "ink_soft"),
            (message(f"dossier.sync.{view.sync}"), *SYNC_SIGNS[view.sync]),
        ]
        if view.print_state != "printed":
            tone = "ink_soft" if view.print_state == "elsewhere" else "care"
            states.append((message(f"dossier.print.{view.print_state}"), "printer", tone))
        if view.overdue:
            states.append((message("search_screen.overdue"), "hourglass", "wrong"))
        for pill, state in zip(self.pills, states, strict=False):
            pill.say(*state)
        for number, pill in enumerate(self.pills):
            pill.setVisible(number < len(states))

    def _people(self, view: DossierView) -> list[tuple[Text, Text]]:
        rows = _person(view.applicant, "applicant", whole=self._shows_numbers)
        if view.submitter is not None:
            rows += _person(view.submitter, "submitter", whole=self._shows_numbers)
        return rows


def _amended_row(field: FieldView) -> tuple[Text, Text, str]:
    values = field.options or ((field.written,) if field.written is not None else ())
    lines = [
        message("search_screen.amend.option", value=value_text(field, one.value), who=who_text(one))
        for one in values
    ]
    printed = value_text(field, field.printed)
    said = [*lines, message("search_screen.amend.printed", value=printed)]
    return field.words, "\n".join(map(in_words, said)), "care" if field.in_conflict else ""


def _part_text(part: str, view: DossierView) -> Text:
    if part != "papers":
        return message(f"search_screen.part.{part}")
    counted = [paper for paper in view.papers if paper.state != "not_applicable"]
    here = sum(paper.here for paper in counted)
    return message("search_screen.part.papers_of", here=here, all=len(counted))


def _summary(view: DossierView) -> list[tuple[Text, Text] | tuple[Text, Text, str]]:
    promised: Text = message("search_screen.no_promise")
    if view.promised_at is not None:
        promised = f"{hour(view.promised_at)}, {day(view.promised_at)}"
    rows: list[tuple[Text, Text] | tuple[Text, Text, str]] = [
        (
            message("search_screen.received_at"),
            f"{hour(view.received_at)}, {day(view.received_at)}",
        ),
        (message("search_screen.promised_at"), promised, "wrong" if view.overdue else ""),
        (message("search_screen.fee"), _amount(view)),
        (message("search_screen.received_by"), f"{view.officer_name} · {view.counter}"),
        (message("search_screen.channel"), message(f"search_screen.channel_{view.channel}")),
        (message("search_screen.result_at"), message(f"search_screen.result_{view.result_at}")),
        (message("search_screen.sets"), str(view.sets)),
    ]
    if view.case:
        rows.insert(0, (message("search_screen.case"), view.case))
    if view.reprints:
        rows.append((message("search_screen.reprints"), str(view.reprints), "care"))
    if view.note:
        rows.append((message("search_screen.note"), view.note))
    return rows


def _person(person: PersonView, role: str, *, whole: bool) -> list[tuple[Text, Text]]:
    number = person.id_number if whole else person.masked_id_number
    called = message("search_screen.id_number")
    if person.kind != "citizen":
        called = message("search_screen.body_number", body=body_words(person.kind))
    rows: list[tuple[Text, Text]] = [
        (message(f"search_screen.{role}"), person.full_name),
        (called, number or "–"),
    ]
    if person.birth_date is not None:
        rows.append((message("search_screen.birth_date"), day(person.birth_date)))
    for name, value in (("address", person.address), ("phone", person.phone)):
        if value:
            rows.append((message(f"search_screen.{name}"), value))
    if person.authorisation:
        rows.append((message("search_screen.authorisation"), person.authorisation))
    return rows


def _paper_row(view: DossierView, number: int) -> QWidget:
    paper = view.papers[number]
    state = "submitted" if paper.state == "later" and paper.here else paper.state
    sign, tone = PAPER_SIGNS.get(state, ("circle", "ink_soft"))
    counts = [
        message(f"search_screen.count_{kind}", count=count)
        for kind, count in (
            ("originals", paper.originals),
            ("certified", paper.certified),
            ("copies", paper.copies),
        )
        if count
    ]
    detail = message("search_screen.paper_detail", state=paper.state_words, counts=counts)
    plain: Text = detail if counts else paper.state_words
    more: list[Text] = []
    if paper.pages:
        sent = all(page.state == "uploaded" for page in paper.pages)
        key = "pages_sent" if sent else "pages_scanned"
        more.append(message(f"search_screen.{key}", count=len(paper.pages)))
    elif paper.file is not None and paper.file.state == "withdrawn":
        more.append(message("search_screen.copy_withdrawn"))
    if paper.note:
        more.append(paper.note)
    return _row(sign, tone, f"{paper.number}. {paper.name}", plain, "\n".join(map(in_words, more)))


def _step_row(step: Step) -> QWidget:
    when: Text = message("search_screen.not_yet")
    if step.at is not None:
        when = f"{day(step.at)} {hour(step.at)}"
        who = " · ".join(part for part in (step.officer_name, step.counter) if part)
        when = f"{when} · {who}" if who else when
    sign, tone = ("circle-dot", "accent") if step.at else ("circle-dashed", "ink_soft")
    return _row(sign, tone, step.text, when)


def _amount(view: DossierView) -> str:
    """The fee; where no amount could be stated, no claim of 0 đồng."""
    return "–" if is_left_open(view.fee_explained) else amount(view.fee_vnd)


def _fee_rows(view: DossierView) -> list[QWidget]:
    rows: list[QWidget] = [Label(_amount(view), "figure")]
    rows += [Label(line, wrap=True) for line in view.fee_explained]
    if not view.fee_vnd and not view.fee_explained:
        rows.append(Label(message("search_screen.no_fee"), wrap=True))
    if view.fee_reason:
        rows.append(Label(message("search_screen.fee_reason", reason=view.fee_reason), wrap=True))
    return rows


def _promise_rows(view: DossierView) -> list[QWidget]:
    rows: list[QWidget] = []
    if view.promised_at is not None:
        rows.append(Label(f"{hour(view.promised_at)}, {day(view.promised_at)}", "figure"))
    rows += [Label(line, wrap=True) for line in view.promise_explained]
    if view.calendar_version:
        words = message("search_screen.calendar_version", version=view.calendar_version)
        rows.append(Label(words, "hint", wrap=True))
    return rows


def _row(sign: str, tone: str, text: Text, detail: Text, note: str = "") -> QWidget:
    row = QWidget()
    words = QVBoxLayout()
    words.setSpacing(XS)
    words.addWidget(Label(text, wrap=True))
    words.addWidget(Label(detail, "hint", wrap=True))
    if note:
        words.addWidget(Label(note, "soft", wrap=True))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(L)
    line.addWidget(Sign(sign, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)
    return row
