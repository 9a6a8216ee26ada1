"""A desk joins a centre: the profile is made, the place asked for, the first pass done.

The centre takes a desk in before the desk can know it. So what is asked with is kept on the disk
first: whoever asks again with the same code, after a cut line or a killed program, is the same
desk, and gets in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk_app import __version__, app
from desk_app.clock import Clock, SystemClock
from desk_app.config.profile import open_profile, profile_exists
from desk_app.config.vault import wrap_for_recovery
from desk_app.errors import DeskError, Refusal

if TYPE_CHECKING:  # loaded when a desk joins: commands that do not join load none of it
    from desk_app.services.desk import Desk
    from desk_app.services.enrolment import Asking
    from desk_app.sync.protocol import EnrolAnswer


def enrol(
    folder: Path,
    url: str,
    code: str,
    *,
    training: bool = False,
    recovery: str | None = None,
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Joins the centre at ``url`` with a one-time code; makes the profile if there is none. Asked
    once more with the same address and code, it goes on where it was interrupted.

    A real profile gets a recovery passphrase: ``recovery``, or one made here and told in the
    answer (``recovery_passphrase``). It is kept until :func:`noted`.

    Raises:
        Refusal: the code is wrong, used or expired; the desk has dossiers of another place.
        EnvironmentFault: the centre cannot be reached, or the keyring says no.
    """
    if not code.strip():
        raise Refusal("desk.no_code")
    fresh = not profile_exists(folder)
    if fresh:
        app.make_profile(folder, training=training)
    joining = _Joining(url.rstrip("/"), code, training)
    try:
        with app.running(folder, clock=clock or SystemClock()) as desk:
            return joining.through(desk, recovery)
    except BaseException:
        if fresh and not joining.may_be_in:
            app.forget(open_profile(folder))
        raise


def to_note(folder: Path) -> str | None:
    """The recovery passphrase of the profile in ``folder`` that nobody has put away yet.

    Raises:
        DeskError: the profile cannot be opened.
    """
    from desk_app.services.recovery_note import passphrase_to_note

    with app.running(folder) as desk:
        return passphrase_to_note(desk.store)


def noted(folder: Path) -> None:
    """The recovery passphrase was put away: it is shown no more.

    Raises:
        DeskError: the profile cannot be opened.
    """
    from desk_app.services.recovery_note import passphrase_noted

    with app.running(folder) as desk:
        passphrase_noted(desk.store)


def replace_passphrase(folder: Path, recovery: str | None = None) -> dict[str, Any]:
    """Gives the profile a new recovery passphrase, ``recovery`` or one made here; the one before
    opens nothing any more. It takes the key from the keyring.

    Raises:
        Refusal: a training profile, or one too short.
        EnvironmentFault: the keyring or the disk says no.
    """
    from desk_app.services.recovery_note import (
        new_passphrase,
        passphrase_noted,
        passphrase_replaced,
    )

    profile = open_profile(folder)
    if profile.training:
        raise Refusal("vault.training_needs_none")
    with app.running(folder) as desk:
        passphrase = recovery or new_passphrase()
        passphrase_noted(desk.store)  # killed on the way, it is not shown where it opens nothing
        wrap_for_recovery(profile.recovery, app.key_of(profile), passphrase)
        passphrase_replaced(desk.store, desk.clock, None if recovery else passphrase)
    told = {"profile": str(folder), "replaced": True}
    return told if recovery else told | {"recovery_passphrase": passphrase}


class _Joining:
    """One way in. ``may_be_in``: whether the centre may have taken the desk in."""

    def __init__(self, url: str, code: str, training: bool) -> None:
        self._url, self._code, self._training = url, code.strip()[:64], training
        self.may_be_in = False

    def through(self, desk: Desk, recovery: str | None) -> dict[str, Any]:
        """The whole way; what people are told of it."""
        from desk_app.services.enrolment import ask_as, end_asking, take_place

        profile = open_profile(desk.store.path.parent)
        recovers = not profile.training
        asking = ask_as(
            desk.store, desk.clock, self._url, self._code, recovers=recovers and recovery is None
        )
        passphrase = recovery or asking.passphrase
        if recovers and passphrase is not None:
            wrap_for_recovery(profile.recovery, app.key_of(profile), passphrase)
        answer = self._ask(desk, asking)
        if not desk.enrolled or desk.this_desk().desk_id != asking.desk_id:
            take_place(desk.store, desk.clock, answer, asking)
            desk.forget_place()
        fetched = app.sync_once(desk).fetched
        made = passphrase is not None and passphrase != recovery
        end_asking(desk.store, passphrase if made else None)
        told = {
            "desk": answer.desk_id,
            "unit": answer.unit.code,
            "unit_name": answer.unit.name,
            "counter": answer.counter,
            "centre": answer.centre_name,
            "training": answer.training,
            "fetched": fetched,
        }
        if made:
            told["recovery_passphrase"] = passphrase
        return told

    def _ask(self, desk: Desk, asking: Asking) -> EnrolAnswer:
        from desk_app.sync.central_http import HttpCentre
        from desk_app.sync.joining import ask_for_place, outcome_unknown
        from desk_app.sync.protocol import EnrolRequest, credential_hash

        request = EnrolRequest(
            code=self._code,
            training=self._training,
            desk_id=asking.desk_id,
            app_version=__version__,
            credential_sha256=credential_hash(asking.credential),
        )
        centre = HttpCentre(self._url, plain_http_allowed=self._training)
        self.may_be_in = True
        try:
            return ask_for_place(centre, request)
        except DeskError as fault:
            self.may_be_in = outcome_unknown(fault)
            raise
        finally:
            centre.close()
