"""Windows' imaging service as it is seen above COM: devices, items, properties, HRESULTs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from desk_app.paper.scanners.wia_port import (
    CATEGORY_FEEDER,
    CATEGORY_FLATBED,
    DEVICE_ID,
    DEVICE_MAKER,
    DEVICE_NAME,
    DEVICE_TYPE,
    HANDLING_CAPABILITIES,
    PAPER_EMPTY,
    ComFault,
)

INVALID_ARGUMENT = 0x80070057


@dataclass
class FakeItem:
    """An item: its pages, the HRESULT its scan ends with, and what it refuses to be set to."""

    kind: str = ""
    pages: Sequence[bytes] = ()
    ends_with: int | None = None
    below: Sequence[FakeItem] = ()
    properties: dict[int, Any] = field(default_factory=dict)
    refuses: Callable[[int, Any], bool] = lambda _id, _value: False
    given: int = 0

    def category(self) -> str:
        return self.kind

    def children(self) -> Sequence[FakeItem]:
        return self.below

    def read(self, property_id: int) -> Any:
        return self.properties.get(property_id)

    def write(self, property_id: int, value: int | str) -> None:
        if self.refuses(property_id, value):
            raise ComFault(INVALID_ARGUMENT)
        self.properties[property_id] = value

    def download(
        self,
        page: Callable[[bytes], None],
        moved: Callable[[], None],
        stopped: Callable[[], bool],
    ) -> None:
        for data in self.pages:
            if stopped():
                return
            moved()
            self.given += 1
            page(data)
        if self.ends_with is not None:
            raise ComFault(self.ends_with)


@dataclass
class FakeImaging:
    """The service: devices by id; ``closed`` counts how often it was let go."""

    roots: Mapping[str, FakeItem | int]
    types: Mapping[str, int] = field(default_factory=dict)
    fault: int | None = None
    closed: int = 0

    @contextmanager
    def __call__(self) -> Iterator[FakeImaging]:
        if self.fault is not None:
            raise ComFault(self.fault)
        try:
            yield self
        finally:
            self.closed += 1

    def devices(self) -> Sequence[Mapping[int, Any]]:
        return [
            {
                DEVICE_ID: name,
                DEVICE_NAME: f"Máy {name}",
                DEVICE_MAKER: "Acme",
                DEVICE_TYPE: self.types.get(name, 1) << 16,
            }
            for name in self.roots
        ]

    def open(self, device_id: str) -> FakeItem:
        root = self.roots.get(device_id, 0x80210015)
        if isinstance(root, int):
            raise ComFault(root)
        return root


def office_scanner(
    pages: Sequence[bytes],
    *,
    ends_with: int | None = PAPER_EMPTY,
    handling: int = 0b111,
    glass: bool = True,
) -> FakeItem:
    """A scanner with a feeder and, mostly, a glass."""
    feeder = FakeItem(
        CATEGORY_FEEDER, pages, ends_with, properties={HANDLING_CAPABILITIES: handling}
    )
    flatbed = FakeItem(CATEGORY_FLATBED, pages[:1])
    return FakeItem(below=(flatbed, feeder) if glass else (feeder,))
