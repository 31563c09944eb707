"""The chain: what an export proves, and the first entry that does not fit."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.access import chain
from cim_graph.access.chain import BrokenChainError, lines_of, prove


def export(texts: list[str], after: int = 0, seal: str = chain.FIRST) -> list[str]:
    lines = [chain.begin(after, seal)]
    for number, text in enumerate(texts, after + 1):
        digest = chain.digest_of(text)
        seal = chain.seal_of(seal, number, digest)
        lines.append(chain.line(number, seal, digest, text))
    return [*lines, chain.end(after + len(texts), seal)]


ONE_LINE = st.characters(exclude_characters="\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", codec="utf-8")
TEXTS = ['{"actor":"leyla"}', '{"actor":"rauf"}', '{"actor":"fatma"}', '{"actor":"aysel"}']


def test_an_export_is_proven() -> None:
    proof = prove(export(TEXTS))
    assert (proof.entries, proof.after, proof.last, proof.erased) == (4, 0, 4, 0)
    later = prove(export(TEXTS[2:], 2, export(TEXTS[:2])[-2].split("\t")[1]))
    assert (later.entries, later.after, later.seal) == (2, 2, proof.seal)


def test_what_was_erased_by_law_still_fits() -> None:
    lines = export(TEXTS)
    lines[2] = lines[2].replace(TEXTS[1], chain.ERASED)
    assert prove(lines).erased == 1


def _resealed(lines: list[str]) -> list[str]:
    return [lines[0], *export([*TEXTS[:1], "{}", *TEXTS[2:]])[1:]]


TAMPERED: dict[str, tuple[Callable[[list[str]], list[str]], int, str]] = {
    "a changed text": (lambda all_: [*all_[:2], all_[2].replace("rauf", "rauF"), *all_[3:]], 2, "its text was changed"),
    "a text and its digest": (
        lambda all_: [*all_[:2], chain.line(2, all_[2].split("\t")[1], chain.digest_of("{}"), "{}"), *all_[3:]],
        2,
        "does not follow",
    ),
    "an entry left out": (lambda all_: [*all_[:2], *all_[3:]], 2, "stands in its place"),
    "one said twice": (lambda all_: [*all_[:2], all_[1], *all_[2:]], 2, "stands in its place"),
    "two that changed places": (lambda all_: [all_[0], all_[2], all_[1], *all_[3:]], 1, "stands in its place"),
    "the last one left out": (lambda all_: [*all_[:4], all_[5]], 4, "entries are missing"),
    "no end": (lambda all_: all_[:5], 5, "before its last line"),
    "something behind the end": (lambda all_: [*all_, "x"], 5, "something follows"),
    "no beginning": (lambda all_: all_[1:], 0, "its first line is missing"),
    "nothing": (lambda _: [], 0, "its first line is missing"),
    "half a line": (lambda all_: [*all_[:3], "3\tabc", *all_[4:]], 3, "four parts"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_the_first_entry_that_does_not_fit_is_named(name: str) -> None:
    tamper, number, reason = TAMPERED[name]
    with pytest.raises(BrokenChainError, match=reason) as broken:
        prove(tamper(export(TEXTS)))
    assert broken.value.number == number


def test_a_chain_that_was_made_anew_ends_with_another_seal() -> None:
    """Whoever holds the database can make a whole new chain: a seal that was noted down tells."""
    assert prove(_resealed(export(TEXTS))).seal != prove(export(TEXTS)).seal


@given(st.lists(st.text(ONE_LINE, min_size=2), min_size=1, max_size=8), st.data())
def test_no_letter_of_an_export_can_be_changed(texts: list[str], data: st.DataObject) -> None:
    lines = export(texts)
    assert prove(lines).entries == len(texts)
    whole = "".join(lines)
    place = data.draw(st.integers(0, len(whole) - 2))
    other = data.draw(st.sampled_from("ax0\t").filter(lambda letter: letter != whole[place]))
    changed = whole[:place] + other + whole[place + 1 :]
    with pytest.raises(BrokenChainError):
        prove(changed.splitlines(keepends=True))


def test_a_file_is_proven_by_itself_where_the_product_is_not(tmp_path: Path) -> None:
    """By nothing but the standard library: `-I` and `-S` leave out whatever is installed."""
    plain, packed = tmp_path / "trail.txt", tmp_path / "trail.txt.gz"
    plain.write_text("".join(export(TEXTS)))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(lines_of(packed)) == list(lines_of(plain))
    alone = [sys.executable, "-I", "-S", chain.__file__]
    found = subprocess.run([*alone, plain], capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    assert found.stdout.startswith("4 entries fit")
    plain.write_text(plain.read_text().replace("rauf", "nobody"))
    found = subprocess.run([*alone, plain], capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    assert (found.returncode, found.stderr) == (1, "NOT PROVEN: entry 2: its text was changed\n")
