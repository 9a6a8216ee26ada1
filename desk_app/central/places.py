"""Where the centre's database lies, as PostgreSQL tells it.

A backup that is played back lies elsewhere than before: on another server, on another timeline, in
another database or another table. So does a replica that took over, and it may lack the
last leases as well. A file of SQLite has no such place: files are copied for good reasons.
"""

from __future__ import annotations

import re

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desk_app.central.tables import About

# A role may be kept from asking, and a question refused would end the unit of work.
_MAY_ASK = text(
    "SELECT bool_and(coalesce(has_function_privilege(to_regprocedure(asked), 'EXECUTE'), false))"
    " FROM unnest(ARRAY['pg_control_system()', 'pg_current_wal_insert_lsn()',"
    " 'pg_walfile_name(pg_lsn)']) AS asked"
)
# A name of the log begins with the timeline; the control file lags behind after a promotion.
_PLACE = text(
    "SELECT concat_ws('-', server.system_identifier,"
    " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), base.oid,"
    " CAST(CAST('number_block' AS regclass) AS oid))"
    " FROM pg_control_system() AS server, pg_database AS base"
    " WHERE base.datname = current_database()"
)
# Kept with a connection once its database was found where it belongs.
AT_HOME = "at home"
_PARTS = re.compile("(?P<server>[0-9]+)-(?P<timeline>[0-9A-F]{8})-(?P<rest>[0-9]+-[0-9]+)")


class Elsewhere(Exception):
    """The database does not lie where it lay when numbers were last leased. No number is cut off
    in this unit of work; it is given up, that is noted
    (:func:`desk_app.central.put_back.at_home`), and the work begun anew."""


def read_place(session: Session) -> str | None:
    """Where the database lies now; None: nobody says."""
    if session.get_bind().dialect.name != "postgresql" or not session.scalar(_MAY_ASK):
        return None
    return str(session.scalar(_PLACE))


def times_recovered(before: str | None, now: str | None) -> int:
    """How often a database that lay at ``before`` was put back until it lies at ``now``: each
    recovery from the archived log begins a timeline of a higher number, also one from the same
    backup as the last. At least once: where nothing tells of more."""
    then, here = (_PARTS.fullmatch(place or "") for place in (before, now))
    if then is None or here is None or then["rest"] != here["rest"]:
        return 1
    if then["server"] != here["server"]:
        return 1
    return max(1, int(here["timeline"], 16) - int(then["timeline"], 16))


def refuse_elsewhere(session: Session) -> None:
    """Goes on only where the database lies where it lay before.

    Raises:
        Elsewhere: it lies elsewhere, or it was not written down yet where it lies.
    """
    place = read_place(session)
    if place is not None and place != session.scalar(select(About.place)):
        raise Elsewhere


def refuse_newcomer(session: Session) -> None:
    """As :func:`refuse_elsewhere`, once for each connection: what was put back, or took over, is
    never behind one that was there before.

    Raises:
        Elsewhere: as above.
    """
    known = session.connection().info
    if AT_HOME not in known:
        refuse_elsewhere(session)
        known[AT_HOME] = True
