"""What an archive copy says of itself: its name, and its metadata for programs (XMP).

Names the dossier and the paper, never a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

PRODUCER = "desk-app"
NAMESPACE = "urn:desk-app:archive-copy:1:"
_FIELDS = {
    "dossierCode": ("Text", "Code of the dossier the paper belongs to"),
    "paperNumber": ("Integer", "Number of the paper in the dossier"),
    "paperName": ("Text", "Name of the paper"),
    "fileName": ("Text", "Name of the file by rule"),
    "unit": ("Text", "Unit that digitised the paper"),
}


@dataclass(frozen=True)
class ArchiveAbout:
    """Whose copy it is. ``title`` is shown by readers; none of the texts may name a person or
    hold a person's number. ``made_at`` is aware; seconds count."""

    title: str
    code: str
    paper_name: str
    paper_number: int
    file_name: str
    made_at: datetime
    unit: str


def archive_name(code: str, paper_number: int, day: date, version: int) -> str:
    """The file name by rule, ``CODE_YYYYMMDD_DESC.pdf``: ``…_20261122_GT03-V1.pdf`` (GT: giấy tờ).

    What file systems or portals may not like in a code becomes a hyphen.
    """
    safe = re.sub(r"[^0-9A-Za-z.-]", "-", code)
    return f"{safe}_{day:%Y%m%d}_GT{paper_number:02d}-V{version}.pdf"


def xmp_of(about: ArchiveAbout) -> bytes:
    """The XMP packet: PDF/A-1b, title, dossier and paper."""
    moment = about.made_at.isoformat(timespec="seconds")
    values = {
        "dossierCode": about.code,
        "paperNumber": str(about.paper_number),
        "paperName": about.paper_name,
        "fileName": about.file_name,
        "unit": about.unit,
    }
    own = "".join(f"<desk:{name}>{_xml(text)}</desk:{name}>" for name, text in values.items())
    described = "".join(_property(name, *said) for name, said in _FIELDS.items())
    return _PACKET.format(
        title=_xml(about.title),
        code=_xml(about.code),
        paper=_xml(about.paper_name),
        unit=_xml(about.unit),
        moment=moment,
        producer=PRODUCER,
        own=own,
        namespace=NAMESPACE,
        described=described,
    ).encode("utf-8")


def pdf_text(text: str) -> bytes:
    """A text of the document's information, as PDF writes it."""
    return b"<feff" + _printable(text).encode("utf-16-be").hex().encode("ascii") + b">"


def pdf_moment(moment: datetime) -> bytes:
    """A moment as PDF writes it: ``(D:20261122093000+07'00')``."""
    zone = f"{moment:%z}"
    return f"(D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}')".encode("ascii")


def _xml(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _property(name: str, kind: str, meaning: str) -> str:
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
    )


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{paper}</rdf:li></rdf:Alt></dc:description>
<dc:identifier>{code}</dc:identifier>
<dc:publisher><rdf:Bag><rdf:li>{unit}</rdf:li></rdf:Bag></dc:publisher></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:MetadataDate>{moment}</xmp:MetadataDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:desk="{namespace}">
{own}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Archive copy of a paper of a dossier</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>desk</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
