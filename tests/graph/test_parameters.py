"""Parameters on their way to the server: told in a word, and let go of once they are used."""

import gc

from cim_graph.graph.parameters import sent
from cim_graph.graph.session import Graph, Transaction
from cim_graph.graph.statement import Ids
from cim_graph.parties.landing import KNOWN


def test_lists_are_told_in_a_word_and_hold_the_same() -> None:
    with sent({"ids": ["R1", "R2"], "at": "2026-01-01"}) as given:
        assert given == {"ids": ["R1", "R2"], "at": "2026-01-01"}
        assert repr(given) == "{'ids': [2 of them], 'at': '2026-01-01'}"


def test_what_was_sent_is_let_go_of_and_what_was_given_stays() -> None:
    arguments = {"ids": ["R1", "R2"]}
    with sent(arguments) as given:
        pass
    assert given == {"ids": []}
    assert arguments == {"ids": ["R1", "R2"]}


async def test_a_batch_does_not_outlive_its_statement(graph: Graph) -> None:
    class Mark(str):
        __slots__ = ()

    async def work(transaction: Transaction) -> None:
        await transaction.run(KNOWN(Ids([Mark("Rnone")])))

    gc.collect()
    gc.disable()
    try:
        await graph.write("test", work)
        held = [one for one in gc.get_objects() if isinstance(one, list) and any(type(value) is Mark for value in one)]
    finally:
        gc.enable()
    assert held == []
