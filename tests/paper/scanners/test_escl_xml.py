"""What scanners say of themselves, well or badly, and what is asked of them."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desk_app.paper.scanners.escl_xml import (
    PWG,
    SCAN,
    EsclAbilities,
    EsclInput,
    abilities_of,
    order_for,
    status_of,
    trouble_in,
)
from desk_app.paper.scanners.port import ScanOptions

# Written as an old office machine does it: other prefixes, profiles in one place, a range of
# resolutions, both sides only as an option.
OLD = f"""<?xml version="1.0"?>
<e:ScannerCapabilities xmlns:e="{SCAN}" xmlns:p="{PWG}">
  <p:Version>2.0</p:Version><p:MakeAndModel> Office 3000 </p:MakeAndModel>
  <e:UUID>urn:uuid:7A1DE0A0-0000-4000-8000-0000000000FF</e:UUID>
  <e:SettingProfiles><e:SettingProfile name="p1">
    <e:ColorModes><e:ColorMode>RGB24</e:ColorMode></e:ColorModes>
    <e:DocumentFormats><p:DocumentFormat>application/pdf</p:DocumentFormat></e:DocumentFormats>
    <e:SupportedResolutions><e:ResolutionRange><e:XResolutionRange><e:Min>100</e:Min>
      <e:Max>300</e:Max></e:XResolutionRange></e:ResolutionRange></e:SupportedResolutions>
  </e:SettingProfile></e:SettingProfiles>
  <e:Adf><e:AdfSimplexInputCaps><e:MaxWidth>2550</e:MaxWidth><e:MaxHeight>4200</e:MaxHeight>
    <e:SettingProfiles><e:SettingProfile ref="p1"/></e:SettingProfiles></e:AdfSimplexInputCaps>
    <e:AdfOptions><e:AdfOption>Duplex</e:AdfOption></e:AdfOptions></e:Adf>
</e:ScannerCapabilities>""".encode()


def said(document: bytes, name: str) -> str:
    return next(
        n.text or "" for n in Xml.fromstring(document).iter() if n.tag.endswith(f"}}{name}")
    )


def test_an_old_machine_is_understood() -> None:
    can = abilities_of(OLD)
    assert (can.name, can.uuid) == ("Office 3000", "7a1de0a0-0000-4000-8000-0000000000ff")
    assert list(can.inputs) == ["feeder", "feeder_both_sides"]
    place = can.inputs["feeder"]
    assert place.resolutions == (100, 150, 200, 300)
    assert (place.most_width, place.most_height) == (2550, 4200)


def test_it_is_asked_for_what_it_has() -> None:
    order = order_for(abilities_of(OLD), ScanOptions("feeder_both_sides", "grey", 250, "A3"))
    assert (order.dpi, order.mime) == (300, "application/pdf")
    assert said(order.document, "ColorMode") == "RGB24"
    assert said(order.document, "Duplex") == "true"
    assert said(order.document, "Width") == "2550"
    assert said(order.document, "Height") == "4200"
    assert said(order.document, "Version") == "2.0"


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [("A4", "2480", "3508"), ("A5", "1748", "2480"), ("?", "2480", "3508")],
)
def test_sizes_in_three_hundredths_of_an_inch(size: str, width: str, height: str) -> None:
    can = EsclAbilities("x", "", "2.63", {"flatbed": EsclInput()})
    order = order_for(can, ScanOptions("flatbed", size=size))
    assert (said(order.document, "Width"), said(order.document, "Height")) == (width, height)
    assert said(order.document, "InputSource") == "Platen"
    assert b"Duplex" not in order.document


def test_a_resolution_above_all_becomes_the_best_there_is() -> None:
    can = EsclAbilities("x", "", "2.63", {"flatbed": EsclInput(resolutions=(75, 300))})
    assert order_for(can, ScanOptions("flatbed", dpi=600)).dpi == 300


def status(feeder: str = "", job: str = "") -> bytes:
    return (
        f'<s:ScannerStatus xmlns:s="{SCAN}" xmlns:p="{PWG}"><p:State>Idle</p:State>'
        f"<s:AdfState>{feeder}</s:AdfState><s:Jobs>{job}</s:Jobs></s:ScannerStatus>"
    ).encode()


@pytest.mark.parametrize(
    ("feeder", "kind"),
    [
        ("ScannerAdfEmpty", "tray_empty"),
        ("ScannerAdfJam", "jam"),
        ("ScannerAdfMispick", "jam"),
        ("ScannerAdfMultipickDetected", "jam"),
        ("ScannerAdfHatchOpen", "cover_open"),
        ("ScannerAdfLoaded", None),
        ("ScannerAdfProcessing", None),
        ("SomethingNew", None),
        ("", None),
    ],
)
def test_the_state_of_a_feeder(feeder: str, kind: str | None) -> None:
    assert status_of(status(feeder)).feeder_trouble() == kind


@pytest.mark.parametrize("uri", ["/eSCL/ScanJobs/17", "http://10.0.0.7:80/eSCL/ScanJobs/17", "17"])
def test_a_job_is_known_by_its_end(uri: str) -> None:
    job = (
        f"<s:JobInfo><p:JobUri>{uri}</p:JobUri><p:JobState>Aborted</p:JobState><p:JobStateReasons>"
        "<p:JobStateReason>AbortedBySystem</p:JobStateReason>"
        "<p:JobStateReason>InputMediaJam</p:JobStateReason></p:JobStateReasons></s:JobInfo>"
    )
    found = status_of(status(job=job)).job("/eSCL/ScanJobs/17")
    assert found is not None
    assert (found.state, trouble_in(found.reasons)) == ("Aborted", "jam")
    assert status_of(status(job=job)).job("/eSCL/ScanJobs/71") is None


@given(some.binary(max_size=200))
def test_nonsense_is_a_value_error(document: bytes) -> None:
    for read in (abilities_of, status_of):
        with pytest.raises(ValueError, match="."):
            read(document)


@pytest.mark.parametrize("encoding", ["no-such-code", "utf-32", "idna"])
def test_an_encoding_nobody_knows_is_a_value_error(encoding: str) -> None:
    with pytest.raises(ValueError, match="."):
        status_of(f'<?xml version="1.0" encoding="{encoding}"?><a>ế</a>'.encode())


def test_a_document_that_blows_up_is_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a0 "' + "x" * 1000 + '">'
    bomb += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 8))
    with pytest.raises(ValueError, match="amplification"):
        status_of(f"{bomb}]><a>&a7;</a>".encode())
