"""Settings: known names, fitting values."""

from __future__ import annotations

from typing import Any

import pytest

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Setting
from desk_app.services.settings import KNOWN, Settings
from desk_app.wording import LANGUAGES


@pytest.fixture
def settings(store: Store) -> Settings:
    return Settings(store)


def test_every_default_is_a_value_the_setting_takes(settings: Settings) -> None:
    assert all(known.takes(known.default) for known in KNOWN.values())
    assert settings.all() == {name: known.default for name, known in KNOWN.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "en"),
        ("theme", "dark"),
        ("text_size", 150),
        ("printer", "Máy in tầng 1"),
        ("paper", "80mm"),
        ("copies", 1),
        ("preview_first", True),
        ("reader_prefix", "\x02"),
        ("scanners", {"addresses": ["10.0.0.7"], "extra": {"test": ["--mode=Gray"]}}),
    ],
)
def test_a_value_is_kept(settings: Settings, store: Store, name: str, value: Any) -> None:
    settings.set(name, value)
    assert Settings(store).get(name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("language", None),
        ("text_size", 79),
        ("text_size", "100"),
        ("text_size", True),
        ("copies", 0),
        ("copies", 1.0),
        ("preview_first", 1),
        ("printer", "x" * 501),
        ("printer", 5),
        ("scanners", {"extra": ["--mode=Gray"]}),
        ("scanners", {"extra": {"test": "--mode=Gray"}}),
        ("scanners", {"addresses": "10.0.0.7"}),
        ("scanners", {"announced": []}),
        ("scanners", {"password": ["x"]}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(settings: Settings, name: str, value: Any) -> None:
    with pytest.raises(Refusal) as caught:
        settings.set(name, value)
    assert caught.value.key == "settings.value"
    assert all(caught.value.as_json(language) for language in LANGUAGES)
    assert settings.get(name) == KNOWN[name].default


@pytest.mark.parametrize("name", ["", "this_desk", "sign_in_strangers", "nothing"])
def test_an_unknown_name_is_refused(settings: Settings, name: str) -> None:
    with pytest.raises(Refusal, match=r"settings\.unknown"):
        settings.get(name)
    with pytest.raises(Refusal, match=r"settings\.unknown"):
        settings.set(name, "x")


def test_a_stored_value_that_no_longer_fits_counts_as_not_set(
    settings: Settings, store: Store
) -> None:
    with store.write() as session:
        session.add(Setting(name="text_size", value="huge"))
    assert settings.get("text_size") == 100


def test_favourites_keep_the_officers_order(settings: Settings) -> None:
    settings.set_favourites("an", ["2.000815", "1.001193", "2.000815"])
    settings.set_favourites("binh", ["1.001193"])
    assert settings.favourites("an") == ["2.000815", "1.001193"]
    settings.set_favourites("an", [])
    assert (settings.favourites("an"), settings.favourites("binh")) == ([], ["1.001193"])
