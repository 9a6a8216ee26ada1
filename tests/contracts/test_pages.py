"""What every centre promises about archive copies: in memory, over HTTP on SQLite and on
PostgreSQL."""

from __future__ import annotations

import pytest

from desk_app.sync.centre import (
    DeskIdentity,
    FileNotTaken,
    NotWelcome,
    OtherOffset,
    UploadState,
)
from desk_app.sync.protocol import credential_hash, signature
from tests.builders.archive_copies import Copy, a_copy, digitised_entry, file_id_of, withdrawn_entry
from tests.builders.messages import (
    CREDENTIAL,
    enrol_request,
    entry,
    identity_text,
    sync_request,
)
from tests.contracts.conftest import CentreUnderTest, Port

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
OTHER = DeskIdentity(identity_text(800_002), "d" * 43)
COPY = a_copy(30_000, 20_000)
SIZE = len(COPY.pdf)
FILE = file_id_of(1)


@pytest.fixture
def desk(centre: CentreUnderTest) -> Port:
    """An enrolled desk; the centre has its dossier 1 and expects an archive copy of it."""
    centre.port(None).enrol(enrol_request(centre.make_code()))
    port = centre.port(IDENTITY)
    port.sync(sync_request())
    outcomes = port.sync(sync_request(entry(1), digitised_entry(2, COPY))).entries
    assert {answer.outcome for answer in outcomes} == {"accepted"}
    return port


def send_all(port: Port, copy: Copy = COPY, file: str = FILE) -> UploadState:
    return port.upload_piece(file, 0, len(copy.pdf), copy.pdf)


def not_taken(port: Port, file: str = FILE) -> str:
    with pytest.raises(FileNotTaken) as caught:
        port.upload_state(file)
    assert caught.value.title("vi")
    return caught.value.code


def test_a_file_begins_with_nothing(desk: Port) -> None:
    assert desk.upload_state(FILE) == UploadState(0, SIZE)


def test_a_file_grows_piece_by_piece_and_is_proved_at_its_end(
    centre: CentreUnderTest, desk: Port
) -> None:
    assert desk.upload_piece(FILE, 0, SIZE, COPY.pdf[:10_000]) == UploadState(10_000, SIZE)
    assert desk.upload_state(FILE) == UploadState(10_000, SIZE)
    assert desk.upload_piece(FILE, 10_000, SIZE, COPY.pdf[10_000:40_000]).offset == 40_000
    state = desk.upload_piece(FILE, 40_000, SIZE, COPY.pdf[40_000:])
    assert (state.offset, state.size) == (SIZE, SIZE)
    assert state.proof is not None
    said = state.proof.proof
    assert (said.file_id, said.sha256, said.size) == (FILE, COPY.sha256, SIZE)
    assert said.received_at == centre.clock.now()


def test_the_proof_is_signed(desk: Port) -> None:
    proof = send_all(desk).proof
    assert proof is not None
    key = credential_hash(CREDENTIAL)
    assert signature(key, proof.nonce, proof.body.encode()) == proof.signature


def test_a_lost_proof_is_asked_for_again_with_no_bytes(desk: Port) -> None:
    first = send_all(desk).proof
    assert desk.upload_state(FILE) == UploadState(SIZE, SIZE)
    again = desk.upload_piece(FILE, SIZE, SIZE, b"").proof
    assert first is not None
    assert again is not None
    assert again.proof == first.proof


@pytest.mark.parametrize("offset", [0, 9_999, 10_001, 50_000])
def test_another_offset_is_told_and_changes_nothing(desk: Port, offset: int) -> None:
    desk.upload_piece(FILE, 0, SIZE, COPY.pdf[:10_000])
    with pytest.raises(OtherOffset) as caught:
        desk.upload_piece(FILE, offset, SIZE, COPY.pdf[offset : offset + 100])
    assert caught.value.offset == 10_000
    assert desk.upload_state(FILE).offset == 10_000
    assert desk.upload_piece(FILE, 10_000, SIZE, COPY.pdf[10_000:]).proof is not None


def test_a_whole_file_takes_no_more(desk: Port) -> None:
    send_all(desk)
    with pytest.raises(OtherOffset) as caught:
        desk.upload_piece(FILE, 0, SIZE, COPY.pdf)
    assert caught.value.offset == SIZE


def test_more_than_was_announced_is_not_taken(desk: Port) -> None:
    with pytest.raises(FileNotTaken) as caught:
        desk.upload_piece(FILE, 0, SIZE, COPY.pdf + b"#")
    assert caught.value.code == "file-too-long"
    assert desk.upload_state(FILE).offset == 0


def test_wrong_bytes_are_forgotten_and_the_right_ones_taken(desk: Port) -> None:
    wrong = bytes(SIZE - 1) + b"#"
    desk.upload_piece(FILE, 0, SIZE, wrong[:10])
    with pytest.raises(FileNotTaken) as caught:
        desk.upload_piece(FILE, 10, SIZE, wrong[10:])
    assert caught.value.code == "file-damaged"
    assert desk.upload_state(FILE) == UploadState(0, SIZE)
    assert send_all(desk).proof is not None


def test_a_file_nobody_announced_is_unknown(desk: Port) -> None:
    assert not_taken(desk, file_id_of(9)) == "file-unknown"


def test_another_desk_may_neither_look_nor_send(centre: CentreUnderTest, desk: Port) -> None:
    code = centre.make_code()
    centre.port(None).enrol(enrol_request(code, desk=2, credential=OTHER.credential))
    other = centre.port(OTHER)
    assert not_taken(other) == "file-unknown"
    with pytest.raises(FileNotTaken):
        send_all(other)
    assert desk.upload_state(FILE).offset == 0


@pytest.mark.parametrize("who", [None, DeskIdentity(IDENTITY.desk_id, "wrong")])
def test_strangers_stay_outside(
    centre: CentreUnderTest, desk: Port, who: DeskIdentity | None
) -> None:
    stranger = centre.port(who)
    for ask in (lambda: stranger.upload_state(FILE), lambda: send_all(stranger)):
        with pytest.raises(NotWelcome) as caught:
            ask()
        assert caught.value.code == "desk-unknown"


def test_a_revoked_desk_sends_nothing_more(centre: CentreUnderTest, desk: Port) -> None:
    desk.upload_piece(FILE, 0, SIZE, COPY.pdf[:10_000])
    centre.revoke(IDENTITY.desk_id)
    for ask in (
        lambda: desk.upload_state(FILE),
        lambda: desk.upload_piece(FILE, 10_000, SIZE, COPY.pdf[10_000:]),
    ):
        with pytest.raises(NotWelcome) as caught:
            ask()
        assert caught.value.code == "desk-revoked"


def test_a_later_version_takes_the_place_of_the_earlier(desk: Port) -> None:
    later = a_copy(40_000, seed=2)
    desk.sync(sync_request(digitised_entry(3, later, position=3, file=2, version=2)))
    assert not_taken(desk) == "file-replaced"
    assert send_all(desk, later, file_id_of(2)).proof is not None


def test_a_later_version_of_another_desk_takes_no_place(
    centre: CentreUnderTest, desk: Port
) -> None:
    code = centre.make_code()
    centre.port(None).enrol(enrol_request(code, desk=2, credential=OTHER.credential))
    other, later = centre.port(OTHER), a_copy(40_000, seed=2)
    answer = other.sync(sync_request(digitised_entry(3, later, position=3, file=2, version=2)))
    assert [said.outcome for said in answer.entries] == ["accepted"]
    assert send_all(desk).proof is not None
    assert send_all(other, later, file_id_of(2)).proof is not None


def test_a_version_that_is_here_stays_proved_when_a_later_one_comes(desk: Port) -> None:
    send_all(desk)
    later = a_copy(40_000, seed=2)
    desk.sync(sync_request(digitised_entry(3, later, position=3, file=2, version=2)))
    assert desk.upload_piece(FILE, SIZE, SIZE, b"").proof is not None


def test_a_file_id_stands_for_one_file(desk: Port) -> None:
    again = desk.sync(sync_request(digitised_entry(3, COPY, position=3))).entries
    assert [answer.outcome for answer in again] == ["accepted"]
    other = desk.sync(sync_request(digitised_entry(4, a_copy(1000, seed=7), position=4))).entries
    assert [(a.outcome, a.reason) for a in other] == [("refused", "file-id-reused")]
    assert send_all(desk).proof is not None


def test_a_paper_of_an_unknown_dossier_is_refused(desk: Port) -> None:
    [answer] = desk.sync(sync_request(digitised_entry(5, COPY, dossier=4, file=3))).entries
    assert (answer.outcome, answer.reason) == ("refused", "dossier-unknown")


@pytest.mark.parametrize(
    "wrong",
    [{"size": 0}, {"pages": []}, {"sha256": "0"}, {"mime": "text/html"}, {"file_id": "x" * 36}],
)
def test_a_manifest_that_cannot_be_is_refused(desk: Port, wrong: dict[str, object]) -> None:
    said = digitised_entry(6, COPY, position=3, **({"file": 4} | wrong))  # type: ignore[arg-type]
    [answer] = desk.sync(sync_request(said)).entries
    assert (answer.outcome, answer.reason) == ("refused", "payload-invalid")


def test_a_copy_that_is_withdrawn_is_not_taken_any_more(desk: Port) -> None:
    desk.upload_piece(FILE, 0, SIZE, COPY.pdf[:10_000])
    [answer] = desk.sync(sync_request(withdrawn_entry(3))).entries
    assert answer.outcome == "accepted"
    assert not_taken(desk) == "file-withdrawn"
    with pytest.raises(FileNotTaken):
        desk.upload_piece(FILE, 10_000, SIZE, COPY.pdf[10_000:])
    [again] = desk.sync(sync_request(withdrawn_entry(3))).entries
    assert again.outcome == "duplicate"


def test_a_copy_that_is_here_stays_proved_when_it_is_withdrawn(desk: Port) -> None:
    send_all(desk)
    desk.sync(sync_request(withdrawn_entry(3)))
    assert desk.upload_piece(FILE, SIZE, SIZE, b"").proof is not None


def test_the_version_after_a_withdrawal_counts(desk: Port) -> None:
    later = a_copy(40_000, seed=2)
    said = [
        withdrawn_entry(3, position=3),
        digitised_entry(4, later, position=4, file=2, version=2),
    ]
    assert {a.outcome for a in desk.sync(sync_request(*said)).entries} == {"accepted"}
    assert send_all(desk, later, file_id_of(2)).proof is not None
    assert not_taken(desk) == "file-withdrawn"


def test_a_withdrawal_takes_the_earlier_versions_along(desk: Port) -> None:
    said = [
        digitised_entry(3, a_copy(40_000, seed=2), position=3, file=2, version=2),
        withdrawn_entry(4, position=4, file=2, version=2),
    ]
    assert {a.outcome for a in desk.sync(sync_request(*said)).entries} == {"accepted"}
    assert not_taken(desk) == "file-withdrawn"
    assert not_taken(desk, file_id_of(2)) == "file-withdrawn"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"file": 9}, "payload-invalid"),
        ({"number": 2}, "payload-invalid"),
        ({"version": 2}, "payload-invalid"),
        ({"version": 0}, "payload-invalid"),
        ({"dossier": 4}, "dossier-unknown"),
    ],
)
def test_only_what_was_announced_can_be_withdrawn(
    desk: Port, wrong: dict[str, int], reason: str
) -> None:
    said = withdrawn_entry(3, **wrong)  # type: ignore[arg-type]
    [answer] = desk.sync(sync_request(said)).entries
    assert (answer.outcome, answer.reason) == ("refused", reason)
    assert desk.upload_state(FILE).offset == 0
