"""Uploads: the real centre takes pieces that are cut, come twice, lie elsewhere or are spoilt, and
is killed in between; the real desk sends through a line on which all of that happens."""

from __future__ import annotations

import hashlib
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desk_app.central.uploads import Uploads as CentralUploads
from desk_app.sync.centre import DeskIdentity, FileNotTaken, OtherOffset, UploadState
from desk_app.sync.protocol import Entry, SyncRequest, UnitV1
from tests.builders.archive_copies import Copy, a_copy, digitised
from tests.builders.messages import code_of, entry, identity_text, received
from tests.faults.history import Fact, check
from tests.faults.places import in_memory
from tests.faults.simulation.desk import SimDesk
from tests.faults.simulation.line import CALM, WEATHERS, Line
from tests.faults.simulation.parts import (
    START,
    UNITS,
    PowerCut,
    SkewedClock,
    WorldTime,
)
from tests.faults.simulation.sides import NotedPort, SqliteSide

SIZES = (500, 3_000, 70_000)
MOST_FILES = 3
MOST_PASSES = 6


@dataclass
class Sent:
    """A file as the model knows it. ``there``: what the centre has said to have, byte for byte."""

    id: str
    copy: Copy
    there: bytes = b""
    whole: bool = False

    @property
    def size(self) -> int:
        return len(self.copy.pdf)


class UploadMachine(RuleBasedStateMachine):
    """Only bytes that are on the disk count, only the whole and right file is proved."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="desk-machine-", dir=in_memory())
        folder = Path(self.folder.name)
        self.time = WorldTime()
        # Another beginning than any desk's: two of the same would have one id.
        clock = SkewedClock(self.time, random.Random("the machine"))
        self.side = SqliteSide(clock, folder)
        self.place = UnitV1(code=UNITS[0], name="Trung tâm", level="commune_centre")
        identity = DeskIdentity(clock.new_id(), "c" * 43)
        self.port = self.side.welcome(identity, self.place, "Quầy 01")
        self.files: list[Sent] = []
        self.history: list[Fact] = []
        self.desk: SimDesk | None = None
        self._tell()
        said = received(1, day=START.date(), unit=UNITS[0])
        self._tell(entry(1, said))

    def teardown(self) -> None:
        if self.desk is not None:
            self._settle(self.desk)
            self.desk.end()
        self.side.close()
        self.folder.cleanup()

    # ------------------------------------------------------------ the centre alone

    def _tell(self, *entries: Entry) -> None:
        answer = self.port.sync(
            SyncRequest(
                app_version="0.1.0",
                epoch=1,
                nonce="nonce-nonce-nonce",
                cursor=0,
                sent_at=START,
                entries=list(entries),
            )
        )
        assert all(said.outcome == "accepted" for said in answer.entries)

    @precondition(lambda self: len(self.files) < MOST_FILES)
    @rule(size=st.sampled_from(SIZES))
    def announce(self, size: int) -> None:
        number = len(self.files) + 1
        copy = a_copy(size, seed=number)
        said = digitised(copy, file=number, number=number) | {
            "code": code_of(1, START.date(), UNITS[0])
        }
        self._tell(
            entry(100 + number, said, position=1 + number, dossier=1, kind="paper.digitised")
        )
        self.files.append(Sent(identity_text(700_000 + number), copy))

    @precondition(lambda self: self.files)
    @rule(data=st.data(), share=st.floats(0, 1), spoilt=st.booleans())
    def send(self, data: st.DataObject, share: float, spoilt: bool) -> None:
        """A piece where it belongs; now and then not as it was when it left."""
        file = data.draw(st.sampled_from(self.files))
        begin = len(file.there)
        piece = bytearray(file.copy.pdf[begin : begin + int(share * (file.size - begin)) + 1])
        if spoilt and piece:
            piece[0] ^= 1
        came = file.there + bytes(piece)
        right = hashlib.sha256(came).hexdigest() == file.copy.sha256
        if len(came) < file.size or file.whole:
            state = self.port.upload_piece(file.id, begin, file.size, bytes(piece))
            file.there = came
            self._is(state, file)
        elif right:
            state = self.port.upload_piece(file.id, begin, file.size, bytes(piece))
            file.there, file.whole = came, True
            self._is(state, file)
        else:
            self._not_taken(file, bytes(piece), "file-damaged")
            file.there = b""

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def send_too_much(self, data: st.DataObject) -> None:
        file = data.draw(st.sampled_from(self.files))
        if file.whole:
            return
        self._not_taken(file, b"x" * (file.size - len(file.there) + 1), "file-too-long")

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def send_elsewhere(self, data: st.DataObject) -> None:
        """A piece that came before comes again, or one is left out."""
        file = data.draw(st.sampled_from(self.files))
        offset = data.draw(st.integers(0, file.size))
        if offset == len(file.there):
            return
        with pytest.raises(OtherOffset) as no:
            self.port.upload_piece(file.id, offset, file.size, file.copy.pdf[offset:][:100])
        assert no.value.offset == len(file.there)

    @precondition(lambda self: self.files)
    @rule(data=st.data(), junk=st.binary(max_size=300))
    def kill_the_centre(self, data: st.DataObject, junk: bytes) -> None:
        """Bytes reached the disk that nobody counted; a new process goes on."""
        file = data.draw(st.sampled_from(self.files))
        part = self.side.files._part(file.id)
        if part.exists():
            with part.open("ab") as disk:
                disk.write(junk)
        side = self.side
        side.uploads = CentralUploads(side.store, side.clock, side.files)

    def _not_taken(self, file: Sent, piece: bytes, code: str) -> None:
        with pytest.raises(FileNotTaken) as no:
            self.port.upload_piece(file.id, len(file.there), file.size, piece)
        assert no.value.code == code

    def _is(self, state: UploadState, file: Sent) -> None:
        assert (state.offset, state.size) == (len(file.there), file.size)
        assert (state.proof is not None) == file.whole
        if state.proof is not None:
            assert state.proof.proof.sha256 == file.copy.sha256

    @invariant()
    def the_centre_has_what_it_said(self) -> None:
        for file in self.files:
            state = self.port.upload_state(file.id)
            assert state.offset == len(file.there)
            path = self.side.files.path(file.id) if file.whole else self.side.files._part(file.id)
            data = path.read_bytes() if path.exists() else b""
            assert data[: state.offset] == file.there
            assert not file.whole or data == file.copy.pdf

    # ------------------------------------------------------------ a whole desk beside it

    @precondition(lambda self: self.desk is None)
    @rule(weather=st.sampled_from(WEATHERS), number=st.integers(0, 10**6))
    def open_a_desk(self, weather: object, number: int) -> None:
        chance = random.Random(number)
        desk = SimDesk(
            "desk-1", UNITS[0], Path(self.folder.name), self.time, chance, self.history.append
        )
        port = self.side.welcome(desk.identity, self.place, "Quầy 02")
        noted = NotedPort(desk.name, port, self.history.append)
        self.line = Line(noted, chance, CALM, lambda _: None, desk.power_cut)
        desk.centre = self.line
        desk.start()
        desk.sync()
        desk.receive()
        self.desk, self.weather = desk, weather

    @precondition(lambda self: self.desk is not None)
    @rule()
    def digitise(self) -> None:
        assert self.desk is not None
        self.desk.digitise()

    @precondition(lambda self: self.desk is not None)
    @rule(rough=st.booleans())
    def make_a_pass(self, rough: bool) -> None:
        desk = self.desk
        assert desk is not None
        self.line.weather = self.weather if rough else CALM  # type: ignore[assignment]
        try:
            desk.sync(at_once=True)
        except PowerCut:
            desk.end()
            desk.start()

    def _settle(self, desk: SimDesk) -> None:
        self.line.weather = CALM
        for _ in range(MOST_PASSES):
            desk.sync(at_once=True)
        assert desk.unsent() == 0
        self.history += [desk.look(), *desk.proved(), *self.side.stored()]
        assert check(self.history) == []
