"""Companies, trusts and foundations as they truly are."""

from collections.abc import Mapping
from dataclasses import dataclass

from cim_graph.synthetic.dice import Odds
from cim_graph.synthetic.people import DOMAINS, Mint, address_of
from cim_graph.synthetic.records import TODAY, Record
from cim_graph.synthetic.script import bare, english

# First words and trades of company names; none of them names a real company by itself.
BRANDS = [
    "Xəzər",
    "Günəş",
    "Zirvə",
    "Qafqaz",
    "Abşeron",
    "Odlar",
    "Nur",
    "Ulduz",
    "Şəfəq",
    "Bahar",
    "Çinar",
    "Nərgiz",
    "Lalə",
    "Xəzri",
    "Gilavar",
    "Qızılgül",
    "Turan",
    "Araz",
    "Kür",
    "Şahdağ",
    "Savalan",
    "Təbriz",
    "Muğan",
    "Şirvan",
    "Aran",
    "Qarabağ",
    "İpək",
    "Sədəf",
    "Mirvari",
    "Yaqut",
    "Almaz",
    "Kəhrəba",
    "Dəniz",
    "Mavi",
    "Ağ",
    "Körpü",
    "Qala",
    "Karvan",
    "Sərhəd",
    "Üfüq",
    "Zəfər",
    "İnam",
    "Etibar",
    "Vətən",
    "Ocaq",
    "Çıraq",
    "Məşəl",
    "Bulaq",
    "Dalğa",
    "Yelkən",
]
# Trade, and its section in the Nomenclature of Economic Activities.
TRADES = (
    ("Ticarət", "G"),
    ("Tikinti", "F"),
    ("Logistika", "H"),
    ("Aqro", "A"),
    ("Tekstil", "C"),
    ("Enerji", "D"),
    ("Servis", "S"),
    ("Qida", "C"),
    ("Mebel", "C"),
    ("Turizm", "N"),
    ("Əczaçılıq", "G"),
    ("Nəqliyyat", "H"),
    ("Texnologiya", "J"),
    ("Konsaltinq", "M"),
    ("İnşaat Materialları", "G"),
    ("Avtomobil", "G"),
    ("Süd Məhsulları", "C"),
    ("Meyvə-Tərəvəz", "A"),
    ("Daşınmaz Əmlak", "L"),
    ("Təhsil", "P"),
    ("Tibb", "Q"),
    ("Poliqrafiya", "C"),
    ("Mühəndislik", "M"),
    ("Neft Servis", "B"),
)
RUSSIAN_NAMES = ("Каспий", "Рассвет", "Горизонт", "Баку-Транс", "Вектор", "Меридиан", "Альянс", "Восток", "Прогресс")
RUSSIAN_TRADES = ("Торг", "Строй", "Логистик", "Агро", "Сервис", "Энерго", "Пром", "Инвест")
ENGLISH_NAMES = ("Caspian", "Silk Road", "Land of Fire", "Meridian", "Blue Harbour", "Old City", "Highland", "Saffron")
ENGLISH_TRADES = ("Holdings", "Trading", "Capital", "Investments", "Shipping", "Partners", "Ventures", "Resources")
ARRANGEMENT_NAMES = ("Ailə Etibarnaməsi", "Family Trust", "Xeyriyyə Fondu", "Təhsil Fondu", "Mədəniyyət Fondu")

FORMS = Odds({"MMC": 76, "QSC": 8, "ASC": 4, "ООО": 5, "Ltd": 5, "A.Ş.": 2})
JURISDICTIONS = {
    "ООО": Odds({"RU": 9, "AZ": 1}),
    "Ltd": Odds({"GB": 3, "CY": 3, "VG": 3, "AE": 2, "MT": 1}),
    "A.Ş.": Odds({"TR": 1}),
}
LEI_RATES = {"MMC": 0.02, "QSC": 0.25, "ASC": 0.6, "Ltd": 0.25}
EMPLOYEES = Odds({(1, 4): 45, (5, 19): 30, (20, 99): 17, (100, 499): 7, (500, 5000): 1})
FLAGS = Odds({(): 9820, ("government",): 60, ("sanctioned",): 6, ("bank",): 14, ("exempt-from-limits",): 5})
# What foreign registers and counterparties write instead.
FORMS_ABROAD: Mapping[str, str] = {"MMC": "LLC", "QSC": "CJSC", "ASC": "OJSC", "ООО": "LLC", "A.Ş.": "JSC"}
# The language of the names of foreign forms; all others are Azerbaijani.
TONGUES: Mapping[str, str] = {"ООО": "ru", "Ltd": "en"}
JOINT_STOCK = ("ASC", "QSC")


@dataclass(frozen=True, slots=True)
class Firm:
    """One true company or arrangement. `name` is without its form; `founded` a day number; no number: empty."""

    kind: str
    name: str
    form: str
    jurisdiction: str
    founded: int
    sector: str
    employees: int
    voen: str
    lei: str
    foreign_number: str
    phone: str
    email: str
    address: Record
    flags: tuple[str, ...]

    @property
    def tongue(self) -> str:
        """The language of its name: az, ru, en."""
        return TONGUES.get(self.form, "az")


def styled(name: str, form: str) -> str:
    """Write a name with its form as its country does: `Xəzər Ticarət MMC`, `ООО «Каспий»`."""
    return f"{form} «{name}»" if form == "ООО" else f"{name} {form}".strip()


def styled_abroad(name: str, form: str) -> str:
    """Write a name as an English document does: `Khazar Tijarat LLC`."""
    written = name if form == "Ltd" else english(name)
    return f"{written} {FORMS_ABROAD.get(form, form)}".strip()


def company_of(mint: Mint) -> Firm:
    """Draw a company; one in eight is foreign and has no VÖEN."""
    dice = mint.dice
    form = dice.weighted(FORMS)
    jurisdiction = dice.weighted(JURISDICTIONS[form]) if form in JURISDICTIONS else "AZ"
    name, sector = _company_name(mint, form)
    return Firm(
        kind="organization",
        name=name,
        form=form,
        jurisdiction=jurisdiction,
        founded=TODAY - dice.between(200, 11_000),
        sector=sector,
        employees=dice.between(*dice.weighted(EMPLOYEES)),
        voen=mint.serials.voen(legal=True) if jurisdiction == "AZ" else "",
        lei=mint.serials.lei() if dice.chance(LEI_RATES.get(form, 0)) else "",
        foreign_number="" if jurisdiction == "AZ" else f"{jurisdiction}{mint.serials.paper():07d}",
        phone=f"+99412{dice.between(3, 5)}{dice.between(100_000, 999_999)}",
        email=f"info@{bare(name)}.{dice.pick(DOMAINS)}".lower().replace(" ", "-") if name.isascii() else "",
        address=address_of(mint, flat=False),
        flags=("listed",) if form == "ASC" and dice.chance(0.1) else dice.weighted(FLAGS),
    )


def arrangement_of(mint: Mint) -> Firm:
    """Draw a trust or a foundation."""
    dice = mint.dice
    kind = dice.pick(ARRANGEMENT_NAMES)
    family = dice.pick(mint.lexicon.names["az"].families)[0]
    trust = kind in ARRANGEMENT_NAMES[:2]
    return Firm(
        kind="arrangement",
        name=f"{family} {kind}",
        form="trust" if trust else "foundation",
        jurisdiction=dice.pick(("AZ", "GB", "CY", "JE", "LI")),
        founded=TODAY - dice.between(200, 8_000),
        sector="K" if trust else "S",
        employees=0,
        voen="" if trust else mint.serials.voen(legal=True),
        lei=mint.serials.lei() if dice.chance(0.3) else "",
        foreign_number="",
        phone="",
        email="",
        address=address_of(mint, flat=False),
        flags=(),
    )


def _company_name(mint: Mint, form: str) -> tuple[str, str]:
    """Draw a name and the section of its trade."""
    dice = mint.dice
    if form == "ООО":
        return f"{dice.pick(RUSSIAN_NAMES)}-{dice.pick(RUSSIAN_TRADES)} {dice.between(1, 999)}", "G"
    if form == "Ltd":
        return f"{dice.pick(ENGLISH_NAMES)} {dice.pick(ENGLISH_TRADES)} {dice.between(1, 999)}", "K"
    trade, sector = dice.pick(TRADES)
    if dice.chance(0.35):
        family = dice.pick(mint.lexicon.names["az"].families)[0]
        return f"{family} {dice.pick(('və Oğulları', 'Holdinq', trade))}", sector
    tail = "" if dice.chance(0.3) else f" {dice.between(2, 99)}" if dice.chance(0.3) else f"-{dice.pick(BRANDS)}"
    return f"{dice.pick(BRANDS)} {trade}{tail}", sector
