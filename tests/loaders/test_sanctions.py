"""Lists of sanctions as records: the UN's, and what holds of every list."""

import io
from pathlib import Path
from typing import Any

import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Importer
from cim_loaders.sanctions.ofac import importer as ofac
from cim_loaders.sanctions.un import importer as un
from tests.loaders.reading import chosen, read, taken

ROW = b'7,"SMITH","-0-","SDGT",-0-,-0-,-0-,-0-,-0-,-0-,-0-,"-0-"\r\n'
ENTRY = b"<sdnList><sdnEntry><uid>1</uid></sdnEntry></sdnList>"


INDIVIDUAL = """
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME>
<NAME_ORIGINAL_SCRIPT>إريك</NAME_ORIGINAL_SCRIPT><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
<DESIGNATION><VALUE>General</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Rumuli; Victor</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Eric B.</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1961</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Goma</CITY><COUNTRY>Rwanda</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A 12</NUMBER>
<COUNTRY_OF_ISSUE>Rwanda</COUNTRY_OF_ISSUE><DATE_OF_ISSUE>2001-02-03</DATE_OF_ISSUE></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL>
"""
ENTITY = "<ENTITY><DATAID>2</DATAID><FIRST_NAME>ADF</FIRST_NAME></ENTITY>"


def consolidated(entries: str) -> bytes:
    return f"<CONSOLIDATED_LIST><INDIVIDUALS>{entries}</INDIVIDUALS></CONSOLIDATED_LIST>".encode()


def test_entries_of_the_united_nations() -> None:
    [person, entity] = taken(un, consolidated(INDIVIDUAL + ENTITY))
    assert person == {
        "type": "person",
        "source": "un-sc",
        "key": "CDi.001",
        "names": [
            {"full": "ERIC BADEGE", "kind": "primary"},
            {"full": "إريك", "kind": "alias"},
            {"full": "Rumuli", "kind": "alias", "quality": "weak"},
            {"full": "Victor", "kind": "alias", "quality": "weak"},
            {"full": "Eric B.", "kind": "alias", "quality": "strong"},
        ],
        "status": "EXTERNAL",
        "flags": ["sanctioned"],
        "birthDate": "1961",
        "birthPlace": "Goma, Rwanda",
        "nationalities": ["CD"],
        "identifiers": [{"scheme": "passport", "value": "A 12", "country": "RW", "issued": "2001-02-03"}],
        "attributes": {
            "programmes": ["DRC"],
            "referenceNumber": "CDi.001",
            "dataId": "1",
            "listedOn": "2012-12-31",
            "titles": ["General"],
            "births": [{"from": "1960", "to": "1962"}, {"date": "1961", "circa": True}],
        },
    }
    assert chosen(entity, "type", "key", "names") == ("organization", "2", [{"full": "ADF", "kind": "primary"}])


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    + "]><{root}>&a29;</{root}>"
)
DEEP = "<{root}>" + "<d>" * 1300


@pytest.mark.parametrize(("importer", "root"), [(ofac, "sdnList"), (un, "CONSOLIDATED_LIST")])
@pytest.mark.parametrize(("bomb", "reason"), [(BOMB, "DOCTYPE"), (DEEP, "depth|cannot be read")])
def test_bombs_of_four_kilobytes(importer: Importer, root: str, bomb: str, reason: str) -> None:
    content = bomb.replace("{root}", root).encode()
    assert len(content) < 5000
    with pytest.raises(BadInputError, match=reason):
        read(importer, content)


def test_entities_of_a_file_on_this_machine_are_not_read() -> None:
    content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><sdnList>&f;</sdnList>'
    with pytest.raises(BadInputError, match="DOCTYPE"):
        read(ofac, content)


@pytest.mark.parametrize(
    ("importer", "content", "reason"),
    [
        (
            ofac,
            ENTRY[:-12],
            "cannot be read beyond .* Nothing of the list was taken",
        ),
        (un, consolidated(INDIVIDUAL)[:-40], "cannot be read beyond .* Nothing of the list was taken"),
        (ofac, ROW + b'8,"BROKEN OFF', "breaks off at line 2.* Nothing of the list was taken"),
        (ofac, ROW, "breaks off at line 1.* Nothing of the list was taken"),
        (ofac, b"<Sanctions/>", "starts with <Sanctions>, which is not OFAC's"),
        (ofac, b"ent_num,alt_num,alt_type,alt_name,remarks\n", "not OFAC's sdn.csv"),
        (un, b"hello", "cannot be read"),
    ],
)
def test_lists_that_are_refused_whole(importer: Importer, content: bytes, reason: str) -> None:
    items: list[Any] = []
    with pytest.raises(BadInputError, match=reason):
        items.extend(importer.read(io.BytesIO(content)))
    assert items == []


def test_the_samples(shared_data: Path) -> None:
    folder = shared_data / "sanctions-xml-samples"
    assert len(taken(ofac, (folder / "ofac-sdn.xml").read_bytes())) == 10
    cut = (folder / "un-sanctions.xml").read_bytes()
    with pytest.raises(BadInputError, match="Nothing of the list was taken"):
        read(un, cut)
    whole = cut[: cut.rindex(b"</INDIVIDUAL>")] + b"</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
    assert [record["key"] for record in taken(un, whole)] == [f"CDi.00{number}" for number in range(1, 7)]
