"""Where stacks go: each is looked up by itself, nothing of one reaches the next."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.paper.barcode_reading import PageCodes
from desk_app.paper.cover_code import CoverCode
from desk_app.services.desk import Desk
from desk_app.services.page_views import PaperTarget
from desk_app.services.pile_routes import Route, route
from tests.builders.piles import paper, received

PLAIN = PageCodes()


def routes(desk: Desk, codes: list[PageCodes], target: PaperTarget | None = None) -> list[Route]:
    pages = [f"p{place}" for place in range(len(codes))]
    with desk.store.read() as session:
        return list(route(session, pages, codes, target).routes)


def sheet(code: str, number: int) -> PageCodes:
    return PageCodes(cover=CoverCode(code, number))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_page_goes_where_the_last_sheet_before_it_says(desk: Desk, data: st.DataObject) -> None:
    dossiers = [received(desk) for _ in range(2)]
    sheets = st.builds(
        sheet,
        st.sampled_from([*dossiers, "H99.21.01-261120-9999"]),
        st.sampled_from((1, 2, 3, 7, 99)),
    )
    damaged = st.just(PageCodes(damaged_cover=True))
    codes = data.draw(st.lists(st.one_of(st.just(PLAIN), sheets, damaged), max_size=12))
    found = routes(desk, codes)
    placed = {page: one for one in found for page in one.pages}
    used = [page for one in found for page in (*one.pages, *((one.sheet,) if one.sheet else ()))]
    assert sorted(used) == sorted(f"p{place}" for place in range(len(codes)))
    last: PageCodes | None = None
    seen: set[CoverCode] = set()
    twice = False
    for place, page in enumerate(codes):
        if page is not PLAIN:
            last = page
            twice = page.cover in seen
            seen |= {page.cover} if page.cover else set()
            continue
        goes = placed[f"p{place}"]
        cover = last.cover if last else None
        if cover is None or twice or cover.dossier not in dossiers or cover.paper in (7, 99):
            assert goes.target is None
            assert goes.reason is not None
        else:
            assert goes.target == paper(desk, cover.dossier, cover.paper)
            assert goes.cover == f"{cover.dossier}/{cover.paper}"


def test_a_target_takes_all_pages_in_one(desk: Desk) -> None:
    code, other = received(desk), received(desk)
    target = paper(desk, code)
    (one,) = routes(desk, [sheet(other, 1), PLAIN], target)
    assert (one.target, one.code, one.pages, one.sheet) == (target, code, ("p0", "p1"), None)
    assert routes(desk, [], target) == []


def test_a_link_that_is_no_receipt_of_ours_leads_nothing(desk: Desk) -> None:
    links = PageCodes(receipt_links=("https://example.invalid/t/k7Qm2ZpX4rTnB8wdk7Qm2Z",))
    (one,) = routes(desk, [links, PLAIN])
    assert (one.reason, one.pages) == ("no_cover", ("p0", "p1"))
