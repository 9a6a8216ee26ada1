"""The documents of eSCL (Mopria Alliance): what a scanner can, how it is, what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as Xml

from desk_app.paper.scanners.port import SIZES, ScanOptions, Source

SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
PWG = "http://www.pwg.org/schemas/2010/12/sm"
_UNITS_PER_MM = 300 / 25.4
_CAPS: Mapping[str, Source] = {
    "PlatenInputCaps": "flatbed",
    "AdfSimplexInputCaps": "feeder",
    "AdfDuplexInputCaps": "feeder_both_sides",
}
_MODES = {"color": ("RGB24", "RGB48"), "grey": ("Grayscale8", "Grayscale16")}
_FORMATS = ("image/jpeg", "application/pdf")
_ADF_TROUBLES = {
    "ScannerAdfEmpty": "tray_empty",
    "ScannerAdfJam": "jam",
    "ScannerAdfMispick": "jam",
    "ScannerAdfMultipickDetected": "jam",
    "ScannerAdfHatchOpen": "cover_open",
}
_REASONS = (
    ("jam", "jam"),
    ("cover", "cover_open"),
    ("hatch", "cover_open"),
    ("door", "cover_open"),
    ("empty", "tray_empty"),
    ("memory", "out_of_memory"),
    ("storage", "out_of_memory"),
    ("unsupported", "unsupported"),
)


@dataclass(frozen=True)
class EsclInput:
    """One place for paper. Lengths in 1/300 inch."""

    modes: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    resolutions: tuple[int, ...] = ()
    most_width: int | None = None
    most_height: int | None = None


@dataclass(frozen=True)
class EsclAbilities:
    """What a scanner says it can do."""

    name: str
    uuid: str
    version: str
    inputs: Mapping[Source, EsclInput] = field(default_factory=dict)


@dataclass(frozen=True)
class EsclJob:
    """One job a scanner knows of. ``state``: Pending | Processing | Completed | Canceled | …"""

    uri: str
    state: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class EsclStatus:
    """How a scanner is now. ``state``: Idle | Processing | Testing | Stopped | Down."""

    state: str
    feeder: str
    jobs: tuple[EsclJob, ...]

    def feeder_trouble(self) -> str | None:
        """The kind of trouble the feeder is in; an empty one is in trouble, too."""
        return _ADF_TROUBLES.get(self.feeder)

    def job(self, path: str) -> EsclJob | None:
        """The job at a path; scanners name it with or without themselves in front."""
        key = path.rstrip("/").rpartition("/")[2]
        return next((job for job in self.jobs if job.uri.rstrip("/").endswith(key)), None)


def trouble_in(reasons: tuple[str, ...]) -> str | None:
    """The kind of trouble that the reasons of a job name."""
    said = " ".join(reasons).lower()
    return next((kind for word, kind in _REASONS if word in said), None)


def parse(document: bytes) -> Xml.Element:
    """The root of a document.

    Raises:
        ValueError: it is not XML.
    """
    try:
        return Xml.fromstring(document)
    except (Xml.ParseError, LookupError) as fault:
        raise ValueError(str(fault)) from fault


def abilities_of(document: bytes) -> EsclAbilities:
    """What a ``ScannerCapabilities`` says.

    Raises:
        ValueError: it is none.
    """
    root = parse(document)
    if _local(root) != "ScannerCapabilities":
        raise ValueError("not ScannerCapabilities")
    inputs = {
        source: _input(node, root) for tag, source in _CAPS.items() for node in _all(root, tag)
    }
    options = {(node.text or "").strip() for node in _all(root, "AdfOption")}
    if "feeder" in inputs and "Duplex" in options:
        inputs.setdefault("feeder_both_sides", inputs["feeder"])
    return EsclAbilities(
        _text(root, "MakeAndModel") or "eSCL",
        _text(root, "UUID").removeprefix("urn:uuid:").lower(),
        _text(root, "Version") or "2.0",
        inputs or {"flatbed": EsclInput()},
    )


def status_of(document: bytes) -> EsclStatus:
    """What a ``ScannerStatus`` says.

    Raises:
        ValueError: it is none.
    """
    root = parse(document)
    if _local(root) != "ScannerStatus":
        raise ValueError("not ScannerStatus")
    jobs = tuple(
        EsclJob(
            _text(node, "JobUri"),
            _text(node, "JobState"),
            tuple((reason.text or "").strip() for reason in _all(node, "JobStateReason")),
        )
        for node in _all(root, "JobInfo")
    )
    return EsclStatus(_text(root, "State"), _text(root, "AdfState"), jobs)


@dataclass(frozen=True)
class EsclOrder:
    """What is asked of a scanner: the document, and what it will send."""

    document: bytes
    dpi: int
    mime: str


def order_for(abilities: EsclAbilities, options: ScanOptions) -> EsclOrder:
    """The ``ScanSettings`` for a scan."""
    place = abilities.inputs.get(options.source, EsclInput())
    dpi = min(
        (n for n in place.resolutions if n >= options.dpi),
        default=max(place.resolutions, default=options.dpi),
    )
    wanted = _MODES["color" if options.colour == "color" else "grey"]
    mode = next((m for m in (*wanted, *_MODES["color"]) if m in place.modes), wanted[0])
    mime = next((f for f in _FORMATS if f in place.formats), _FORMATS[0])
    root = Xml.Element(f"{{{SCAN}}}ScanSettings")
    _add(root, PWG, "Version", abilities.version)
    root.append(_regions(place, options.size))
    _add(root, PWG, "InputSource", "Platen" if options.source == "flatbed" else "Feeder")
    _add(root, SCAN, "ColorMode", mode)
    _add(root, PWG, "DocumentFormat", mime)
    _add(root, SCAN, "DocumentFormatExt", mime)
    _add(root, SCAN, "XResolution", str(dpi))
    _add(root, SCAN, "YResolution", str(dpi))
    if options.source != "flatbed":
        _add(root, SCAN, "Duplex", str(options.source == "feeder_both_sides").lower())
    Xml.register_namespace("scan", SCAN)
    Xml.register_namespace("pwg", PWG)
    return EsclOrder(Xml.tostring(root, "utf-8", xml_declaration=True), dpi, mime)


def _regions(place: EsclInput, size: str) -> Xml.Element:
    width, height = (round(mm * _UNITS_PER_MM) for mm in SIZES.get(size, SIZES["A4"]))
    regions = Xml.Element(f"{{{PWG}}}ScanRegions")
    region = Xml.SubElement(regions, f"{{{PWG}}}ScanRegion")
    _add(region, PWG, "ContentRegionUnits", "escl:ThreeHundredthsOfInches")
    _add(region, PWG, "Height", str(min(height, place.most_height or height)))
    _add(region, PWG, "Width", str(min(width, place.most_width or width)))
    _add(region, PWG, "XOffset", "0")
    _add(region, PWG, "YOffset", "0")
    return regions


def _input(node: Xml.Element, root: Xml.Element) -> EsclInput:
    # Some scanners keep the profiles in one place and only refer to them.
    profiles = node if any(_all(node, "ColorMode")) else root
    found = {int(n.text or 0) for n in _all(profiles, "XResolution") if (n.text or "").isdigit()}
    for between in _all(profiles, "XResolutionRange"):
        least, most = (int(_text(between, name) or 0) for name in ("Min", "Max"))
        found |= {n for n in (75, 100, 150, 200, 300, 400, 600) if least <= n <= most}
    return EsclInput(
        frozenset((mode.text or "").strip() for mode in _all(profiles, "ColorMode")),
        frozenset(
            (form.text or "").strip()
            for tag in ("DocumentFormat", "DocumentFormatExt")
            for form in _all(profiles, tag)
        ),
        tuple(sorted(found)),
        int(_text(node, "MaxWidth") or 0) or None,
        int(_text(node, "MaxHeight") or 0) or None,
    )


def _local(node: Xml.Element) -> str:
    return node.tag.rpartition("}")[2]


def _all(node: Xml.Element, name: str) -> Iterator[Xml.Element]:
    """Whatever namespace a scanner thinks right."""
    return (found for found in node.iter() if _local(found) == name)


def _text(node: Xml.Element, name: str) -> str:
    return next(((found.text or "").strip() for found in _all(node, name)), "")


def _add(parent: Xml.Element, space: str, name: str, text: str) -> None:
    Xml.SubElement(parent, f"{{{space}}}{name}").text = text
