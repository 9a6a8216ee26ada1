"""PDFBox Preflight, the independent judge of archive PDFs, asked about many files at one start."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

_JARS = Path("/usr/share/java")
_NEEDED = (
    "preflight",
    "pdfbox2",
    "xmpbox",
    "fontbox2",
    "commons-logging",
    "commons-io",
    "javax.activation",
    "jaxb-api",
)


def faults(files: Mapping[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What keeps each of the files from being PDF/A-1b; nothing if it is one."""
    java = shutil.which("java")
    jars = [_JARS / f"{name}.jar" for name in _NEEDED]
    missing = [jar.name for jar in jars if not jar.exists()] + ["java"] * (java is None)
    if missing and sys.platform != "linux":
        pytest.skip("PDFBox Preflight is at hand on Linux only")
    # Where it can be installed it has to be: tools/setup.sh does so.
    assert missing == [], "run tools/setup.sh test"
    for name, data in files.items():
        (folder / name).write_bytes(data)
    listed = folder / "listed.txt"
    listed.write_text("".join(f"{folder / name}\n" for name in files), encoding="utf-8")
    command = [str(java), "-cp", ":".join(map(str, jars))]
    validator = "org.apache.pdfbox.preflight.Validator_A1b"
    subprocess.run([*command, validator, "xml", "group", str(listed)], check=True)
    answer = ElementTree.parse(folder / "listed.txt.preflight.xml").getroot()
    found = {str(said.get("name")): _faults(said) for said in answer.iter("preflight")}
    assert set(found) == set(files)
    return found


def _faults(said: ElementTree.Element) -> list[str]:
    details = [str(error.findtext("details")) for error in said.iter("error")]
    return details if said.findtext("isValid") == "true" else details or ["not valid"]
