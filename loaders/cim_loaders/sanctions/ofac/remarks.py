"""The remarks of OFAC's CSV list, free text with a form: `DOB 01 Apr 1972; POB Andijan, Uzbekistan; a.k.a. 'BNC'`.

What has no form that is known stays as it is, under `attributes.remarks`.
"""

import re

from cim_loaders.sanctions.listed import Entry
from cim_loaders.sanctions.ofac.documents import CONTACTS, SCHEMES, Document, take

# An apostrophe may stand within the name: 'YAKH'YO'.
_ALIAS = re.compile(r"(?:alt\. )?(?P<kind>[afn]\.k\.a\.):? '(?P<name>.+)'")
_LINKED = re.compile(r"Linked To: (?P<name>.+)")
_PLAIN = re.compile(
    r"(?P<alt>alt\. )?(?P<type>DOB|POB|nationality|citizen|Gender|Organization Established Date|Organization Type:) "
    r"(?P<value>.+)"
)
_NUMBERS = (
    "C.R. No.", "C.U.I.T.", "C.U.I.P.", "C.U.R.P.", "C.U.I.", "D.N.I.", "I.F.E.", "NIT #", "N.I.E.", "R.F.C.",
    "RUC #", "RIF #", "RTN", "Electoral Registry No.", "Folio Mercantil No.", "Matricula Mercantil No",
    "Chamber of Commerce Number", "Economic Register Number (CBLS)", "Trade License No.", "License",
    "Aircraft Construction Number (also called L/N or S/N or F/N)", "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Tail Number", "Aircraft Mode S Transponder Code", "Permit Number", "Birth Certificate Number",
    "Military Registration Number", "Personal ID Card", "Residency Number", "Travel Document Number",
    "Kenyan ID No.", "Bosnian Personal ID No.", "Turkish Identification Number", "Italian Fiscal Code",
    "UAE Identification", "Public Registration Number", "Enterprise Number", "VAT Number", "Immigration No.",
    "Refugee ID Card", "Tarjeta de Identidad", "Tarjeta Profesional", "Serial No.", "Romanian C.R.",
    "CNP (Personal Numerical Code)", "Business Registration Document #", "Central Registration System Number",
    "Istanbul Chamber of Comm. No.",
)  # fmt: skip
"""Types of numbers beside those that have a scheme of their own."""
_KNOWN = sorted({*SCHEMES, *CONTACTS, *(name.lower() for name in _NUMBERS)}, key=len, reverse=True)
_DOCUMENT = re.compile(
    rf"(?P<type>(?:alt\. )?(?:{'|'.join(map(re.escape, _KNOWN))}|Digital Currency Address - \w+)) (?P<value>.+?)"
    r"(?: \((?P<country>[^()]+)\))?"
    r"(?: issued (?P<issued>\d[\w ]*?))?(?: expires (?P<expires>\d[\w ]*))?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r";\s+")


def take_remarks(entry: Entry, text: str) -> None:
    """Put each remark where it belongs in an entry."""
    rest: list[str] = []
    for part in _SEPARATOR.split(text.strip().removesuffix(".")):
        remark = part.strip()
        if remark and not _taken(entry, remark):
            rest.append(remark)
    if rest:
        entry.attributes["remarks"] = rest


def _taken(entry: Entry, remark: str) -> bool:
    if alias := _ALIAS.fullmatch(remark):
        kind = "former" if alias["kind"] == "f.k.a." else "alias"
        # "A.k.a.s in quotation marks within the remarks are weak": OFAC's own reading of its list.
        entry.names.append({"full": alias["name"], "kind": kind, "quality": "weak"})
    elif linked := _LINKED.fullmatch(remark):
        entry.attributes.setdefault("linkedTo", []).append(linked["name"])
    elif plain := _PLAIN.fullmatch(remark):
        take(entry, Document(plain["type"], plain["value"]))
    elif document := _DOCUMENT.fullmatch(remark):
        take(entry, Document(**document.groupdict()))
    else:
        return False
    return True
