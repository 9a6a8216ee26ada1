"""What a desk can be set to, by name, with defaults; nothing else is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from desk_app.config.first_picture import LARGEST_TEXT, SMALLEST_TEXT, THEMES
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Favourite, Setting
from desk_app.wording import LANGUAGES

_MISSING = object()


@dataclass(frozen=True)
class Known:
    """One setting: its default, and what values it takes."""

    default: Any
    takes: Callable[[Any], bool]


def one_of(*values: Any) -> Callable[[Any], bool]:
    """Takes one of ``values`` of the same type."""
    return lambda value: any(type(value) is type(known) and value == known for known in values)


def between(least: int, most: int) -> Callable[[Any], bool]:
    """Takes whole numbers from ``least`` to ``most``."""
    return lambda value: type(value) is int and least <= value <= most


def text_up_to(most: int) -> Callable[[Any], bool]:
    """Takes texts of at most ``most`` characters."""
    return lambda value: isinstance(value, str) and len(value) <= most


def amounts(value: Any) -> bool:
    """Takes amounts in đồng by name."""
    return isinstance(value, dict) and all(
        isinstance(name, str) and type(vnd) is int and vnd >= 0 for name, vnd in value.items()
    )


def scanner_settings(value: Any) -> bool:
    """Takes lists of addresses, folders, device names and ways (sane, escl, wia), options for
    devices by name, and whether to look for scanners that announce themselves."""
    if not isinstance(value, dict):
        return False
    names = ("addresses", "folders", "sane_devices", "ways")
    extra = value.get("extra", {})
    if not isinstance(extra, dict):
        return False
    lists = [*(value.get(name, []) for name in names), *extra.values()]
    known = set(value) <= {*names, "extra", "announced"}
    texts = all(
        isinstance(given, list) and all(isinstance(one, str) and one for one in given)
        for given in lists
    )
    return known and texts and isinstance(value.get("announced", True), bool)


_SWITCH = one_of(True, False)

KNOWN: dict[str, Known] = {
    "language": Known("vi", one_of(*LANGUAGES)),
    "theme": Known(THEMES[0], one_of(*THEMES)),
    "text_size": Known(100, between(SMALLEST_TEXT, LARGEST_TEXT)),  # per cent
    "printer": Known("", text_up_to(500)),  # empty: the system's default printer
    "paper": Known("A5", one_of("A5", "A4", "80mm")),
    "copies": Known(2, between(1, 9)),  # one is kept, one is handed over
    "preview_first": Known(False, _SWITCH),
    "english_on_receipt": Known(False, _SWITCH),
    "enter_moves": Known(True, _SWITCH),  # to the next field of an intake
    "last_officer": Known("", text_up_to(100)),  # offered first at sign-in
    "lock_after_minutes": Known(10, between(0, 240)),  # 0: never
    "reader_prefix": Known("", text_up_to(10)),
    "reader_suffix": Known("\r", text_up_to(10)),
    "reader_gap_ms": Known(50, between(5, 500)),  # a person does not type faster
    "files_folder": Known("", text_up_to(32_000)),  # where files of pages were chosen last
    "scan_source": Known("", text_up_to(32_000)),  # chosen last; empty: the first that answers
    "scan_source_name": Known("", text_up_to(200)),
    "scanners": Known({}, scanner_settings),  # what IT says of scanners, see ScannerSettings
    "proxy": Known("system", text_up_to(500)),  # system, direct, or its address
    "proxy_user": Known("", text_up_to(200)),  # the password stands in the vault
    "unit_fees": Known({}, amounts),  # what the province has set, by procedure/channel
    "rail_folded": Known(False, _SWITCH),
    "window": Known("", text_up_to(10_000)),  # place and size, as Qt packs it
}


class Settings:
    """The settings of this desk, and the favourites of its officers.

    What was read is kept in memory: every intake asks, and nobody else writes them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """The value of a setting, or its default; a stored value that no longer fits counts as
        not set.

        Raises:
            Refusal: there is no such setting.
        """
        known = _known(name)
        if name not in self._read:
            with self._store.read() as session:
                row = session.get(Setting, name)
            value = row.value if row is not None else _MISSING
            fits = value is not _MISSING and known.takes(value)
            self._read[name] = value if fits else known.default
        return self._read[name]

    def set(self, name: str, value: Any) -> None:
        """Changes a setting.

        Raises:
            Refusal: there is no such setting, or it does not take that value.
        """
        if not _known(name).takes(value):
            raise Refusal("settings.value", name=name, value=str(value)[:50])
        with self._store.write() as session:
            session.merge(Setting(name=name, value=value))
        self._read[name] = value

    def all(self) -> dict[str, Any]:
        """Every setting with its value."""
        return {name: self.get(name) for name in KNOWN}

    def favourites(self, officer: str) -> list[str]:
        """The codes of the procedures the officer keeps at hand, in the officer's order."""
        with self._store.read() as session:
            return list(
                session.scalars(
                    select(Favourite.procedure)
                    .where(Favourite.officer == officer)
                    .order_by(Favourite.position)
                )
            )

    def set_favourites(self, officer: str, procedures: Sequence[str]) -> None:
        """Keeps ``procedures`` (codes) at hand for the officer (login), in this order."""
        with self._store.write() as session:
            session.execute(delete(Favourite).where(Favourite.officer == officer))
            session.add_all(
                Favourite(officer=officer, procedure=code, position=position)
                for position, code in enumerate(dict.fromkeys(procedures))
            )


def _known(name: str) -> Known:
    known = KNOWN.get(name)
    if known is None:
        raise Refusal("settings.unknown", name=name[:50])
    return known
