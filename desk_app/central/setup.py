"""Makes the centre's database, once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desk_app.central import schema, tables, training
from desk_app.central.engine import CentreStore
from desk_app.central.places import read_place
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.wording import RESOURCES, say

DEFAULT_PUBLIC_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Made:
    """What :func:`set_up` left behind. ``fresh``: the centre was empty before."""

    fresh: bool
    training: bool
    revision: str


def set_up(
    store: CentreStore,
    clock: Clock,
    *,
    with_training: bool = False,
    name: str | None = None,
    public_url: str = DEFAULT_PUBLIC_URL,
    resources: Path = RESOURCES,
) -> Made:
    """Tables, the centre's own row, and with ``with_training`` the sample province. Asked again,
    it only brings the tables up to date.

    Raises:
        Refusal: a real centre is never turned into a training one, nor the other way round.
    """
    revision = schema.migrate(store)
    with store.writing() as session:
        about = session.get(tables.About, 1)
        if about is not None:
            if with_training and not about.training:
                raise Refusal("central.not_a_training_centre")
            return Made(fresh=False, training=about.training, revision=revision)
        sample = training.sample_province().centre_name if with_training else None
        usual = sample or say("central.usual_name", "vi")
        session.add(
            tables.About(
                id=1,
                name=name or usual,
                public_url=public_url,
                training=with_training,
                made_at=clock.now(),
                place=read_place(session),
            )
        )
        session.add(tables.ChangeHead(id=1, last_seq=0))
        session.flush()
        if with_training:
            training.fill(session, clock, resources)
    return Made(fresh=True, training=with_training, revision=revision)
