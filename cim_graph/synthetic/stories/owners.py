"""Stories of ownership: circles, nominees, families, trusts, votes."""

from cim_graph.synthetic.stories.teller import Story, Teller


def circle(teller: Teller, _: int) -> Story:
    """Three companies hold each other in a circle; with P = 60 + 0.4 · C, C = 0.8 · B, B = 0.7 · A it is solved."""
    top = teller.person("TOP", "Qasımov Rauf Elçin oğlu", "1968-04-17")
    second = teller.person("SECOND", "Nəbiyeva Sevinc Tofiq qızı", "1974-11-02")
    third = teller.person("THIRD", "Hümbətov Kamran Vaqif oğlu", "1979-01-25")
    first = teller.company("A", "Dairə Holdinq", "QSC", status="CUSTOMER")
    middle = teller.company("B", "Dairə Tikinti", status="CUSTOMER")
    last = teller.company("C", "Dairə Logistika", status="CUSTOMER")
    teller.owns(top, first, "60")
    teller.owns(last, first, "40")
    teller.owns(first, middle, "70")
    teller.owns(second, middle, "30")
    teller.owns(middle, last, "80")
    teller.owns(third, last, "20")
    teller.connected("control", (top, first, middle, last), "TOP has the majority in A, A in B, B in C")
    return teller.ending(
        "Circular ownership",
        last,
        "In C, the integrated shares are TOP 43.30 %, SECOND 30.93 % and THIRD 25.77 %: all three are above 25 %, "
        "although THIRD holds 20 % directly; together they are 100 %.",
    )


def nominee(teller: Teller, _: int) -> Story:
    """Put a beneficial owner behind three layers and a nominee."""
    hidden = teller.person("HIDDEN", "Səfərov Tural İlqar oğlu", "1971-09-08", flags=["pep"])
    agent = teller.person("NOMINEE", "Andreas Christou", "1965-02-14", identifiers=[], nationalities=["CY"])
    partner = teller.person("PARTNER", "Baxışov Emin Arif oğlu", "1980-06-30")
    manager = teller.person("MANAGER", "Vəliyeva Günay Rəşad qızı", "1988-12-19")
    client = teller.company("CLIENT", "Pərdə Ticarət", status="CUSTOMER")
    onshore = teller.company("LAYER-1", "Veil Trading", "Ltd", "registry", jurisdiction="CY")
    middle = teller.company("LAYER-2", "Curtain Holdings", "Ltd", "registry", jurisdiction="VG")
    top = teller.company("LAYER-3", "Backdrop Investments", "Ltd", "registry", jurisdiction="VG")
    teller.owns(onshore, client, "100")
    teller.owns(middle, onshore, "80")
    teller.owns(manager, onshore, "20")
    teller.owns(top, middle, "100")
    teller.owns(agent, top, "60", onBehalfOf=hidden)
    teller.owns(partner, top, "40")
    teller.relate("MANAGES", (manager, client), role="ceo")
    return teller.ending(
        "A hidden owner behind three layers and a nominee",
        client,
        "HIDDEN, a politically exposed person, holds 48 % of CLIENT and PARTNER 32 %; NOMINEE holds nothing for "
        "himself and MANAGER 20 %.",
    )


def family(teller: Teller, _: int) -> Story:
    """Nobody in a family has a quarter of the company, the family has."""
    father = teller.person("FATHER", "Tağıyev Nizami Kərim oğlu", "1958-03-03")
    mother = teller.person("MOTHER", "Tağıyeva Solmaz Həsən qızı", "1961-07-21")
    son = teller.person("SON", "Tağıyev Orxan Nizami oğlu", "1986-10-10")
    public = teller.company("OTHERS", "Azad Səhmdarlar", "ASC", "registry", flags=["listed"])
    client = teller.company("CLIENT", "Ocaq Qida", status="CUSTOMER")
    teller.owns(father, client, "10")
    teller.owns(mother, client, "8")
    teller.owns(son, client, "9")
    teller.owns(public, client, "73")
    teller.relate("FAMILY_OF", (father, mother), role="spouse")
    teller.relate("FAMILY_OF", (father, son), role="parent")
    teller.relate("FAMILY_OF", (mother, son), role="parent")
    teller.connected("household", (father, mother, son), "spouses and their son")
    return teller.ending(
        "A family that owns over 25 % together",
        client,
        "FATHER 10 %, MOTHER 8 % and SON 9 % are each below 25 %, as a family they hold 27 %.",
    )


def trust(teller: Teller, _: int) -> Story:
    """Put a trust above a client; everybody with a role in the trust counts, whatever his share."""
    settlor = teller.person("SETTLOR", "Mirzəyev Ədalət Kamal oğlu", "1949-05-05")
    trustee = teller.company("TRUSTEE", "Harbour Trustees", "Ltd", "registry", jurisdiction="JE")
    protector = teller.person("PROTECTOR", "Helen Marsh", "1966-08-12", identifiers=[], nationalities=["GB"])
    beneficiary = teller.person("BENEFICIARY", "Mirzəyeva Nigar Ədalət qızı", "1983-02-27")
    settlement = teller.trust("TRUST", "Mirzəyev Family Trust", jurisdiction="JE")
    other = teller.person("MINORITY", "Rzayev Fuad Nadir oğlu", "1977-04-09")
    client = teller.company("CLIENT", "Miras Daşınmaz Əmlak", "QSC", status="CUSTOMER")
    teller.owns(settlement, client, "85")
    teller.owns(other, client, "15")
    teller.relate("SETTLOR_OF", (settlor, settlement))
    teller.relate("TRUSTEE_OF", (trustee, settlement))
    teller.relate("PROTECTOR_OF", (protector, settlement))
    teller.relate("BENEFICIARY_OF", (beneficiary, settlement))
    return teller.ending(
        "A trust above a client",
        client,
        "The trust holds 85 %; SETTLOR, PROTECTOR and BENEFICIARY are beneficial owners by their roles in it, behind "
        "TRUSTEE, a company, somebody has to be found; MINORITY with 15 % is none.",
    )


def sold(teller: Teller, _: int) -> Story:
    """Sell a company: the answer depends on the day asked about."""
    seller = teller.person("SELLER", "Cavadov Natiq Səməd oğlu", "1960-01-13")
    buyer = teller.person("BUYER", "Əmirova Lalə Zaur qızı", "1985-03-29")
    client = teller.company("CLIENT", "Dəyişən Mebel", status="CUSTOMER", founded="2015-02-01")
    teller.owns(seller, client, "100", validFrom="2015-02-01", validTo="2022-07-01")
    teller.owns(seller, client, "25", validFrom="2022-07-01")
    teller.owns(buyer, client, "75", validFrom="2022-07-01")
    return teller.ending(
        "A company that was sold",
        client,
        "On 2022-06-30 SELLER held 100 %; from 2022-07-01 BUYER holds 75 % and SELLER 25 %.",
    )


def share_classes(teller: Teller, _: int) -> Story:
    """Few shares carry most votes."""
    founder = teller.person("FOUNDER", "İsgəndərov Ceyhun Rafiq oğlu", "1982-12-01")
    investor = teller.person("INVESTOR", "Şükürova Aytən Elman qızı", "1970-10-23")
    client = teller.company("CLIENT", "Səs Texnologiya", "QSC", status="CUSTOMER")
    teller.owns(founder, client, "20", shareClass="A", voting="66")
    teller.owns(investor, client, "80", shareClass="B", voting="34")
    teller.connected("control", (founder, client), "FOUNDER has the majority of votes")
    return teller.ending(
        "Votes that differ from capital",
        client,
        "FOUNDER holds 20 % of the capital and controls with 66 % of the votes; INVESTOR holds 80 % and does not "
        "control.",
    )


def concert(teller: Teller, _: int) -> Story:
    """Three holders vote together and so have the majority."""
    one = teller.person("ONE", "Abbasov Vüqar Mahir oğlu", "1972-02-02")
    two = teller.person("TWO", "Sultanov Elşən Oqtay oğlu", "1975-05-15")
    three = teller.person("THREE", "Kazımova Könül Yusif qızı", "1979-09-19")
    rest = teller.person("REST", "Paşayev Samir İsa oğlu", "1967-07-07")
    client = teller.company("CLIENT", "Birlik Tekstil", "QSC", status="CUSTOMER")
    for holder in (one, two, three):
        teller.owns(holder, client, "18")
    teller.owns(rest, client, "46")
    teller.relate("RELATED_TO", (one, two), role="acting-in-concert", about=client)
    teller.relate("RELATED_TO", (two, three), role="acting-in-concert", about=client)
    return teller.ending(
        "Holders acting in concert",
        client,
        "ONE, TWO and THREE vote their 18 % each together: 54 %, the majority; REST, the largest holder with 46 %, "
        "does not control.",
    )
