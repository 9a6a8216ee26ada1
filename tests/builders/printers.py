"""A real network printer on loopback, for tests: D-Bus, Avahi, CUPS and ``ippeveprinter``.

All of it lives in a scratch folder and on free ports, is watched while it runs and ended one
process at a time. Only Avahi has a fixed place on the machine (/run/avahi-daemon), so one such
printer runs at a time: a lock file keeps others waiting.
"""

from __future__ import annotations

import contextlib
import fcntl
import grp
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TOOLS = ("dbus-daemon", "avahi-daemon", "cupsd", "ippeveprinter", "lpadmin")
QUEUE = "Quay"
_SEARCH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


class NoPrinterHere(Exception):
    """This machine does not allow it; the words say why."""


def missing_tools() -> list[str]:
    """What has to be installed before :func:`printer_on_loopback` can run."""
    return [tool for tool in TOOLS if shutil.which(tool, path=_SEARCH) is None]


@dataclass
class LoopbackPrinter:
    """The running printer.

    ``server`` is the CUPS server's "host:port"; ``spool`` is where the printer keeps what it
    was sent.
    """

    server: str
    spool: Path
    cups: subprocess.Popen[bytes]
    _printer: Callable[[], subprocess.Popen[bytes]]
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _device: subprocess.Popen[bytes] | None = None

    def start_device(self) -> None:
        """Switches the printer on."""
        self._device = self._printer()

    def stop_device(self) -> None:
        """Switches the printer off; the queue stays."""
        if self._device is not None:
            _end(self._device)
            self._device = None

    def printed_files(self) -> list[Path]:
        """What the printer was sent, the oldest first."""
        files = [file for file in self.spool.glob("*.pdf") if file.stat().st_size]
        return sorted(files, key=lambda file: file.stat().st_mtime_ns)

    def lpadmin(self, *arguments: str) -> None:
        """Changes the queue."""
        run("lpadmin", "-h", self.server, *arguments)

    @contextlib.contextmanager
    def hanging_cups(self) -> Iterator[None]:
        """CUPS takes connections and answers nothing, as one that hangs."""
        self.cups.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.cups.send_signal(signal.SIGCONT)

    def command(self, *arguments: str) -> None:
        """Runs a command of CUPS against this server."""
        run(arguments[0], "-h", self.server, *arguments[1:])


@contextlib.contextmanager
def printer_on_loopback() -> Iterator[LoopbackPrinter]:
    """Starts everything, with one queue named :data:`QUEUE` that takes A4, A5 and 80 mm rolls."""
    with _one_at_a_time(), tempfile.TemporaryDirectory(prefix="loopback-printer-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        processes: list[subprocess.Popen[bytes]] = []
        environment = {**os.environ, "LC_ALL": "C", "PATH": _SEARCH}
        printer: LoopbackPrinter | None = None
        place_of_avahi = Path("/run/avahi-daemon")
        was_there = place_of_avahi.exists()
        try:
            bus = f"unix:path={home}/bus"
            environment["DBUS_SYSTEM_BUS_ADDRESS"] = bus
            processes.append(_start_bus(home, bus, environment))
            avahi = _start_avahi(home, environment)
            if avahi is None:  # the machine runs one, on its own bus
                del environment["DBUS_SYSTEM_BUS_ADDRESS"]
            else:
                processes.append(avahi)
            server = f"127.0.0.1:{free_port()}"
            cups = _start_cups(home, server, environment)
            processes.append(cups)
            spool = home / "spool"
            spool.mkdir()
            port = free_port()
            printer = LoopbackPrinter(
                server,
                spool,
                cups,
                lambda: _start_device(home, spool, port, environment),
                processes,
            )
            printer.start_device()
            uri = f"ipp://localhost:{port}/ipp/print"
            printer.lpadmin("-p", QUEUE, "-v", uri, "-m", "everywhere")
            # CUPS asks the printer in the background and then sets the queue going by itself;
            # what a test does to the queue before that would be undone.
            made = home / "cups" / "ppd" / f"{QUEUE}.ppd"
            until(lambda: made.exists() and _is_idle(server), 20, "CUPS has made the queue")
            yield printer
        finally:
            if printer is not None:
                printer.stop_device()
            for process in reversed(processes):
                _end(process)
            if not was_there:
                with contextlib.suppress(OSError):
                    place_of_avahi.rmdir()


@contextlib.contextmanager
def loopback_or_skip() -> Iterator[LoopbackPrinter]:
    """The running printer as the one CUPS of this process, or the test is skipped saying why."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"NO REAL PRINTER TESTED: not installed: {', '.join(missing)}")
    before = os.environ.get("CUPS_SERVER")
    try:
        with printer_on_loopback() as printer:
            os.environ["CUPS_SERVER"] = printer.server
            yield printer
    except NoPrinterHere as reason:
        pytest.skip(f"NO REAL PRINTER TESTED: {reason}")
    finally:
        if before is None:
            os.environ.pop("CUPS_SERVER", None)
        else:
            os.environ["CUPS_SERVER"] = before


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(*arguments: str) -> str:
    """Runs a command to its end; its words when it fails."""
    done = subprocess.run(
        [shutil.which(arguments[0], path=_SEARCH) or arguments[0], *arguments[1:]],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def until(ready: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits for ``ready``; fails with ``what`` after ``seconds``."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if ready():
            return
        pause.wait(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / "loopback-printer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(
    home: Path, environment: dict[str, str], name: str, *arguments: str
) -> subprocess.Popen[bytes]:
    words = (home / f"{name}.words").open("wb")
    with words:
        return subprocess.Popen(
            [shutil.which(name, path=_SEARCH) or name, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=home,
            start_new_session=True,
        )


def _alive(process: subprocess.Popen[bytes], home: Path, name: str) -> None:
    if process.poll() is not None:
        words = (home / f"{name}.words").read_text(errors="replace")[-2000:]
        raise AssertionError(f"{name} ended with {process.returncode}: {words}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def _start_bus(home: Path, address: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    (home / "bus.conf").write_text(
        '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"'
        ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">'
        f"<busconfig><type>system</type><listen>{address}</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow user="*"/><allow own="*"/>'
        '<allow send_destination="*"/><allow send_type="signal"/>'
        '<allow send_requested_reply="true" send_type="method_return"/>'
        '<allow send_requested_reply="true" send_type="error"/>'
        '<allow receive_type="method_call"/><allow receive_type="method_return"/>'
        '<allow receive_type="error"/><allow receive_type="signal"/>'
        "</policy></busconfig>"
    )
    bus = _start(home, environment, "dbus-daemon", "--nofork", f"--config-file={home}/bus.conf")
    socket_file = home / "bus"
    until(lambda: bus.poll() is not None or socket_file.exists(), 10, "the message bus")
    _alive(bus, home, "dbus-daemon")
    socket_file.chmod(0o666)
    return bus


def _start_avahi(home: Path, environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
    (home / "avahi.conf").write_text(
        "[server]\nallow-interfaces=lo\nuse-ipv4=yes\nuse-ipv6=no\nenable-dbus=yes\n"
        "[publish]\npublish-workstation=no\npublish-hinfo=no\n[reflector]\n[rlimits]\n"
    )
    avahi = _start(
        home,
        environment,
        "avahi-daemon",
        "-f",
        str(home / "avahi.conf"),
        "--no-drop-root",
        "--no-chroot",
        "--no-rlimits",
    )
    words = home / "avahi-daemon.words"
    until(
        lambda: avahi.poll() is not None or b"startup complete" in words.read_bytes(),
        15,
        "Avahi",
    )
    if avahi.poll() is not None and b"already running" in words.read_bytes():
        return None
    if avahi.poll() is not None and os.geteuid() != 0:
        raise NoPrinterHere("Avahi does not run, and only root can start it")
    _alive(avahi, home, "avahi-daemon")
    return avahi


def _start_cups(home: Path, server: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    for name in ("cups", "cups/ppd", "cups/ssl", "cache", "state", "jobs", "jobs/tmp", "log"):
        (home / name).mkdir()
    root = os.geteuid() == 0
    group = "lp" if root else grp.getgrgid(os.getegid()).gr_name
    user = "lp" if root else os.environ.get("USER", "nobody")
    if root:
        shutil.chown(home / "jobs" / "tmp", group=group)
        (home / "jobs" / "tmp").chmod(0o1770)
    (home / "cups-files.conf").write_text(
        f"User {user}\nGroup {group}\nSystemGroup {'root' if root else group}\n"
        f"ServerRoot {home}/cups\nCacheDir {home}/cache\nStateDir {home}/state\n"
        f"RequestRoot {home}/jobs\nTempDir {home}/jobs/tmp\nServerKeychain {home}/cups/ssl\n"
        f"AccessLog {home}/log/access\nErrorLog {home}/log/error\nPageLog {home}/log/page\n"
        "FatalErrors config\n"
    )
    (home / "cupsd.conf").write_text(
        f"Listen {server}\nBrowsing Off\nBrowseLocalProtocols none\nWebInterface No\n"
        "DefaultAuthType None\nLogLevel warn\nErrorPolicy retry-job\nJobRetryInterval 5\n"
        "PreserveJobHistory Yes\nPreserveJobFiles No\nMaxJobs 50\n"
        "<Location />\n  Order allow,deny\n  Allow all\n</Location>\n"
        "<Policy default>\n  JobPrivateAccess all\n  JobPrivateValues none\n"
        "  <Limit All>\n    Order allow,deny\n    Allow all\n  </Limit>\n</Policy>\n"
    )
    cups = _start(
        home,
        environment,
        "cupsd",
        "-f",
        "-c",
        str(home / "cupsd.conf"),
        "-s",
        str(home / "cups-files.conf"),
    )
    until(lambda: cups.poll() is not None or _listens(server), 15, "CUPS")
    _alive(cups, home, "cupsd")
    return cups


def _start_device(
    home: Path, spool: Path, port: int, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    (home / "device.conf").write_text(_DEVICE)
    device = _start(
        home,
        environment,
        "ippeveprinter",
        "-r",
        "off",
        "-n",
        "localhost",
        "-p",
        str(port),
        "-d",
        str(spool),
        "-k",
        "-c",  # without a command it plays at printing for five to fifteen seconds
        shutil.which("true") or "/bin/true",
        "-a",
        str(home / "device.conf"),
        "May in quay",
    )
    until(lambda: device.poll() is not None or _listens(f"localhost:{port}"), 15, "ippeveprinter")
    _alive(device, home, "ippeveprinter")
    return device


def _is_idle(server: str) -> bool:
    return "is idle" in run("lpstat", "-h", server, "-p", QUEUE)


def _listens(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, int(port))) == 0


def _media() -> str:
    sizes = {
        "iso_a4_210x297mm": (21000, 29700),
        "iso_a5_148x210mm": (14800, 21000),
    }
    margins = (
        "MEMBER integer media-bottom-margin 0 MEMBER integer media-left-margin 0 "
        "MEMBER integer media-right-margin 0 MEMBER integer media-top-margin 0"
    )
    fixed = [
        f"{{ MEMBER collection media-size {{ MEMBER integer x-dimension {x} "
        f"MEMBER integer y-dimension {y} }} {margins} }}"
        for x, y in sizes.values()
    ]
    plain = [
        f"{{ MEMBER integer x-dimension {x} MEMBER integer y-dimension {y} }}"
        for x, y in sizes.values()
    ]
    custom = (
        "{ MEMBER rangeOfInteger x-dimension 5000-22000 "
        "MEMBER rangeOfInteger y-dimension 5000-320000 }"
    )
    names = ",".join(f'"{name}"' for name in sizes)
    ends = '"custom_min_50x50mm","custom_max_220x3200mm"'
    return (
        f"ATTR keyword media-supported {names},{ends}\n"
        f"ATTR keyword media-ready {names}\n"
        'ATTR keyword media-default "iso_a4_210x297mm"\n'
        f"ATTR collection media-col-database {','.join(fixed)}\n"
        f"ATTR collection media-col-ready {','.join(fixed)}\n"
        f"ATTR collection media-col-default {fixed[0]}\n"
        f"ATTR collection media-size-supported {','.join(plain)},{custom}\n"
        + "".join(
            f"ATTR integer media-{side}-margin-supported 0\n"
            for side in ("bottom", "left", "right", "top")
        )
    )


_DEVICE = (
    _media()
    + """
ATTR text printer-make-and-model "Loopback Printer"
ATTR mimeMediaType document-format-supported application/pdf,image/pwg-raster
ATTR mimeMediaType document-format-default application/pdf
ATTR boolean color-supported false
ATTR rangeOfInteger copies-supported 1-99
ATTR integer copies-default 1
ATTR keyword sides-supported "one-sided"
ATTR keyword sides-default "one-sided"
ATTR keyword print-color-mode-supported "monochrome"
ATTR keyword print-color-mode-default "monochrome"
ATTR enum print-quality-supported 4
ATTR enum print-quality-default 4
ATTR enum orientation-requested-supported 3,4,5,6
ATTR enum orientation-requested-default 3
ATTR enum finishings-supported 3
ATTR enum finishings-default 3
ATTR keyword output-bin-supported "face-down"
ATTR keyword output-bin-default "face-down"
ATTR keyword media-type-supported "stationery"
ATTR keyword media-source-supported "main"
ATTR resolution printer-resolution-supported 300dpi,600dpi
ATTR resolution printer-resolution-default 600dpi
ATTR resolution pwg-raster-document-resolution-supported 300dpi,600dpi
ATTR keyword pwg-raster-document-type-supported "sgray_8"
ATTR keyword pwg-raster-document-sheet-back "normal"
"""
)

if __name__ == "__main__":
    with printer_on_loopback() as running:
        sys.stdout.write(f"{running.server} {running.spool}\n")
        sys.stdout.flush()
        sys.stdin.read()
