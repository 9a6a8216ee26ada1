"""How this desk gets out to the network: as the system says, straight, or through a named proxy.

The proxy's password stands in the vault, never in the database, in a log or in an answer.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from desk_app.config.vault import Vault
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.services.settings import Settings

log = logging.getLogger(__name__)
SYSTEM, DIRECT = "system", "direct"


@dataclass(frozen=True)
class ProxyWay:
    """``url`` None: as the system says (``system``), or straight. ``login``: name and password."""

    system: bool = True
    url: str | None = None
    login: tuple[str, str] | None = field(default=None, repr=False)


class Proxy:
    """The desk's choice."""

    def __init__(self, settings: Settings, vault: Vault | None) -> None:
        self._settings = settings
        self._vault = vault

    def way(self) -> ProxyWay:
        """How to get out. Where the keyring does not answer there is no password, and the proxy
        will say so."""
        said, user = self._settings.get("proxy"), self._settings.get("proxy_user")
        if said in (SYSTEM, DIRECT):
            return ProxyWay(system=said == SYSTEM)
        if not user or self._vault is None:
            return ProxyWay(system=False, url=said)
        try:
            password = self._vault.fetch_proxy_password() or ""
        except EnvironmentFault as fault:
            log.warning("the password for the proxy cannot be had: %s", fault.key)
            password = ""
        return ProxyWay(system=False, url=said, login=(user, password))

    def choose(self, said: str, user: str = "", password: str | None = None) -> None:
        """Goes out this way from the next connection on.

        Args:
            said: ``system``, ``direct``, or ``http://host:port``.
            user: who signs in at the proxy; empty: nobody.
            password: kept in the vault; None: none.

        Raises:
            Refusal: an address that is none, or one with a password in it.
            EnvironmentFault: the keyring says no.
        """
        url = said if said in (SYSTEM, DIRECT) else _checked(said)
        if self._vault is not None:
            self._vault.keep_proxy_password(password if user else None)
        self._settings.set("proxy", url)
        self._settings.set("proxy_user", user)

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app proxy``: never the password."""
        return {"proxy": self._settings.get("proxy"), "user": self._settings.get("proxy_user")}


def _checked(said: str) -> str:
    try:
        parts = urlsplit(said.strip())
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port
    except ValueError:
        good = False
    if not good or "@" in said:
        raise Refusal("settings.proxy")
    return said.strip().rstrip("/")
