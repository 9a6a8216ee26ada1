"""The desk's choice of a way out; the password stays in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desk_app.config.profile import create_profile
from desk_app.config.vault import TrainingVault
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Setting
from desk_app.services.proxy import Proxy, ProxyWay
from desk_app.services.settings import Settings
from tests.builders.stores import a_store

URL = "http://proxy.example:3128"


class Locked(TrainingVault):
    """A vault that does not answer."""

    def fetch_proxy_password(self) -> str | None:
        raise EnvironmentFault("vault.locked")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def vault(tmp_path: Path) -> TrainingVault:
    return TrainingVault(create_profile(tmp_path / "profile", training=True))


def test_the_system_says_until_somebody_chooses(store: Store, vault: TrainingVault) -> None:
    proxy = Proxy(Settings(store), vault)
    assert proxy.way() == ProxyWay(system=True)
    proxy.choose("direct")
    assert proxy.way() == ProxyWay(system=False)
    proxy.choose(f" {URL}/ ")
    assert proxy.way() == ProxyWay(system=False, url=URL)
    proxy.choose("system")
    assert proxy.way() == ProxyWay(system=True)


def test_the_password_stands_in_the_vault_alone(store: Store, vault: TrainingVault) -> None:
    proxy = Proxy(Settings(store), vault)
    proxy.choose(URL, "quay01", "bí mật")
    assert proxy.way().login == ("quay01", "bí mật")
    assert "bí mật" not in repr(proxy.way())
    assert proxy.as_json() == {"proxy": URL, "user": "quay01"}
    with store.read() as session:
        assert "bí mật" not in str(session.scalars(select(Setting.value)).all())
    proxy.choose(URL)
    assert (proxy.way().login, vault.fetch_proxy_password()) == (None, None)


def test_a_vault_that_is_silent_lets_the_proxy_say_no(
    store: Store, vault: TrainingVault, tmp_path: Path
) -> None:
    Proxy(Settings(store), vault).choose(URL, "quay01", "x")
    locked = Locked(create_profile(tmp_path / "other", training=True))
    assert Proxy(Settings(store), locked).way().login == ("quay01", "")
    assert Proxy(Settings(store), None).way().login is None


@pytest.mark.parametrize(
    "said", ["proxy", "proxy:3128", "ftp://p:1", "http://p", "http://u:pw@p:3128", "http://p:x", ""]
)
def test_what_is_no_address_changes_nothing(store: Store, vault: TrainingVault, said: str) -> None:
    proxy = Proxy(Settings(store), vault)
    with pytest.raises(Refusal) as caught:
        proxy.choose(said)
    assert caught.value.key == "settings.proxy"
    assert proxy.way() == ProxyWay(system=True)
