from base64 import b32encode
from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from cim_graph.kernel.ids import Kind, id_of, kind_of, same_name, sequence_id


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_only_the_same_name_gives_the_same_id(one: list[str], other: list[str]) -> None:
    assert (id_of(Kind.RECORD, *one) == id_of(Kind.RECORD, *other)) == (one == other)


def test_a_record_and_its_party_share_their_name() -> None:
    record = id_of(Kind.RECORD, "core", "C-100")
    assert same_name(record, Kind.PARTY) == id_of(Kind.PARTY, "core", "C-100")
    assert kind_of(record) is Kind.RECORD


def test_what_is_no_id_names_nothing() -> None:
    assert [kind_of(text) for text in ("", "p", "core:C-100", "z" * 27, "p" + "-" * 26)] == [None] * 5


def test_sequence_ids_sort_by_time() -> None:
    ids = [sequence_id() for _ in range(100)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_an_id_is_the_hash_of_its_name_in_base_32(parts: list[str]) -> None:
    name = "".join(f"{len(part)}:{part}" for part in parts).encode()
    assert id_of(Kind.FACT, *parts) == f"f{b32encode(blake2b(name, digest_size=16).digest())[:26].decode().lower()}"
