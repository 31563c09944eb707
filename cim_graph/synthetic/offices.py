"""The bank that keeps these records: its branches, its managers, its capital, the rates it uses, its fund."""

from collections.abc import Iterator

from cim_graph.synthetic.dice import Odds
from cim_graph.synthetic.numbering import Ref, Serials
from cim_graph.synthetic.records import Record, money

BANK: Ref = {"source": "core", "key": "BANK"}
FUND: Ref = {"source": "core", "key": "FUND"}
# A fund with very many holders is planted from this size on.
FUND_FROM = 1000

# Branch and its telephone, which clerks enter where a customer has given none.
BRANCHES = (
    ("Bakı-Mərkəz", "+994124040101"),
    ("Bakı-Nərimanov", "+994124040102"),
    ("Bakı-Xətai", "+994124040103"),
    ("Sumqayıt", "+994186550104"),
    ("Gəncə", "+994222550105"),
    ("Lənkəran", "+994252550106"),
    ("Şəki", "+994242450107"),
)
BRANCH_ODDS = Odds(dict(zip(BRANCHES, (34, 18, 14, 12, 11, 6, 5), strict=True)))

# First day, then one USD and one EUR in AZN: the manat has held 1.70 to the dollar since 2017.
RATES = (
    ("2024-01-01", "1.7000", "1.8766"),
    ("2024-07-01", "1.7000", "1.8253"),
    ("2025-01-01", "1.7000", "1.7682"),
    ("2025-07-01", "1.7000", "1.9977"),
    ("2026-01-01", "1.7000", "1.9958"),
)


def capital_of(parties: int) -> int:
    """Say the bank's eligible capital in AZN: about an eighth of what a bank of this size has lent, as Basel asks."""
    return max(10_000_000, 5_000 * parties)


def institution(parties: int, serials: Serials) -> Iterator[Record]:
    """State the bank itself, its capital in the last two years, and the rates of exchange."""
    yield {
        "type": "organization",
        **BANK,
        "names": [{"full": "Nümunə Bank ASC", "kind": "primary", "lang": "az"}],
        "legalForm": "ASC",
        "founded": "1994-05-12",
        "jurisdiction": "AZ",
        "sector": "K",
        "identifiers": [{"scheme": "az-voen", "value": serials.voen(legal=True), "country": "AZ"}],
        "status": "EXTERNAL",
        "flags": ["bank", "reporting-institution"],
    }
    for year, share in ((2025, 90), (2026, 100)):
        amount = money(capital_of(parties) * share)
        yield {
            "type": "capital",
            "source": "core",
            "key": f"CAPITAL-{year}",
            "amount": amount,
            "currency": "AZN",
            "validFrom": f"{year}-01-01",
        }
    for start, *rates in RATES:
        for currency, rate in zip(("USD", "EUR"), rates, strict=True):
            yield {
                "type": "rate",
                "source": "core",
                "key": f"{currency}-{start}",
                "currency": currency,
                "per": "AZN",
                "rate": rate,
                "validFrom": start,
            }


def fund(serials: Serials) -> Record:
    """State the investment fund that thousands of customers hold units of."""
    return {
        "type": "arrangement",
        **FUND,
        "names": [{"full": "Nümunə İnvestisiya Fondu", "kind": "primary", "lang": "az"}],
        "legalForm": "investment fund",
        "founded": "2012-03-01",
        "jurisdiction": "AZ",
        "sector": "K",
        "identifiers": [{"scheme": "lei", "value": serials.lei()}],
        "status": "CUSTOMER",
        "segment": "corporate",
    }
