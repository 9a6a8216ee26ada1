"""The disk is nearly full, by every step of 4 KiB around what the work needs: what does not fit is
told, nothing is half done, and with room again the work goes on."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from desk_app.errors import DeskError, EnvironmentFault
from desk_app.services import free_space
from desk_app.services.desk import Desk
from tests.builders.piles import a_page, scanned
from tests.faults.desk_at_work import (
    SCANNER,
    a_place,
    at_work,
    codes_of,
    receive,
    said_by,
    wrong_with,
)
from tests.faults.desk_flows import FLOWS, images_of, paper_of, warm_up
from tests.faults.forked import ROOT, Tell, Victim, in_own_process
from tests.faults.trials import Outcome, Trial

STEP = 4096
TIMES = 3
# Pages of 4 KiB beyond what the profile needs at rest: from next to nothing to enough for all.
LEAST, MOST = 2, 202
WHAT = {
    "save": "the disk runs full while dossiers are saved and receipts made",
    "attach": "the disk runs full while pages come into a paper",
}
NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000
PRIVATE, REMOUNT = 0x4000 | 0x40000, 32


def run(name: str, seed: int, count: int) -> Outcome:
    """Makes so many disks of different sizes."""
    return in_own_process(__name__, f"one_{name}", seed, count, unless=why_not())


def one_of_both(seed: int) -> Iterator[str]:
    """One disk, for the work whose turn it is."""
    return full(list(WHAT)[seed % len(WHAT)], seed)


@cache
def why_not() -> str | None:
    """Why no small disk can be made here, None if one can."""
    if sys.platform != "linux":
        return f"a disk of a given size is a tmpfs of Linux, and this is {sys.platform}"
    program = f"from {__name__} import try_out; try_out()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )
    said = done.stderr.decode().strip().rpartition("\n")[2]
    return None if done.returncode == 0 else f"no small disk can be mounted here: {said}"


def try_out() -> None:
    """Makes a small disk.

    Raises:
        OSError: that is not allowed here.
    """
    with TemporaryDirectory() as folder:
        _own_disk(Path(folder, "."), STEP)
        _unmount(Path(folder))


def full(name: str, seed: int) -> Iterator[str]:
    """One disk; it runs full, is cleared, and everything is looked at."""
    flow = FLOWS[name]
    warm_up(flow)
    room = (LEAST + seed * 29 % (MOST - LEAST + 1)) * STEP  # in turn, far apart
    folder = Path(mkdtemp(dir=a_place()))
    victim = Victim(partial(_live, name, flow.profile(), folder, room)).ended()
    if victim.broke:
        yield f"{room} bytes of room: {victim.broke}"
    for line in victim.told:
        if line.startswith("wrong "):
            yield f"{room} bytes of room: {line.removeprefix('wrong ')}"
    if "looked" not in victim.told:
        yield f"{room} bytes of room: it did not come to its end"
    folder.rmdir()


def _live(name: str, profile: Path, folder: Path, room: int, tell: Tell) -> None:
    told: list[str] = []
    needed = sum(_blocks(path) for path in profile.rglob("*"))
    _own_disk(folder, needed + room)
    home = Path(shutil.copytree(profile, folder / "desk"))
    act = ACTS[name]
    free_space.LEAST_BYTES = 0  # it looks ahead; here the disk runs full all the same
    try:
        with at_work(home) as desk:
            for _ in range(TIMES):
                act(desk, told.append)
    except DeskError as fault:
        tell(f"failed {fault.key}")
        if not isinstance(fault, EnvironmentFault) or not fault.next_step("vi"):
            tell(f"wrong it is called {fault.key}")
    _resize(folder, needed + room + 64 * 1024 * 1024)
    with at_work(home) as desk:
        for wrong in _judged(name, desk, told):
            tell(f"wrong {wrong}")
        act(desk, told.append)
        for wrong in _judged(name, desk, told):
            tell(f"wrong with room again: {wrong}")
    tell("looked")


def _judged(name: str, desk: Desk, told: list[str]) -> Iterator[str]:
    yield from wrong_with(desk, said_by(told))
    if name == "save":
        saved = [line.split()[1] for line in told if line.startswith("saved")]
        if codes_of(desk) != saved:
            yield f"I1 {len(saved)} dossiers are told of, {len(codes_of(desk))} are there"
    elif images_of(desk, 0) != [a_page(number) for number in range(told.count("page"))]:
        yield f"I1 {told.count('page')} pages are told of, {len(images_of(desk, 0))} are there"


def _save(desk: Desk, tell: Tell) -> None:
    code, dossier = receive(desk)
    tell(f"saved {code} {dossier}")
    desk.receipts.first_print(code)
    tell(f"printed {code}")


def _attach(desk: Desk, tell: Tell) -> None:
    image = scanned(a_page(len(images_of(desk, 0))))[0]
    desk.scanning.add(paper_of(desk, 0), image, SCANNER, desk.officer())
    tell("page")


ACTS: dict[str, Callable[[Desk, Tell], None]] = {"save": _save, "attach": _attach}


def _blocks(path: Path) -> int:
    return -(-max(1, path.stat().st_size) // STEP) * STEP


def _own_disk(folder: Path, size: int) -> None:
    """A tmpfs at ``folder`` that this process alone sees and that goes with it."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(NEW_MOUNTS) != 0:
        if libc.unshare(NEW_USER | NEW_MOUNTS) != 0:
            raise OSError(ctypes.get_errno(), "no mounts of its own")
        for file, said in (
            ("setgroups", "deny"),
            ("uid_map", f"0 {user} 1"),
            ("gid_map", f"0 {group} 1"),
        ):
            Path("/proc/self", file).write_text(said)
    _mount(b"none", b"/", None, PRIVATE, None)
    _mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode())


def _resize(folder: Path, size: int) -> None:
    _mount(b"tmpfs", os.fsencode(folder), b"tmpfs", REMOUNT, f"size={size}".encode())


def _unmount(folder: Path) -> None:
    ctypes.CDLL(None).umount(os.fsencode(folder))


def _mount(
    source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None
) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
    if libc.mount(source, target, kind, flags, data) != 0:
        raise OSError(ctypes.get_errno(), "cannot mount a tmpfs")


one_save = partial(full, "save")
one_attach = partial(full, "attach")

TRIALS = [
    Trial(f"disk-full-{name}", WHAT[name], ("I1", "I4", "I5"), 3, 201, partial(run, name))
    for name in WHAT
]
