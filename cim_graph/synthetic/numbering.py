"""Numbers that are valid and never given twice: keys, FIN, VÖEN, LEI, IBAN, papers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

SOURCES = ("core", "cards", "crm", "registry", "leasing")
_PREFIX = {"core": "C", "cards": "K", "crm": "M", "registry": "G", "leasing": "L"}

# Letters that look like digits, I and O, are not used.
_FIN_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_FIN_SPACE = 34**7
_OFFICES = ("10", "13", "14", "15", "17", "18", "20", "23", "25", "29", "31", "36", "40", "43", "50", "57", "64", "99")
_VOEN_SPACE = len(_OFFICES) * 10**6
_VOEN_WEIGHTS = (4, 1, 8, 6, 2, 7, 5, 3)
# No bank and no LEI issuer has these: a generated number can be valid and still be nobody's.
_BANK_CODE = "NUMB"
_LEI_PREFIX = "999900"

Ref = dict[str, str]


def spread(number: int, factor: int, space: int) -> int:
    """Send 0, 1, 2… all over a space without meeting twice; the factor has no divisor in common with the space."""
    return number * factor % space


def fin_of(number: int) -> str:
    """Write a number from 0 to 34^7 - 1 as the seven characters of a FIN (scheme `az-fin`)."""
    characters = ""
    for _ in range(7):
        number, rest = divmod(number, 34)
        characters += _FIN_CHARACTERS[rest]
    return characters


def voen_check(body: str) -> int:
    """Compute the ninth digit of a VÖEN from its first eight; 10 means that no such number is issued.

    The rule of python-stdnum's `stdnum.az.voen`, after the OECD's note on Azerbaijan's tax numbers.
    """
    return sum(weight * int(digit) for weight, digit in zip(_VOEN_WEIGHTS, body, strict=True)) % 11


def _letters_as_digits(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text))


def _mod_97_check(text: str) -> str:
    """Compute the two check digits of ISO 7064 mod 97-10 for a text that ends where they stand."""
    return f"{98 - _letters_as_digits(text) * 100 % 97:02d}"


def lei_of(number: int) -> str:
    """Write a number below 10^12 as a Legal Entity Identifier (ISO 17442) of an issuer that does not exist."""
    body = f"{_LEI_PREFIX}{number:012d}"
    return body + _mod_97_check(body)


_BANK_DIGITS = str(_letters_as_digits(_BANK_CODE))
_COUNTRY_DIGITS = str(_letters_as_digits("AZ"))


def iban_of(number: int) -> str:
    """Write a number below 10^20 as an Azerbaijani IBAN (ISO 13616: 4 letters, 20 digits) of no real bank."""
    check = 98 - int(f"{_BANK_DIGITS}{number:020d}{_COUNTRY_DIGITS}00") % 97
    return f"AZ{check:02d}{_BANK_CODE}{number:020d}"


def code_of(ref: Ref) -> int:
    """Pack the name of a party record into one small number, so that a million fit into memory."""
    return int(ref["key"][2:]) * len(SOURCES) + SOURCES.index(ref["source"])


def ref_of(code: int) -> Ref:
    """Unpack what `code_of` packed."""
    serial, place = divmod(code, len(SOURCES))
    return {"source": SOURCES[place], "key": f"{_PREFIX[SOURCES[place]]}-{serial}"}


@dataclass(frozen=True, slots=True)
class Serials:
    """What has been given out so far; one object serves a whole bank."""

    parties: dict[str, Iterator[int]] = field(default_factory=lambda: {source: count(100_000) for source in SOURCES})
    relations: Iterator[int] = field(default_factory=count)
    exposures: Iterator[int] = field(default_factory=count)
    entities: Iterator[int] = field(default_factory=count)
    groups: Iterator[int] = field(default_factory=count)
    _people: Iterator[int] = field(default_factory=count)
    _taxpayers: Iterator[int] = field(default_factory=count)
    _legal_entities: Iterator[int] = field(default_factory=count)
    _papers: Iterator[int] = field(default_factory=count)
    _accounts: Iterator[int] = field(default_factory=count)

    def ref(self, source: str) -> Ref:
        """Name the next party record of a source."""
        return {"source": source, "key": f"{_PREFIX[source]}-{next(self.parties[source])}"}

    def fin(self) -> str:
        """Give the next personal identification number."""
        return fin_of(spread(next(self._people), 20_769_187_433, _FIN_SPACE))

    def voen(self, *, legal: bool) -> str:
        """Give the next tax number, of a legal or of a natural person."""
        while True:
            office, serial = divmod(spread(next(self._taxpayers), 7_368_787, _VOEN_SPACE), 10**6)
            body = f"{_OFFICES[office]}{serial:06d}"
            check = voen_check(body)
            if check < 10:  # noqa: PLR2004 -- a digit
                return f"{body}{check}{'1' if legal else '2'}"

    def lei(self) -> str:
        """Give the next Legal Entity Identifier."""
        return lei_of(spread(next(self._legal_entities), 618_033_988_749, 10**12))

    def paper(self) -> int:
        """Give the next number of an identity paper or a foreign register, of seven digits."""
        return spread(next(self._papers), 6_180_339, 10**7)

    def account(self) -> str:
        """Give the next account number, an IBAN."""
        return iban_of(spread(next(self._accounts), 618_033_988_749, 10**14))
