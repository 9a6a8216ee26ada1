"""The key map as data: what each key does, where; printed on buttons, remappable.

No bare letters (they fight the Vietnamese typing programs); F4 and F10 are left to the system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

EVERYWHERE = "everywhere"
_PRINTED = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
RESERVED = ("F4", "F10", "Alt+F4", "Alt+Down")


@dataclass(frozen=True)
class Shortcut:
    """One action and its keys. Its words are ``ui.keys.<action>``.

    ``place`` is where it works: everywhere, or a screen or part (``intake``, ``checklist``, …).
    """

    action: str
    keys: tuple[str, ...]
    place: str = EVERYWHERE


KEY_MAP = (
    Shortcut("help", ("F1",)),
    Shortcut("key_sheet", ("Shift+F1",)),
    Shortcut("new_intake", ("F2", "Ctrl+N")),
    Shortcut("search", ("F3", "Ctrl+F")),
    Shortcut("refresh", ("F5",)),
    Shortcut("next_pane", ("F6",)),
    Shortcut("previous_pane", ("Shift+F6",)),
    Shortcut("sync_centre", ("F7",)),
    Shortcut("save_and_print", ("F9",)),
    Shortcut("full_screen", ("F11",)),
    Shortcut("scan", ("F12",)),
    Shortcut("scan_backs", ("Shift+F12",), "digitise"),
    Shortcut("finish", ("Ctrl+Return",)),
    Shortcut("save_draft", ("Ctrl+S",)),
    Shortcut("preview", ("Ctrl+P",)),
    Shortcut("reprint", ("Ctrl+Shift+P",)),
    Shortcut("amend", ("Ctrl+E",)),
    Shortcut("show_numbers", ("Ctrl+I",)),
    Shortcut("undo", ("Ctrl+Z",)),
    Shortcut("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "digitise"),
    Shortcut("palette", ("Ctrl+K",)),
    *(Shortcut(f"section_{n}", (f"Alt+{n}",)) for n in range(1, 10)),
    Shortcut("all_received", ("Ctrl+A",), "checklist"),
    Shortcut("tick", ("Space",), "checklist"),
    Shortcut("turn_left", ("Ctrl+Left",), "digitise"),
    Shortcut("turn_right", ("Ctrl+Right",), "digitise"),
    Shortcut("remove_page", ("Del",), "digitise"),
    Shortcut("rescan_page", ("Ctrl+R",), "digitise"),
    Shortcut("unhide_page", ("Ctrl+B",), "digitise"),
    Shortcut("next_paper", ("Ctrl+Down",), "digitise"),
    Shortcut("previous_paper", ("Ctrl+Up",), "digitise"),
    Shortcut("discard_stack", ("Del",), "unmatched"),
    Shortcut("larger_text", ("Ctrl++", "Ctrl+=")),
    Shortcut("smaller_text", ("Ctrl+-",)),
    Shortcut("normal_text", ("Ctrl+0",)),
    Shortcut("chart_table", ("Ctrl+T",)),
    Shortcut("settings", ("Ctrl+,",)),
    Shortcut("day_review", ("Ctrl+D",)),
    Shortcut("home", ("Ctrl+H",)),
    Shortcut("unmatched", ("Ctrl+G",)),
    Shortcut("numbers", ("Ctrl+M",)),
    Shortcut("language", ("Ctrl+Shift+E",)),
    Shortcut("lock", ("Ctrl+Shift+L",)),
    Shortcut("back", ("Esc",)),
)


@dataclass(frozen=True)
class Conflict:
    """Two actions on one key in one place, or a key that may not be used."""

    key: str
    actions: tuple[str, ...]


class KeyMap:
    """The keys in force: the map above with what policy or the officer changed.

    Args:
        changes: action to keys; an action with no keys is switched off.

    Raises:
        KeyError: a change names an action that does not exist.
    """

    def __init__(self, changes: Mapping[str, Sequence[str]] | None = None) -> None:
        self._shortcuts = {shortcut.action: shortcut for shortcut in KEY_MAP}
        for action, keys in (changes or {}).items():
            self._shortcuts[action] = Shortcut(action, tuple(keys), self._shortcuts[action].place)

    def __iter__(self) -> Iterator[Shortcut]:
        return iter(self._shortcuts.values())

    def keys(self, action: str) -> tuple[str, ...]:
        """The keys of ``action``, the one to print first."""
        return self._shortcuts[action].keys

    def printed(self, action: str) -> str:
        """What stands on the button: ``F9``; empty when the action has no key."""
        keys = self._shortcuts[action].keys
        return key_words(keys[0]) if keys else ""

    def conflicts(self) -> list[Conflict]:
        """Keys that mean two things in one place, and keys that are not ours."""
        places = {shortcut.place for shortcut in self._shortcuts.values()} | {EVERYWHERE}
        found: dict[str, Conflict] = {}
        for place in places:
            users: dict[str, list[str]] = {}
            for shortcut in self._shortcuts.values():
                if shortcut.place in (place, EVERYWHERE):
                    for key in shortcut.keys:
                        users.setdefault(key, []).append(shortcut.action)
            for key, actions in users.items():
                if len(actions) > 1 or key in RESERVED or _is_bare_letter(key):
                    found[key] = Conflict(key, tuple(actions))
        return sorted(found.values(), key=lambda conflict: conflict.key)


@cache
def _holder() -> list[KeyMap]:
    return [KeyMap()]


def key_map() -> KeyMap:
    """The keys in force."""
    return _holder()[0]


def set_key_map(changed: KeyMap) -> None:
    """Puts other keys in force (before the main window is built)."""
    _holder()[0] = changed


def key_words(key: str) -> str:
    """``key`` as it stands on the keyboard: ``Ctrl+←``."""
    return "+".join(_PRINTED.get(part, part) for part in key.split("+"))


def _is_bare_letter(key: str) -> bool:
    return len(key) == 1 and key.isalnum()
