"""Whatever stands in a line, an importer answers with records or with a reason; it never fails."""

import csv
import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import Importer, Line, Rejection
from cim_graph.records.parse import RecordError, parse
from cim_loaders.ftm import importer as ftm
from cim_loaders.ftm import words
from cim_loaders.psc import importer as psc
from cim_loaders.psc.natures import BANDS
from cim_loaders.sanctions.ofac import importer as ofac
from cim_loaders.senzing import importer as senzing
from cim_loaders.table import importer as table

TEXTS = st.sampled_from(
    ["", " ", "x", "2020-01-02", "1984", "9999", "2020-13", "0000", "0", "GB", "Owns 60%", "a;b", "'", "İ", "\u0000"]
) | st.text(max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def objects(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects some of whose fields are what they should be, some missing and some anything."""
    return st.fixed_dictionaries({}, optional={name: strategy | VALUES for name, strategy in known.items()})


FEATURES = st.lists(
    objects(
        RECORD_TYPE=TEXTS, NAME_FULL=TEXTS, NAME_TYPE=TEXTS, DATE_OF_BIRTH=TEXTS, PASSPORT_NUMBER=TEXTS,
        TAX_ID_NUMBER=TEXTS, TAX_ID_TYPE=TEXTS, TAX_ID_COUNTRY=TEXTS, REL_POINTER_KEY=TEXTS, REL_POINTER_ROLE=TEXTS,
        REL_ANCHOR_KEY=TEXTS, DRIVERS_LICENSE_NUMBER=TEXTS, DRIVERS_LICENSE_STATE=TEXTS, GENDER=TEXTS,
    ),
    max_size=3,
)  # fmt: skip
SENZING = objects(DATA_SOURCE=TEXTS, RECORD_ID=TEXTS, FEATURES=FEATURES, HOME_ADDR_CITY=TEXTS, NAMES=FEATURES)
NATURES = st.lists(
    st.builds(
        "-".join,
        st.tuples(
            st.sampled_from(["ownership-of-shares", "voting-rights", "significant-influence-or-control", "x"]),
            st.sampled_from([*BANDS, "as-trust"]),
        ),
    ),
    max_size=3,
)
PSC = objects(
    company_number=TEXTS,
    data=objects(
        kind=st.sampled_from(["individual-person-with-significant-control", "corporate-entity-beneficial-owner"]),
        links=st.fixed_dictionaries({"self": st.sampled_from(["/company/1/a/b/c", "/x", ""]) | TEXTS}),
        name=TEXTS, natures_of_control=NATURES, notified_on=TEXTS, ceased_on=TEXTS, nationality=TEXTS,
        date_of_birth=objects(year=st.integers(1900, 2000), month=st.integers(1, 12)),
        identification=objects(registration_number=TEXTS, country_registered=TEXTS),
        address=objects(premises=TEXTS, address_line_1=TEXTS),
    ),
)  # fmt: skip
PROPERTIES = [
    "name", "country", "holder", "entity", "owner", "asset", "percentage", "startDate", "endDate", "topics", "parent",
    "addressEntity", "passportNumber", "number", "amount", "currency", "person", "relative", "relationship", "role",
]  # fmt: skip
FTM = objects(
    id=TEXTS,
    schema=st.sampled_from([*words.PARTIES, *words.EDGES, *words.SATELLITES]),
    properties=st.dictionaries(st.sampled_from(PROPERTIES), st.lists(TEXTS, max_size=2) | VALUES, max_size=5),
)


HEADINGS = st.sampled_from(["Ad", "Doğum\ntarixi", "id", "balance", "account", "owner", "cins"]) | st.text(
    st.characters(codec="utf-8") | st.sampled_from("{}\n\r\u2028#:"), max_size=8
)


def check(importer: Importer, content: bytes) -> None:
    try:
        items = list(importer.read(io.BytesIO(content)))
    except BadInputError:
        return
    for item in items:
        assert isinstance(item, Line | Rejection)
        if isinstance(item, Line):
            with suppress(RecordError):
                parse(item.record)


@pytest.mark.parametrize(("importer", "values"), [(senzing, SENZING), (psc, PSC), (ftm, FTM)])
@settings(max_examples=300)
@given(data=st.data())
def test_any_object(importer: Importer, values: st.SearchStrategy[dict[str, Any]], data: st.DataObject) -> None:
    written = data.draw(st.lists(values | VALUES, max_size=3))
    check(importer, b"\n".join(json.dumps(value).encode() for value in written))


@settings(max_examples=300)
@given(
    content=st.binary(max_size=200),
    text=st.text(alphabet=';,|\t"\n\rab1', max_size=60),
    headings=st.lists(HEADINGS, min_size=1, max_size=3),
)
def test_any_table(content: bytes, text: str, headings: list[str]) -> None:
    mapped = table.mapped(b"{source: a, records: [{type: person, key: '{a}', names: ['{b}']}]}")
    heading = io.StringIO()
    csv.writer(heading).writerow(headings)
    for written in (
        heading.getvalue().encode() + b"1,2\n3,4\n",
        content,
        b"a;b\n" + content,
        b"a,b\n" + text.encode(),
        text.encode(),
    ):
        check(mapped, written)
        try:
            drafted = table.draft(io.BytesIO(written), "core").encode()
        except BadInputError:
            continue
        check(table.mapped(drafted), written)


@settings(max_examples=300)
@given(remarks=st.text(alphabet=" ;.'()#ABDOP0129akfn", max_size=60), row=st.text(max_size=60))
def test_any_row_of_ofac(remarks: str, row: str) -> None:
    good = '7,"SMITH, John","individual","SDGT",-0-,-0-,-0-,-0-,-0-,-0-,-0-,"' + remarks.replace('"', "") + '"\r\n'
    check(ofac, (good + row + "\r\n").encode())
    check(ofac, ("<sdnList>" + row + "</sdnList>").encode())
