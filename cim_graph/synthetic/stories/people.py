"""Stories of persons: who is who, who is near whom."""

from typing import TYPE_CHECKING

from cim_graph.synthetic.stories.teller import Story, Teller

if TYPE_CHECKING:
    from cim_graph.synthetic.records import Record


def sanctioned(teller: Teller, _: int) -> Story:
    """Put a sanctioned person two steps from a client."""
    name = "Гордеев Аркадий Львович"
    listed = teller.person("LISTED", name, "1964-10-30", nationalities=["RU"], flags=["sanctioned"])
    between = teller.company("BETWEEN", "Körpü Logistika")
    partner = teller.person("PARTNER", "Hacıyeva Ülviyyə Telman qızı", "1981-08-08")
    client = teller.company("CLIENT", "Sahil Turizm", status="CUSTOMER")
    teller.owns(listed, between, "55")
    teller.owns(partner, between, "45")
    teller.owns(between, client, "30")
    teller.owns(partner, client, "70")
    return teller.ending(
        "A sanctioned person two steps from a client",
        client,
        "LISTED is two steps from CLIENT: he has 55 % of BETWEEN, which has 30 % of CLIENT, so 16.5 % in the end.",
    )


def phone_ring(teller: Teller, _: int) -> Story:
    """Five applicants who say that they do not know each other give one telephone."""
    ring = (
        ("ONE", "Şirinov Elvin Rövşən oğlu", "1990-01-11"),
        ("TWO", "Xəlilova Aynur Bəhruz qızı", "1993-06-06"),
        ("THREE", "Novruzov Pərviz Malik oğlu", "1988-03-17"),
        ("FOUR", "Əsədova Türkan Azər qızı", "1995-12-24"),
        ("FIVE", "Zeynalov Ruslan Fikrət oğlu", "1991-09-01"),
    )
    phone: list[Record] = [{"kind": "mobile", "value": "+994507654321"}]
    members = tuple(teller.person(tag, name, birth, status="CUSTOMER", contacts=phone) for tag, name, birth in ring)
    for member in members[:3]:
        teller.lend(member, "9900.00")
    return teller.ending(
        "A ring around one telephone",
        members[0],
        "ONE to FIVE are five persons who share the mobile number +994507654321; three of them owe 9,900 AZN each. "
        "They are not one person.",
    )


def four_spellings(teller: Teller, _: int) -> Story:
    """Four systems know one woman under four spellings."""
    core = teller.person("CORE", "Məmmədova Leyla Həsən qızı", "1984-03-09", status="CUSTOMER")
    papers = teller.records[-1]["identifiers"]
    phone: list[Record] = [{"kind": "mobile", "value": "+994552345678"}]
    teller.records[-1]["contacts"] = phone
    again = (
        ("CRM", "Мамедова Лейла Гасан кызы", "1984-03-09", "crm", {"identifiers": [], "contacts": phone}),
        ("CARDS", "LEYLA MAMMADOVA", "1984-03-09", "cards", {"identifiers": [], "contacts": phone}),
        ("LEASING", "Leyla Memmedova", "1984-09-03", "leasing", {"identifiers": papers}),
    )
    for tag, name, birth, source, facts in again:
        teller.same("CORE", teller.person(tag, name, birth, source, **facts, status="CUSTOMER"))
    return teller.ending(
        "One customer in four systems",
        core,
        "CORE, CRM, CARDS and LEASING are one person, in Azerbaijani, Russian and ASCII letters, once with day and "
        "month of birth exchanged.",
    )


def namesakes(teller: Teller, _: int) -> Story:
    """Two cousins have the same name; they must stay two."""
    home = [{"text": "Gəncə ş., Nizami küç. 14", "country": "AZ", "city": "Gəncə", "postcode": "AZ2001"}]
    elder = teller.person("ELDER", "Əliyev Əli Məmməd oğlu", "1978-05-12", status="CUSTOMER", addresses=home)
    teller.person("YOUNGER", "Əliyev Əli Məmməd oğlu", "1991-02-08", status="CUSTOMER", addresses=home)
    return teller.ending(
        "Two namesakes in one house",
        elder,
        "ELDER and YOUNGER share name, patronymic and address but neither FIN nor date of birth: two persons.",
    )
