"""The mark outside the database: sealed, bound to its place, and what it gives away."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from desk_app.config.marks import MOST_PLACES, NOTHING, Kept, Mark, Marks, suspicion
from desk_app.config.profile import Profile, create_profile, open_profile
from desk_app.config.vault import KeyringVault
from desk_app.errors import EnvironmentFault

KEY = bytes(range(32))
HERE = "here"
NOW = Mark(1, 100)


def at(epoch: int, seq: int, place: str = HERE) -> Kept:
    return Kept(Mark(epoch, seq), place)


@pytest.mark.parametrize(
    ("file", "ring", "noted", "found"),
    [
        (at(1, 100), NOTHING, True, None),
        (at(1, 99), at(1, 90), True, None),  # a crash between commit and mark
        (at(1, 101), NOTHING, True, "behind"),
        (at(1, 100), at(1, 101), True, "behind"),  # the whole folder was put back
        (at(2, 3), NOTHING, True, "behind"),
        (at(1, 101, "there"), NOTHING, True, "behind"),
        (at(1, 100, "there"), NOTHING, True, "moved"),
        (Kept(broken=True), NOTHING, True, "sealed"),
        (Kept(broken=True), at(1, 101), True, "behind"),
        (Kept(broken=True), NOTHING, False, "sealed"),
        (NOTHING, NOTHING, True, "missing"),
        (NOTHING, NOTHING, False, None),  # a desk of an older version
        (at(1, 100), Kept(broken=True), True, None),
        (NOTHING, at(1, 101), False, "behind"),
    ],
)
def test_a_mark_ahead_of_the_database_gives_a_copy_away(
    file: Kept, ring: Kept, noted: bool, found: str | None
) -> None:
    assert suspicion(NOW, file, ring, HERE, noted_before=noted) == found


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return create_profile(tmp_path / "desk", training=True)


def test_a_mark_comes_back_as_it_was_kept(profile: Profile) -> None:
    marks = Marks(profile, KEY)
    assert marks.in_file() == NOTHING
    marks.keep_in_file(Mark(2, 7))
    assert Marks(profile, KEY).in_file() == Kept(Mark(2, 7), marks.place)


def test_only_the_owner_of_the_database_key_can_write_a_mark(profile: Profile) -> None:
    Marks(profile, bytes(32)).keep_in_file(Mark(1, 5))
    assert Marks(profile, KEY).in_file().broken


@pytest.mark.parametrize("name", ["epoch", "seq", "place", "seal"])
def test_a_changed_mark_is_seen(profile: Profile, name: str) -> None:
    Marks(profile, KEY).keep_in_file(Mark(1, 5))
    said = json.loads(profile.mark.read_bytes())
    said[name] = said[name] - 1 if isinstance(said[name], int) else "0" * 32
    profile.mark.write_text(json.dumps(said))
    assert Marks(profile, KEY).in_file().broken


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"epoch": "x"}', "\x00"])
def test_what_is_no_mark_is_broken(profile: Profile, text: str) -> None:
    profile.mark.write_text(text)
    assert Marks(profile, KEY).in_file().broken


def test_a_copied_folder_is_another_place(profile: Profile, tmp_path: Path) -> None:
    Marks(profile, KEY).keep_in_file(Mark(1, 5))
    copy = Path(shutil.copytree(profile.folder, tmp_path / "copy"))
    there = Marks(open_profile(copy), KEY)
    assert there.in_file().mark == Mark(1, 5)
    assert there.in_file().place != there.place


class _Ring(KeyringVault):
    """A keyring of one profile, in memory; locked or not."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile)
        self.kept: str | None = None
        self.locked = False

    def fetch_mark(self) -> str | None:
        if self.locked:
            raise EnvironmentFault("vault.locked")
        return self.kept

    def keep_mark(self, mark: str) -> None:
        self.kept = mark


def test_the_keyring_keeps_a_mark_too_and_may_be_silent(profile: Profile) -> None:
    ring = _Ring(profile)
    marks = Marks(profile, KEY, ring)
    assert marks.in_keyring() == NOTHING
    marks.keep_in_keyring(Mark(1, 8))
    assert marks.in_keyring().mark == Mark(1, 8)
    ring.locked = True
    assert marks.in_keyring() == NOTHING


def test_a_copy_that_shares_the_keyring_does_not_make_the_original_look_old(
    profile: Profile, tmp_path: Path
) -> None:
    ring = _Ring(profile)
    original = Marks(profile, KEY, ring)
    original.keep_in_file(Mark(5, 8))
    original.keep_in_keyring(Mark(5, 8))
    copy = Path(shutil.copytree(profile.folder, tmp_path / "copy"))
    there = Marks(open_profile(copy), KEY, ring)
    assert there.in_keyring().mark == Mark(5, 8)  # nothing is known of its place: all count
    there.keep_in_keyring(Mark(6, 1))
    again = Marks(profile, KEY, ring)
    assert again.in_keyring() == Kept(Mark(5, 8), again.place)
    # The folder put back is still noticed, and so is what the copy forgot.
    found = again.in_file(), again.in_keyring(), again.place
    assert suspicion(Mark(5, 7), *found, noted_before=True) == "behind"
    assert suspicion(Mark(5, 8), *found, noted_before=True) is None
    assert there.in_keyring() == Kept(Mark(6, 1), there.place)
    # Where the original has to begin anew later, it must not begin the epoch of the copy.
    assert again.highest_epoch() == 6
    ring.locked = True
    assert again.highest_epoch() == 5


def test_a_keyring_of_an_older_version_says_one_mark(profile: Profile) -> None:
    ring = _Ring(profile)
    marks = Marks(profile, KEY, ring)
    marks.keep_in_file(Mark(1, 8))
    ring.kept = profile.mark.read_text()
    assert marks.in_keyring() == Kept(Mark(1, 8), marks.place)


@pytest.mark.parametrize("text", ["", "[1]", "{}", '"x"', '[{"epoch": 9, "seq": 1}]'])
def test_a_keyring_that_says_no_mark_is_broken(profile: Profile, text: str) -> None:
    ring = _Ring(profile)
    ring.kept = text
    assert Marks(profile, KEY, ring).in_keyring() == Kept(broken=True)
    Marks(profile, KEY, ring).keep_in_keyring(Mark(1, 8))
    assert Marks(profile, KEY, ring).in_keyring().mark == Mark(1, 8)


def test_a_keyring_forgets_the_place_not_worked_at_for_longest(
    profile: Profile, tmp_path: Path
) -> None:
    ring = _Ring(profile)
    for number in range(MOST_PLACES + 1):
        folder = tmp_path / f"place {number}"
        shutil.copytree(profile.folder, folder)
        Marks(open_profile(folder), KEY, ring).keep_in_keyring(Mark(number + 1, 1))
    assert ring.kept is not None
    assert len(ring.kept) < 1280  # what the keyring of Windows takes
    first = Marks(open_profile(tmp_path / "place 0"), KEY, ring)
    assert first.in_keyring().mark == Mark(MOST_PLACES + 1, 1)  # the highest of the others


def test_without_a_keyring_there_is_only_the_file(profile: Profile) -> None:
    marks = Marks(profile, KEY)
    marks.keep_in_keyring(Mark(1, 8))
    assert marks.in_keyring() == NOTHING
