"""What a SANE device can do, read from ``scanimage -A``, and the arguments that ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desk_app.paper.scanners.port import SIZES, ScanOptions, Source

_OPTION = re.compile(r"^    (-[a-z]|--[\w-]+)(?:\[=\((.+?)\)\]|\s+(.+?))?(?: \[.*)?$")
_RANGE = re.compile(r"^(?:auto\|)?(-?[\d.]+)\.\.(-?[\d.]+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BOTH_SIDES = re.compile(r"duplex|both|double|two.?sided|2.?sided", re.I)
_FEEDER = re.compile(r"adf|feed", re.I)
_GLASS = re.compile(r"flatbed|platen|glass|^fb$|^normal$", re.I)
_NO_PAPER = re.compile(r"transparen|negative|positive|slide|film|tpu|tma|back$|rear$", re.I)
_COLOUR = re.compile(r"colou?r", re.I)
_GREY = re.compile(r"gr[ae]y", re.I)
_DITHERED = re.compile(r"diffusion|dither|halftone", re.I)


@dataclass(frozen=True)
class SaneOption:
    """One option that can be set now: its choices, or its range in its own unit."""

    name: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


def options_of(listing: str) -> dict[str, SaneOption]:
    """The settable options of a device from ``scanimage -A``, by name without dashes."""
    found = {}
    for line in listing.splitlines():
        match = _OPTION.match(line)
        if match is None or "[inactive]" in line or "[read-only]" in line:
            continue
        name = match[1].lstrip("-")
        found[name] = _option(name, match[2] or match[3] or "")
    return found


def _option(name: str, values: str) -> SaneOption:
    between = _RANGE.match(values)
    if between:
        return SaneOption(name, least=float(between[1]), most=float(between[2]))
    return SaneOption(name, choices=tuple(part for part in values.split("|") if part))


@dataclass(frozen=True)
class SaneAbilities:
    """What a device can do, in our words, and how to ask it for that.

    ``sources``: by our name, the arguments that choose it.
    """

    sources: Mapping[Source, tuple[str, ...]] = field(default_factory=dict)
    modes: Mapping[str, str] = field(default_factory=dict)
    resolutions: tuple[int, ...] = ()
    between: tuple[int, int] | None = None
    most_width: float | None = None
    most_height: float | None = None
    paper_size: bool = False
    depth: bool = False

    def as_raw(self) -> dict[str, Any]:
        """What the driver calls its sources and modes, for IT and for the next scan."""
        return {
            "sources": {name: list(words) for name, words in self.sources.items()},
            "modes": dict(self.modes),
            "resolutions": list(self.resolutions),
            "between": self.between,
            "most": [self.most_width, self.most_height],
            "paper_size": self.paper_size,
            "depth": self.depth,
        }

    @staticmethod
    def from_raw(raw: Mapping[str, Any]) -> SaneAbilities:
        """The abilities that :meth:`as_raw` packed."""
        return SaneAbilities(
            {name: tuple(words) for name, words in raw["sources"].items()},
            raw["modes"],
            tuple(raw["resolutions"]),
            tuple(raw["between"]) if raw["between"] else None,
            raw["most"][0],
            raw["most"][1],
            raw["paper_size"],
            raw["depth"],
        )


def abilities_of(listing: str) -> SaneAbilities:
    """What ``scanimage -A`` says a device can do."""
    options = options_of(listing)
    resolution = options.get("resolution", SaneOption("resolution"))
    width, height = options.get("x"), options.get("y")
    least, most = resolution.least, resolution.most
    return SaneAbilities(
        sources=_sources(options),
        modes=_modes(options["mode"].choices if "mode" in options else ()),
        resolutions=tuple(sorted({int(float(n)) for n in _numbers(resolution.choices)})),
        between=(int(least), int(most)) if least is not None and most is not None else None,
        most_width=width.most if width else None,
        most_height=height.most if height else None,
        paper_size={"page-width", "page-height"} <= options.keys(),
        depth="depth" in options and "8" in _numbers(options["depth"].choices),
    )


def source_meant(name: str) -> Source | None:
    """Which of our sources a driver's name means; None where no paper lies there.

    ``ADF Duplex``, ``Automatic Document Feeder(left aligned,Duplex)``, ``Platen``, ``FB`` and
    their like.
    """
    if _NO_PAPER.search(name):
        return None
    if _BOTH_SIDES.search(name):
        return "feeder_both_sides"
    if _FEEDER.search(name):
        return "feeder"
    return "flatbed" if _GLASS.search(name) else None


def _sources(options: Mapping[str, SaneOption]) -> dict[Source, tuple[str, ...]]:
    names = options["source"].choices if "source" in options else ()
    found: dict[Source, tuple[str, ...]] = {}
    for name in names:
        meant = source_meant(name)
        if meant is not None and meant not in found:
            found[meant] = (f"--source={name}",)
    if not found:
        found["flatbed"] = ()
    sides = next(_other_side_switches(options), None)
    if "feeder" in found and "feeder_both_sides" not in found and sides:
        one, both = sides
        found["feeder_both_sides"] = (*found["feeder"], both)
        found["feeder"] = (*found["feeder"], one)
    return found


def _other_side_switches(options: Mapping[str, SaneOption]) -> Iterator[tuple[str, str]]:
    """How drivers are told of sides where it is not in the source's name."""
    mode = options.get("adf-mode")
    if mode:
        both = next((name for name in mode.choices if _BOTH_SIDES.search(name)), None)
        one = next((name for name in mode.choices if not _BOTH_SIDES.search(name)), None)
        if one and both:
            yield f"--adf-mode={one}", f"--adf-mode={both}"
    if "duplex" in options:
        yield "--duplex=no", "--duplex=yes"


def _modes(names: Sequence[str]) -> dict[str, str]:
    """Colour and grey by the driver's names; black and white is made from grey later."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: bool(_DITHERED.search(name))):
        ours = "color" if _COLOUR.search(name) else "grey" if _GREY.search(name) else None
        if ours:
            found.setdefault(ours, name)
    return found


def _numbers(choices: Sequence[str]) -> Iterator[str]:
    for choice in choices:
        match = _NUMBER.search(choice)
        if match:
            yield match[0]


def nearest(wanted: int, offered: Sequence[int], between: tuple[int, int] | None) -> int:
    """The smallest resolution not below the wanted one, else the largest there is."""
    if between:
        return max(between[0], min(between[1], wanted))
    return min((n for n in offered if n >= wanted), default=max(offered, default=wanted))


def arguments(abilities: SaneAbilities, options: ScanOptions) -> tuple[list[str], int]:
    """The arguments of ``scanimage`` for a scan, and the resolution it will have (dpi)."""
    words = list(abilities.sources.get(options.source, ()))
    mode = abilities.modes.get("color" if options.colour == "color" else "grey")
    if mode:
        words.append(f"--mode={mode}")
    if abilities.depth:
        words.append("--depth=8")
    dpi = options.dpi
    if abilities.resolutions or abilities.between:
        dpi = nearest(options.dpi, abilities.resolutions, abilities.between)
        words.append(f"--resolution={dpi}")
    width, height = SIZES.get(options.size, SIZES["A4"])
    if abilities.paper_size:
        words += [f"--page-width={width:g}", f"--page-height={height:g}"]
    if abilities.most_width and abilities.most_height:
        words += ["-l", "0", "-t", "0"]
        words += ["-x", f"{min(width, abilities.most_width):g}"]
        words += ["-y", f"{min(height, abilities.most_height):g}"]
    return words, dpi
