"""What the home screen tells of, from a real store."""

from __future__ import annotations

from pathlib import Path

from desk_app.services.page_views import PageSource
from desk_app.ui.print_outcome import PrintOutcome
from desk_app.ui.screens.home.source import DeskHome
from desk_app.ui.screens.receipt.source import ReceiptSource
from desk_app.wording import message
from tests.builders.counters import Counter, PaperTray, a_counter
from tests.builders.piles import a_page, paper, scanned


def _home(counter: Counter, tray: PaperTray) -> DeskHome:
    desk = counter.desk
    receipts = ReceiptSource(desk.receipts, desk.dossiers, desk.settings, counter.officer, tray)
    return DeskHome(desk, counter.officer, lambda: receipts)


def test_everything_of_today(tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        code = counter.receive()
        officer = counter.officer()
        counter.desk.drafts.save(None, officer, {}, "Đăng ký kết hôn")
        counter.desk.catalogue.set_favourite(officer.login, "2.000815")
        state = _home(counter, PaperTray()).home()
        assert (state.received, state.waiting, state.unprinted) == (1, 1, (code,))
        assert [line.code for line in state.latest] == [code]
        assert [draft.procedure for draft in state.drafts] == ["Đăng ký kết hôn"]
        assert [favourite.code for favourite in state.favourites] == ["2.000815"]
        assert state.promised_today == 1
        assert state.promised[0][0] == code
        assert state.banners == ()
        assert state.cut_short == ()


def test_a_paper_read_in_part_is_told(tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        desk, code = counter.desk, counter.receive()
        target = paper(desk, code)
        desk.scanning.add_many(
            target,
            scanned(a_page(1), a_page(2)),
            PageSource("file", name="a.pdf", batch="a list"),
            counter.officer(),
            stopped=lambda: True,
        )
        assert _home(counter, PaperTray()).home().cut_short == ((code, target.number),)


def test_all_that_was_not_printed_is_printed(tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        codes = [counter.receive(), counter.receive("Trần Quốc Huy")]
        tray = PaperTray()
        told: list[tuple[int, int | None]] = []
        run = _home(counter, tray).print_unprinted(lambda *at: told.append(at))  # type: ignore[arg-type]
        assert (run.done, run.reason) == (2, None)
        assert list(dict.fromkeys(title for _, _, title in tray.taken)) == codes
        assert counter.desk.receipts.not_printed() == []
        assert told == [(0, 2), (1, 2)]


def test_it_stops_at_the_first_that_fails(tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        codes = [counter.receive(), counter.receive("Trần Quốc Huy")]
        why = message("printing.no_such_printer", printer="HP-1")
        run = _home(counter, PaperTray(PrintOutcome("failed", why))).print_unprinted(
            lambda *_at: None
        )
        assert (run.done, run.total, run.reason) == (0, 2, why)
        assert counter.desk.receipts.not_printed() == codes


def test_a_silent_print_service_is_given_nothing(tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        codes = [counter.receive()]
        tray = PaperTray()
        tray.silent = True
        run = _home(counter, tray).print_unprinted(lambda *_at: None)
        assert (run.done, run.total, run.reason) == (0, 1, message("printing.no_answer"))
        assert tray.taken == []
        assert counter.desk.receipts.not_printed() == codes


def test_a_desk_that_gave_up_its_numbers_says_so(tmp_path: Path) -> None:
    with a_counter(tmp_path) as counter:
        counter.desk.begin_anew("copied", 1)
        assert counter.desk.this_desk().epoch == 2
        said = [banner.in_words("vi") for banner in _home(counter, PaperTray()).home().banners]
        assert "bản sao" in said[0]
