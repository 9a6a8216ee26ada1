"""What every centre promises a desk: in memory, over HTTP on SQLite, over HTTP on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk_app.sync.centre import DeskIdentity, NotWelcome, TooOld
from desk_app.sync.protocol import Block, Entry, EntryAnswer, SyncAnswer
from tests.builders.messages import (
    COUNTER,
    CREDENTIAL,
    TODAY,
    UNIT,
    enrol_request,
    entry,
    held,
    identity_text,
    print_entry,
    received,
    sync_request,
)
from tests.contracts.conftest import CentreUnderTest, Port

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)


@pytest.fixture
def desk(centre: CentreUnderTest) -> Port:
    """An enrolled desk that holds numbers."""
    centre.port(None).enrol(enrol_request(centre.make_code()))
    port = centre.port(IDENTITY)
    port.sync(sync_request())
    return port


def send(desk: Port, *entries: Entry) -> dict[str, EntryAnswer]:
    return {a.id: a for a in desk.sync(sync_request(*entries)).entries}


def read_all(desk: Port, cursor: int = 0) -> list[SyncAnswer]:
    pages = [desk.sync(sync_request(cursor=cursor))]
    while pages[-1].more:
        pages.append(desk.sync(sync_request(cursor=pages[-1].cursor)))
    return pages


def refused(port: Port, said: object = None) -> str:
    with pytest.raises(NotWelcome) as caught:
        port.sync(sync_request()) if said is None else port.enrol(said)  # type: ignore[arg-type]
    assert caught.value.title("vi")
    return caught.value.code


def blocks_of(answer: SyncAnswer) -> list[tuple[str, int, int]]:
    return sorted((str(b.day), b.first, b.last) for b in answer.blocks)


def of_today(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.day == TODAY]


# Enrolment


def test_enrolment_tells_the_desk_its_place(centre: CentreUnderTest) -> None:
    answer = centre.port(None).enrol(enrol_request(centre.make_code()))
    assert (answer.unit.code, answer.counter, answer.epoch) == (UNIT, COUNTER, 1)
    assert (answer.desk_id, answer.training) == (IDENTITY.desk_id, True)


def test_enrolment_asked_again_gives_the_same_answer(centre: CentreUnderTest) -> None:
    said = enrol_request(centre.make_code())
    first = centre.port(None).enrol(said)
    centre.clock.advance(timedelta(days=2))
    assert centre.port(None).enrol(said) == first


def test_wrong_used_and_expired_codes(centre: CentreUnderTest) -> None:
    port = centre.port(None)
    assert refused(port, enrol_request("0000-0000-0000")) == "enrol-code-wrong"
    used, late = centre.make_code(), centre.make_code()
    port.enrol(enrol_request(used))
    assert refused(port, enrol_request(used, desk=2)) == "enrol-code-used"
    assert refused(port, enrol_request(used, credential="x" * 43)) == "enrol-code-used"
    assert refused(port, enrol_request(late, desk=1)) == "desk-known"
    centre.clock.advance(timedelta(hours=25))
    assert refused(port, enrol_request(late, desk=3)) == "enrol-code-expired"


def test_strangers_and_revoked_desks_stay_outside(centre: CentreUnderTest, desk: Port) -> None:
    assert refused(centre.port(DeskIdentity(IDENTITY.desk_id, "wrong"))) == "desk-unknown"
    assert refused(centre.port(DeskIdentity(identity_text(1), CREDENTIAL))) == "desk-unknown"
    assert refused(centre.port(None)) == "desk-unknown"
    centre.revoke(IDENTITY.desk_id)
    assert refused(desk) == "desk-revoked"


def test_another_version_is_not_spoken(desk: Port) -> None:
    with pytest.raises(TooOld) as caught:
        desk.sync(sync_request(protocol=2))
    assert caught.value.spoken == "1"


# Entries


def test_accepted_once_then_a_duplicate(desk: Port) -> None:
    outcomes = [send(desk, entry(1))[entry(1).id].outcome for _ in range(3)]
    assert outcomes == ["accepted", "duplicate", "duplicate"]


def test_an_id_with_another_payload_is_refused(desk: Port) -> None:
    send(desk, entry(1))
    answer = send(desk, entry(1, received(2)))[entry(1).id]
    assert (answer.outcome, answer.reason) == ("refused", "entry-id-reused")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (entry(1, sha256="0" * 64), "payload-hash"),
        (entry(1, kind="dossier.dreamt"), "unknown-kind"),
        (entry(1, {"code": "x"}), "payload-invalid"),
        (entry(1, received(5000)), "number-not-leased"),
        (print_entry(1, dossier=1), "dossier-unknown"),
    ],
)
def test_reasons_of_refusal(desk: Port, said: Entry, reason: str) -> None:
    answer = send(desk, said)[said.id]
    assert (answer.outcome, answer.reason) == ("refused", reason)


def test_a_code_belongs_to_one_dossier(desk: Port) -> None:
    answers = send(desk, entry(1), entry(2, received(1)), entry(3))
    assert [(a.outcome, a.reason) for a in answers.values()] == [
        ("accepted", None),
        ("refused", "code-taken"),
        ("accepted", None),
    ]


def test_a_dossier_is_received_once(desk: Port) -> None:
    send(desk, entry(1))
    answer = send(desk, entry(2, received(2), dossier=1, position=2))[entry(2).id]
    assert (answer.outcome, answer.reason) == ("refused", "dossier-known")


def test_after_a_refused_entry_its_dossier_stops_and_no_other(desk: Port) -> None:
    bad = entry(1, received(5000))
    answers = send(desk, bad, print_entry(2, 1), entry(3), print_entry(4, 3))
    assert {id_: a.outcome for id_, a in answers.items()} == {
        identity_text(1): "refused",
        identity_text(3): "accepted",
        identity_text(4): "accepted",
    }


def test_a_refused_entry_is_looked_at_anew(desk: Port) -> None:
    assert send(desk, print_entry(2, 1))[identity_text(2)].outcome == "refused"
    answers = send(desk, entry(1), print_entry(2, 1))
    assert {a.outcome for a in answers.values()} == {"accepted"}


def test_position_not_place_in_the_batch_is_the_order(desk: Port) -> None:
    answers = send(desk, print_entry(3, 1, position=3, reprint=1), print_entry(2, 1), entry(1))
    assert {a.outcome for a in answers.values()} == {"accepted"}


# Numbers


def test_numbers_for_today_and_the_next_thirty_days(centre: CentreUnderTest) -> None:
    centre.port(None).enrol(enrol_request(centre.make_code()))
    answer = centre.port(IDENTITY).sync(sync_request())
    days = {block.day for block in answer.blocks}
    assert {TODAY + timedelta(days=n) for n in range(31)} <= days
    assert {(b.unit, b.epoch) for b in answer.blocks} == {(UNIT, 1)}
    assert all(20 <= b.last - b.first + 1 <= 200 for b in answer.blocks)


def test_a_lost_answer_costs_no_numbers(desk: Port) -> None:
    first = desk.sync(sync_request())
    assert blocks_of(desk.sync(sync_request())) == blocks_of(first)
    assert desk.sync(sync_request(blocks=held(first.blocks))).blocks == []


def test_a_low_block_is_topped_up(desk: Port) -> None:
    first = desk.sync(sync_request()).blocks
    today, others = of_today(first), [b for b in first if b.day != TODAY]
    low = held(today, left=1) + held(others)
    [more] = desk.sync(sync_request(blocks=low)).blocks
    assert more.day == TODAY
    assert more.first > today[0].last


def test_blocks_that_are_enough_need_not_be_named_again(desk: Port) -> None:
    blocks = held(desk.sync(sync_request()).blocks)
    named = desk.sync(sync_request(blocks=blocks))
    assert named.blocks == []
    assert named.settled
    again = desk.sync(sync_request(settled=named.settled))
    assert (again.blocks, again.settled) == ([], named.settled)


def test_what_lacks_something_is_not_settled(desk: Port) -> None:
    given = desk.sync(sync_request())
    assert given.settled is None
    assert desk.sync(sync_request(blocks=held(given.blocks)[1:])).settled is None
    today, *others = sorted(given.blocks, key=lambda block: block.day != TODAY)
    low = [*held([today], left=49), *held(others)]
    topped_up = desk.sync(sync_request(blocks=low))
    assert (len(topped_up.blocks), topped_up.settled) == (1, None)


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(0)])
def test_the_word_holds_as_long_as_nothing_changes(
    centre: CentreUnderTest, desk: Port, later: timedelta
) -> None:
    blocks = desk.sync(sync_request()).blocks
    word = desk.sync(sync_request(blocks=held(blocks))).settled
    if later:
        centre.clock.advance(later)
    else:  # another centre process, or one of another time, gave that word
        word = "0" * 32
    asked = desk.sync(sync_request(settled=word))
    assert (asked.settled, asked.blocks) == (None, [])
    named = desk.sync(sync_request(blocks=held(blocks)))
    assert (named.settled is None) == bool(named.blocks)


def test_news_come_to_a_desk_that_says_the_word(centre: CentreUnderTest, desk: Port) -> None:
    first = read_all(desk)[-1]
    word = desk.sync(
        sync_request(cursor=first.cursor, blocks=held(desk.sync(sync_request()).blocks))
    ).settled
    quiet = desk.sync(sync_request(cursor=first.cursor, settled=word))
    assert (quiet.changes, quiet.cursor, quiet.more) == ([], first.cursor, False)
    centre.publish("unit", {"code": "H99"}, None)
    heard = desk.sync(sync_request(cursor=first.cursor, settled=word))
    assert [change.payload for change in heard.changes] == [{"code": "H99"}]
    assert heard.cursor == first.cursor + 1


def test_a_desk_that_says_the_word_is_looked_at_as_any_other(
    centre: CentreUnderTest, desk: Port
) -> None:
    blocks = held(desk.sync(sync_request(mark=7)).blocks)
    word = desk.sync(sync_request(blocks=blocks, mark=7)).settled
    assert desk.sync(sync_request(settled=word, mark=7)).settled == word
    behind = sync_request(settled=word, mark=6)
    with pytest.raises(NotWelcome) as past:
        desk.sync(behind)
    assert past.value.code == "epoch-past"
    centre.revoke(IDENTITY.desk_id)
    with pytest.raises(NotWelcome) as revoked:
        desk.sync(sync_request(settled=word, mark=7))
    assert revoked.value.code == "desk-revoked"


def test_two_desks_share_no_number(centre: CentreUnderTest, desk: Port) -> None:
    other = DeskIdentity(identity_text(800_002), "d" * 43)
    code = centre.make_code()
    centre.port(None).enrol(enrol_request(code, desk=2, credential=other.credential))
    one = of_today(desk.sync(sync_request()).blocks)
    two = of_today(centre.port(other).sync(sync_request()).blocks)
    numbers = [n for b in one + two for n in range(b.first, b.last + 1)]
    assert len(numbers) == len(set(numbers))


def test_a_new_epoch_gets_new_numbers_and_ends_the_old(desk: Port) -> None:
    before = of_today(desk.sync(sync_request()).blocks)
    after = of_today(desk.sync(sync_request(epoch=2)).blocks)
    assert after[0].first > before[0].last
    assert refused(desk) == "epoch-past"


# Copies of a desk


def past(desk: Port, *, epoch: int, mark: int | None = None) -> int | None:
    """The epoch the centre names when it finds this one over."""
    with pytest.raises(NotWelcome) as caught:
        desk.sync(sync_request(epoch=epoch, mark=mark))
    assert caught.value.code == "epoch-past"
    return caught.value.epoch


def test_a_desk_that_has_forgotten_something_is_told_its_epoch(desk: Port) -> None:
    desk.sync(sync_request(mark=7))
    desk.sync(sync_request(mark=7))
    assert past(desk, epoch=1, mark=6) == 1
    desk.sync(sync_request(epoch=2, mark=6))  # a new epoch begins at its own mark
    assert past(desk, epoch=1, mark=100) == 2
    assert past(desk, epoch=2, mark=5) == 2


def test_a_desk_of_an_older_version_tells_no_mark_and_is_heard(desk: Port) -> None:
    desk.sync(sync_request(mark=7))
    assert desk.sync(sync_request()).entries == []


def test_nothing_is_taken_from_a_desk_that_has_forgotten(desk: Port) -> None:
    desk.sync(sync_request(mark=7))
    with pytest.raises(NotWelcome):
        desk.sync(sync_request(entry(1), mark=6))
    assert send_in(desk, 2, entry(1)) == {entry(1).id: "accepted"}


def send_in(desk: Port, epoch: int, *entries: Entry) -> dict[str, str]:
    return {a.id: a.outcome for a in desk.sync(sync_request(*entries, epoch=epoch)).entries}


def test_the_last_entry_taken_is_named_within_its_epoch(desk: Port) -> None:
    assert desk.sync(sync_request()).last_entry is None
    assert desk.sync(sync_request(entry(1))).last_entry is None  # as it was before
    assert desk.sync(sync_request(entry(2))).last_entry == entry(1).id
    assert desk.sync(sync_request()).last_entry == entry(2).id
    assert desk.sync(sync_request(epoch=2)).last_entry is None


def test_copies_that_drive_each_other_on_are_stopped_until_it_keeps_one(
    centre: CentreUnderTest, desk: Port
) -> None:
    for epoch in (2, 3, 4):
        desk.sync(sync_request(epoch=epoch))
    assert refused_in(desk, 5) == "desk-copied"
    assert refused_in(desk, 4) == "desk-copied"  # both: nobody knows which one is right
    centre.clock.advance(timedelta(days=2))
    assert refused_in(desk, 4) == "desk-copied"
    centre.keep(IDENTITY.desk_id)
    desk.sync(sync_request(epoch=5))


def refused_in(desk: Port, epoch: int) -> str:
    with pytest.raises(NotWelcome) as caught:
        desk.sync(sync_request(epoch=epoch))
    return caught.value.code


def test_beginning_anew_now_and_then_is_no_copy(centre: CentreUnderTest, desk: Port) -> None:
    for epoch in range(2, 8):
        desk.sync(sync_request(epoch=epoch))
        centre.clock.advance(timedelta(hours=9))


# A centre that was put back


def told(desk: Port, blocks: list[Block], *entries: Entry) -> SyncAnswer:
    said = sync_request(*entries, blocks=held(blocks))
    return desk.sync(said.model_copy(update={"holding": blocks}))


def test_a_centre_that_has_forgotten_asks_and_takes_what_was_issued(
    centre: CentreUnderTest, desk: Port
) -> None:
    blocks = desk.sync(sync_request()).blocks
    assert not desk.sync(sync_request(blocks=held(blocks))).tell
    centre.put_back({block.id for block in blocks})
    asked = desk.sync(sync_request(entry(1), blocks=held(blocks)))
    assert (asked.tell, asked.entries[0].reason) == (True, "number-not-leased")
    heard = told(desk, blocks, entry(1))
    assert (heard.tell, heard.entries[0].outcome) == (False, "accepted")
    assert blocks_of(desk.sync(sync_request())) == sorted(
        blocks_of(asked) + blocks_of(SyncAnswer(nonce="", time=asked.time, cursor=0, blocks=blocks))
    )


def test_what_was_forgotten_is_leased_to_nobody_else(centre: CentreUnderTest, desk: Port) -> None:
    first = desk.sync(sync_request()).blocks
    centre.put_back({block.id for block in first})
    other = DeskIdentity(identity_text(800_002), "d" * 43)
    code = centre.make_code()
    centre.port(None).enrol(enrol_request(code, desk=2, credential=other.credential))
    new = centre.port(other).sync(sync_request()).blocks
    taken = {(b.day, n) for b in first for n in range(b.first, b.last + 1)}
    assert not taken & {(b.day, n) for b in new for n in range(b.first, b.last + 1)}


def test_numbers_that_another_has_are_not_given_back(centre: CentreUnderTest, desk: Port) -> None:
    first = of_today(desk.sync(sync_request()).blocks)
    centre.put_back(set())
    twice = [block.model_copy(update={"id": "twice"}) for block in first]
    told(desk, twice)
    assert "twice" not in {block.id for block in desk.sync(sync_request()).blocks}


# Changes


def test_changes_come_once_in_order_and_to_whom_they_concern(
    centre: CentreUnderTest, desk: Port
) -> None:
    start = read_all(desk)[-1].cursor
    centre.publish("procedure", {"code": "1", "version": 1}, None)
    centre.publish("officer", {"login": "elsewhere"}, "H99.01")
    centre.publish("officer", {"login": "here"}, UNIT)
    answer = desk.sync(sync_request(cursor=start))
    assert [c.kind for c in answer.changes] == ["procedure", "officer"]
    assert answer.changes[1].payload == {"login": "here"}
    assert [c.seq for c in answer.changes] == sorted(c.seq for c in answer.changes)
    assert desk.sync(sync_request(cursor=answer.cursor)).changes == []


def test_a_long_feed_comes_in_pages_without_a_gap(centre: CentreUnderTest, desk: Port) -> None:
    start = read_all(desk)[-1].cursor
    for n in range(230):
        centre.publish("procedure", {"code": str(n), "version": 1}, None)
    pages = read_all(desk, start)
    assert len(pages) == 2
    codes = [c.payload["code"] for page in pages for c in page.changes]
    assert codes == [str(n) for n in range(230)]


def test_a_cursor_of_another_centre_starts_again(centre: CentreUnderTest, desk: Port) -> None:
    centre.publish("procedure", {"code": "1", "version": 1}, None)
    assert desk.sync(sync_request(cursor=999_999)).changes


# The frame


def test_an_answer_repeats_the_nonce_and_tells_the_time(
    centre: CentreUnderTest, desk: Port
) -> None:
    answer = desk.sync(sync_request(nonce="another-nonce-of-mine"))
    assert (answer.nonce, answer.time) == ("another-nonce-of-mine", centre.clock.now())


def test_a_full_batch_goes_through(desk: Port) -> None:
    blocks = of_today(desk.sync(sync_request()).blocks)
    numbers = range(blocks[0].first, blocks[0].last + 1)
    batch = [entry(n) for n in numbers] + [print_entry(1000 + n, n) for n in numbers]
    answers = send(desk, *batch)
    assert len(answers) == len(batch)
    assert {a.outcome for a in answers.values()} == {"accepted"}
