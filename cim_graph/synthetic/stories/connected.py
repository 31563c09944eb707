"""Stories of common risk: dependence, limits, the bank's own people."""

from cim_graph.synthetic.offices import BANK
from cim_graph.synthetic.records import money
from cim_graph.synthetic.stories.teller import Story, Teller


def supplier(teller: Teller, _: int) -> Story:
    """Two borrowers that know nothing of each other depend on one supplier."""
    source = teller.company("SUPPLIER", "Mənbə Aqro", "QSC")
    mill = teller.company("MILL", "Dəyirman Qida", status="CUSTOMER")
    bakery = teller.company("BAKERY", "Təndir Servis", status="CUSTOMER")
    teller.relate("DEPENDS_ON", (mill, source), means="supplier", share="80", replaceable=False)
    teller.relate("DEPENDS_ON", (bakery, source), means="supplier", share="70", replaceable=False)
    teller.lend(mill, "420000.00")
    teller.lend(bakery, "310000.00")
    teller.connected("economic-dependency", (source, mill, bakery), "MILL and BAKERY cannot replace SUPPLIER")
    return teller.ending(
        "Two borrowers that depend on one supplier",
        mill,
        "MILL, BAKERY and SUPPLIER are one group of connected clients: both get most supplies from SUPPLIER and cannot "
        "replace it; the group owes 730,000 AZN.",
    )


def over_the_limit(teller: Teller, capital: int) -> Story:
    """Three loans, each within the limit, to one group that breaks it."""
    owner = teller.person("OWNER", "Bayramov Aqil Şamil oğlu", "1963-11-11")
    parent = teller.company("PARENT", "Zəncir Holdinq", "QSC", status="CUSTOMER")
    left = teller.company("LEFT", "Zəncir Enerji", status="CUSTOMER")
    right = teller.company("RIGHT", "Zəncir Nəqliyyat", status="CUSTOMER")
    teller.owns(owner, parent, "90")
    teller.owns(parent, left, "75")
    teller.owns(parent, right, "51")
    for party, share in ((parent, 12), (left, 9), (right, 7)):
        teller.lend(party, money(capital * share))
    teller.connected("control", (owner, parent, left, right), "OWNER controls PARENT, PARENT controls LEFT and RIGHT")
    return teller.ending(
        "A group over the limit",
        parent,
        "PARENT owes 12 %, LEFT 9 % and RIGHT 7 % of the bank's capital; under OWNER's control they are one group with "
        "28 %, a large exposure that breaks a limit of 25 % (and of 20 %).",
    )


def insider(teller: Teller, capital: int) -> Story:
    """Let a member of the bank's board borrow through a company."""
    member = teller.person("BOARD-MEMBER", "Mustafayev Teymur Akif oğlu", "1969-06-18")
    spouse = teller.person("SPOUSE", "Mustafayeva Rəna Çingiz qızı", "1972-04-04")
    client = teller.company("CLIENT", "Yaxın Konsaltinq", status="CUSTOMER")
    teller.relate("MANAGES", (member, BANK), role="board")
    teller.relate("FAMILY_OF", (member, spouse), role="spouse")
    teller.owns(spouse, client, "100")
    teller.lend(client, money(capital * 2))
    return teller.ending(
        "A loan to the bank's own people",
        client,
        "CLIENT belongs to the group of the bank's related parties: its only owner SPOUSE is married to BOARD-MEMBER, "
        "who sits on the bank's board; it owes 2 % of the bank's capital.",
    )


def rebutted(teller: Teller, _: int) -> Story:
    """Document a link that would connect two clients as harmless."""
    buyer = teller.company("BUYER", "Bazar Ticarət", status="CUSTOMER")
    maker = teller.company("MAKER", "Usta Mebel", status="CUSTOMER")
    exception = {"reason": "MAKER's goods sell to anybody: three other buyers have signed letters", "by": "RM-001"}
    teller.relate("DEPENDS_ON", (maker, buyer), means="customer", share="65", rebutted=exception)
    teller.lend(buyer, "90000.00")
    teller.lend(maker, "60000.00")
    return teller.ending(
        "A dependence that is documented as harmless",
        maker,
        "MAKER and BUYER are no group: the dependence of 65 % is listed as an exception with its reason.",
    )
