"""Form 01 from top to bottom, heading by heading (Thông tư 03/2025/TT-VPCP, Mẫu số 01)."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, Spacer

from desk_app.paper.barcode_image import Code128, QrCode, widest_module
from desk_app.paper.dates import in_vietnam, moment_in_words, place_and_date
from desk_app.paper.fonts import ITALIC, as_markup, printable
from desk_app.paper.form_document import CopyLabel, head_room
from desk_app.paper.form_styles import Align, Rule, Style, table
from desk_app.paper.money_words import LARGEST, money_in_words
from desk_app.paper.paper_size import Layout
from desk_app.paper.receipt_content import PersonOnPaper, ReceiptContent
from desk_app.paper.receipt_papers import papers_list, papers_table
from desk_app.wording import money, say

_LONG_NAME = 90
_SMALL_BAR = 5 * mm


def running_head(content: ReceiptContent, layout: Layout) -> Flowable | None:
    """The barcode small, for every sheet but the first; None where it does not fit, and on a roll,
    which is one sheet."""
    if layout.roll or not content.code:
        return None
    module = widest_module(content.code, layout.width, layout.modules)
    if module is None:
        return None
    return Code128(content.code, module, bar_length=_SMALL_BAR, dot=layout.dot)


def copy_label(content: ReceiptContent, key: str) -> str:
    """The line under the title that names a copy, ``part_kept`` or ``part_handed``."""
    languages = ("vi", "en") if content.english else ("vi",)
    return "({})".format(" / ".join(say(f"paper.form01.{key}", code) for code in languages))


class ReceiptStory:
    """A receipt as flowing content, the same for all copies.

    Args:
        content: what it says.
        layout: the paper it is set for.
    """

    def __init__(self, content: ReceiptContent, layout: Layout) -> None:
        self._content = content
        self._layout = layout
        self._body = Style(layout.body, layout.leading, above=layout.leading * 0.08)
        self._small = Style(layout.small, layout.small * 1.22)

    def flowables(self) -> list[Flowable]:
        """The whole copy, top down."""
        return [
            *self._head(),
            *self._title_and_codes(),
            *self._who(),
            *self._what(),
            *self._end(),
        ]

    # Head and title ---------------------------------------------------------------------------

    def _head(self) -> Iterator[Flowable]:
        left, right = self._unit_names(), self._country()
        number_line, date_line = self._number(), self._place_and_date()
        if self._layout.roll:
            yield from [*right, Spacer(1, 4), *left, number_line, date_line]
            return
        width = self._layout.width
        share = [width * 0.46, width * 0.54]
        yield table([[left, right]], share, rows_break=True)
        yield Spacer(1, 3)
        yield table([[number_line, date_line]], share)

    def _unit_names(self) -> list[Flowable]:
        unit = self._content.unit
        longest = max(len(unit.name), len(unit.parent_name))
        size = self._layout.small if longest <= _LONG_NAME else self._layout.small * 0.75
        style = Style(size, size * 1.22, "centre")
        return [
            style.paragraph(as_markup(unit.parent_name.upper())),
            style.paragraph(f"<b>{as_markup(unit.name.upper())}</b>"),
            Rule(self._layout.width * 0.12),
        ]

    def _country(self) -> list[Flowable]:
        style = Style(self._layout.small, self._layout.small * 1.22, "centre")
        country = style.paragraph(f"<b>{_word('paper.country')}</b>")
        motto = style.paragraph(f"<b>{_word('paper.motto')}</b>")
        return [country, motto, Rule(self._layout.width * (0.5 if self._layout.roll else 0.25))]

    def _number(self) -> Flowable:
        style = Style(self._layout.small, self._layout.small * 1.22, "centre")
        number = printable(self._content.form_number) or "…………"
        return style.paragraph(as_markup(say("paper.form01.number", "vi", number=number)))

    def _place_and_date(self) -> Flowable:
        align: Align = "centre" if self._layout.roll else "right"
        style = Style(self._layout.small, self._layout.small * 1.22, align)
        day = in_vietnam(self._content.received_at).date()
        words = place_and_date(printable(self._content.unit.place), day)
        return style.paragraph(f"<i>{as_markup(words)}</i>")

    def _title(self) -> list[Flowable]:
        layout = self._layout
        big = Style(layout.title, layout.title * 1.25, "centre", above=layout.leading * 0.3)
        small = Style(layout.small, layout.small * 1.25, "centre")
        words = as_markup(_word("paper.form01.title"))
        if layout.roll:
            words = words.replace(" VÀ ", "<br/>VÀ ")
        lines = [big.paragraph(f"<b>{words}</b>")]
        if self._content.english:
            lines.append(small.paragraph(f"<i>{_word('paper.form01.title', 'en')}</i>"))
        return [*lines, CopyLabel(small.size, small.leading)]

    # Codes ------------------------------------------------------------------------------------

    def _title_and_codes(self) -> Iterator[Flowable]:
        """On sheets the title stands above the barcode, the look-up code to the right of both."""
        layout = self._layout
        qr = self._look_up_code()
        yield Spacer(1, layout.leading * 0.3)
        if layout.roll:
            yield from self._title()
            yield Spacer(1, 6)
            yield self._side_by_side(self._barcode(layout.page[1] / 4), qr)
            return
        room = layout.width - (qr[0].width if qr else 0)
        code = self._content.code
        crowded = bool(code) and widest_module(code, room, layout.modules) is None
        if qr and crowded:  # a very long link: its code goes below the barcode
            room, below = layout.width, qr
            qr = []
        else:
            below = []
        yield self._side_by_side([*self._title(), Spacer(1, 5), *self._barcode(room)], qr)
        if below:
            yield self._side_by_side(below, [])

    def _barcode(self, room: float) -> list[Flowable]:
        """The barcode; where it does not fit, a QR code of the same dossier code."""
        layout = self._layout
        code = self._content.code
        if not code:
            return [Spacer(1, layout.bar_length)]
        module = widest_module(code, room, layout.modules)
        if module is None:
            return self._captioned(QrCode(code, layout.qr_module, dot=layout.dot), code)
        return [
            Code128(code, module, bar_length=layout.bar_length, dot=layout.dot, ladder=layout.roll)
        ]

    def _look_up_code(self) -> list[Flowable]:
        if not self._content.look_up_url:
            return []
        code = QrCode(self._content.look_up_url, self._layout.qr_module, dot=self._layout.dot)
        return self._captioned(code, _word("paper.form01.look_up"))

    def _captioned(self, code: QrCode, words: str) -> list[Flowable]:
        widest = code.width / stringWidth(words, ITALIC, 1)  # the caption in one line
        size = min(self._layout.small * 0.85, max(widest * 0.99, 6))
        style = Style(size, size * 1.15, "centre")
        return [code, style.paragraph(f"<i>{as_markup(words)}</i>")]

    def _side_by_side(self, left: list[Flowable], right: list[Flowable]) -> Flowable:
        middle = ("VALIGN", (0, 0), (-1, -1), "MIDDLE")
        if not right:
            return table([[left]], [self._layout.width], more=(middle, _centred(0)))
        aside = max(right[0].width, self._layout.width * (0.5 if self._layout.roll else 0))
        widths = [self._layout.width - aside, aside]
        return table([[left, right]], widths, more=(middle, _centred(0), _centred(1)))

    # Headings 1 to 8 --------------------------------------------------------------------------

    def _who(self) -> Iterator[Flowable]:
        content = self._content
        yield self._line("code", f"<b>{self._or_dots(content.code)}</b>")
        yield self._receiver()
        yield self._line("received_from", f"<b>{self._or_dots(content.applicant.name)}</b>")
        yield self._line("id_number", self._or_dots(content.applicant.id_number))
        yield self._line("address", self._or_dots(content.applicant.address))
        yield from self._reach(content.applicant)
        if content.authorised is None:
            return
        person = content.authorised.person
        yield self._line("authorised", f"<b>{self._or_dots(person.name)}</b>")
        yield self._line("address", self._or_dots(person.address))
        yield self._line("authorised_id_number", self._or_dots(person.id_number))
        yield from self._reach(person)
        yield self._line("authorisation", self._or_dots(content.authorised.authorisation))

    def _receiver(self) -> Flowable:
        """Heading 2 names both kinds of office; the unit's own name goes on from it."""
        rest = printable(self._content.unit.name)
        for key in ("receiver_centre", "receiver_section"):
            kind = _word(f"paper.form01.{key}")
            if rest.casefold().startswith(kind.casefold()):
                rest = rest[len(kind) :].strip(" ,-–")
                break
        heading = as_markup(_word("paper.form01.receiver"))
        english = self._english_line("paper.form01.receiver")
        return self._body.paragraph(f"{heading} <b>{as_markup(rest)}</b>{english}")

    def _reach(self, person: PersonOnPaper) -> Iterator[Flowable]:
        phone, email = self._or_dots(person.phone), self._or_dots(person.email)
        if self._content.english or self._layout.roll:
            yield self._line("phone", phone)
            yield self._line("email", email)
            return
        gap = "\u00a0" * 6
        heading = _word("paper.form01.email")
        yield self._line("phone", f"{phone}{gap} {heading}: {email}")

    def _what(self) -> Iterator[Flowable]:
        request = self._content.request
        words = f"<b>{self._or_dots(request.procedure_name)}</b>"
        if request.procedure_code:
            code = say("paper.form01.request_code", "vi", code=printable(request.procedure_code))
            words += f" ({as_markup(code)})"
        yield self._line("request", words)
        if request.case_name:
            yield self._line("request_case", as_markup(request.case_name))
        papers = self._content.printed_papers
        if not papers:
            yield self._line("papers", _word("paper.form01.no_papers"))
            return
        yield self._line("papers", "")
        if self._layout.roll:
            yield from papers_list(papers, self._layout)
        else:
            yield Spacer(1, self._layout.leading * 0.2)
            yield papers_table(
                papers,
                self._layout,
                english=self._content.english,
                head_room=head_room(running_head(self._content, self._layout)),
            )

    # Headings 10 to 16 ------------------------------------------------------------------------

    def _end(self) -> Iterator[Flowable]:
        content = self._content
        yield self._line("sets", say("paper.form01.sets_count", "vi", count=f"{content.sets:02d}"))
        yield from self._fee()
        yield self._line("time_limit", as_markup(content.time_limit) or self._no_time_limit())
        # The promise and the signatures belong to each other: they never part.
        yield KeepTogether([*self._promise(), *self._signatures()])

    def _no_time_limit(self) -> str:
        """None by rule is said; where that is not known, there is room to write."""
        return _word("paper.dots" if self._content.time_unknown else "paper.form01.no_time_limit")

    def _fee(self) -> Iterator[Flowable]:
        vnd = self._content.fee_vnd
        left_open = self._content.fee_left_open
        if vnd is None and left_open is None:
            return
        if left_open is not None:
            words = _word(f"paper.form01.fee_left_open.{left_open}")
        elif not vnd:
            words = _word("paper.form01.fee_nothing")
        else:
            words = f"<b>{money(vnd)}</b>"
            if vnd <= LARGEST:
                spoken = money_in_words(vnd)
                spoken = spoken[0].upper() + spoken[1:]
                words += f" ({_word('paper.form01.fee_words')}: <i>{spoken}</i>)"
        yield self._line("fee", words)
        style = Style(self._layout.body * 0.92, self._layout.leading * 0.92, indent=12)
        for line in self._content.fee_lines:
            amount = "" if line.vnd is None else f": {money(line.vnd)}"
            yield style.paragraph(f"<i>- {as_markup(line.text)}{amount}</i>")

    def _promise(self) -> Iterator[Flowable]:
        content = self._content
        yield self._line("received_at", moment_in_words(content.received_at))
        if content.promised_at is not None:
            promised = f"<b>{moment_in_words(content.promised_at)}</b>"
        elif content.time_unknown:
            promised = _word("paper.form01.promise_by_hand")
        else:
            promised = f"<b>{_word('paper.form01.no_promise')}</b>"
        yield self._line("promised_at", promised)
        yield self._line("result_place", self._or_dots(content.result_place))
        numbers = say(
            "paper.form01.register_numbers",
            "vi",
            book=printable(content.register_book) or "………",
            sequence=printable(content.register_sequence) or "………",
        )
        heading = as_markup(_word("paper.form01.register"))
        english = self._english_line("paper.form01.register")
        yield self._body.paragraph(f"{heading}, {as_markup(numbers)}{english}")
        if content.note:
            yield self._line("note", f"<i>{as_markup(content.note)}</i>")

    def _signatures(self) -> Iterator[Flowable]:
        layout = self._layout
        name = Style(layout.body, layout.leading, "centre")
        titles = [self._signature("signs_submitter"), self._signature("signs_officer")]
        room = Spacer(1, layout.sign_room)
        officer = name.paragraph(f"<b>{as_markup(self._content.officer_name)}</b>")
        yield Spacer(1, layout.leading * 0.6)
        yield table([titles, [room, room], ["", officer]], [layout.width / 2] * 2)

    def _signature(self, key: str) -> list[Flowable]:
        size = self._layout.small * (0.86 if self._layout.roll else 1)  # titles in one line
        style = Style(size, size * 1.25, "centre")
        lines = [style.paragraph(f"<b>{_word(f'paper.form01.{key}')}</b>")]
        if self._content.english:
            lines.append(style.paragraph(f"<i>{_word(f'paper.form01.{key}', 'en')}</i>"))
        lines.append(style.paragraph(f"<i>{_word('paper.form01.sign_here')}</i>"))
        return lines

    # Words ------------------------------------------------------------------------------------

    def _line(self, name: str, value: str) -> Flowable:
        key = f"paper.form01.{name}"
        return self._body.paragraph(f"{as_markup(_word(key))}: {value}{self._english_line(key)}")

    def _english_line(self, key: str) -> str:
        if not self._content.english:
            return ""
        if _word(key) == _word(key, "en"):
            return ""
        size = self._layout.body * 0.78
        return f'<br/><font size="{size:.1f}"><i>{as_markup(_word(key, "en"))}</i></font>'

    def _or_dots(self, text: str | None) -> str:
        return as_markup(text) or _word("paper.dots")


def _word(key: str, language: str = "vi") -> str:
    return say(key, language)


def _centred(column: int) -> tuple[object, ...]:
    return ("ALIGN", (column, 0), (column, -1), "CENTER")
