"""What FollowTheMoney's schemata, properties and topics are in the registry (https://followthemoney.tech/explorer/).

Lists that an expert can read; whatever they leave out of an entity goes to `attributes` under FollowTheMoney's name.
"""

from dataclasses import dataclass

from cim_graph.kernel.vocabulary import RelationshipKind

# A party by its schema: the type of record, and flags. What is no party, but can be owned or owe (a vessel, a piece of
# real estate), is an organization with a flag that says so.
PARTIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Person": ("person", ()),
    "LegalEntity": ("organization", ()),
    "Organization": ("organization", ()),
    "Company": ("organization", ()),
    "PublicBody": ("organization", ("government",)),
    "Vessel": ("organization", ("vessel",)),
    "Airplane": ("organization", ("aircraft",)),
    "Vehicle": ("organization", ("vehicle",)),
    "Asset": ("organization", ("asset",)),
    "RealEstate": ("organization", ("real-estate",)),
    "Security": ("organization", ("security",)),
    "CryptoWallet": ("organization", ("crypto-wallet",)),
    "BankAccount": ("organization", ("bank-account",)),
}
FLAGS = {
    "role.pep": "pep",
    "sanction": "sanctioned",
    "gov": "government",
    "gov.national": "government",
    "gov.state": "government",
    "gov.muni": "government",
    "fin.bank": "bank",
    "corp.public": "listed",
}
STATUS = "cim_status"
"""What is written beside the properties, since FollowTheMoney has no word for what a party is to the bank."""
IDENTIFIERS = {
    "leiCode": "lei",
    "innCode": "ru-inn",
    "ogrnCode": "ru-ogrn",
    "okpoCode": "ru-okpo",
    "kppCode": "ru-kpp",
    "voenCode": "az-voen",
    "uscCode": "cn-uscc",
    "swiftBic": "bic",
    "isinCode": "isin",
    "isin": "isin",
    "iban": "iban",
    "dunsCode": "duns",
    "npiCode": "npi",
    "uniqueEntityId": "us-uei",
    "cikCode": "us-cik",
    "imoNumber": "imo",
    "wikidataId": "wikidata",
    "passportNumber": "passport",
    "socialSecurityNumber": "social-security-number",
    "taxNumber": "tax-number",
    "vatCode": "vat",
    "idNumber": "id-number",
    "registrationNumber": "registration-number",
}
NATIONAL = frozenset({"passport", "social-security-number", "tax-number", "vat", "id-number", "registration-number"})
"""Schemes whose values name one party within a country only: the entity's own country is stated with them."""
REGISTERS = {("registration-number", "GB"): "gb-coh"}
NAMES = {"name": "primary", "alias": "alias", "weakAlias": "alias", "abbreviation": "alias", "previousName": "former"}
NAME_PARTS = {"firstName": "first", "lastName": "last", "fatherName": "patronymic"}
CONTACTS = {"email": "email", "phone": "phone", "website": "web"}
SINGLE = {
    "birthDate": "birthDate",
    "deathDate": "deathDate",
    "birthPlace": "birthPlace",
    "gender": "gender",
    "legalForm": "legalForm",
    "incorporationDate": "founded",
    "dissolutionDate": "dissolved",
    "sector": "sector",
}
NATIONALITIES = ("nationality", "citizenship")
JURISDICTIONS = ("jurisdiction", "mainCountry", "country")


@dataclass(frozen=True, slots=True)
class Edge:
    """What an entity that ties two others is: from the party in property `start` to the one in `end`.

    `word` is the property that says more, and becomes `role`, or `means` of control; `default` stands where it says
    nothing.
    """

    kind: RelationshipKind
    start: str
    end: str
    word: str
    default: str | None = None

    @property
    def field(self) -> str:
        """Return the field of a relationship record that the word goes to."""
        return "means" if self.kind is RelationshipKind.CONTROLS else "role"


_K = RelationshipKind
EDGES = {
    "Ownership": Edge(_K.OWNS, "owner", "asset", "role"),
    "Control": Edge(_K.CONTROLS, "controller", "controlled", "controlType"),
    "Directorship": Edge(_K.MANAGES, "director", "organization", "role"),
    # The word is what the relative is to the person.
    "Family": Edge(_K.FAMILY_OF, "relative", "person", "relationship"),
    "Associate": Edge(_K.RELATED_TO, "associate", "person", "relationship", "associate"),
    "Membership": Edge(_K.RELATED_TO, "member", "organization", "role", "member"),
    "Employment": Edge(_K.EMPLOYS, "employer", "employee", "role"),
    "Representation": Edge(_K.ACTS_FOR, "agent", "client", "role"),
    "Payment": Edge(_K.TRANSACTS_WITH, "payer", "beneficiary", "programme"),
    "Debt": Edge(_K.RELATED_TO, "debtor", "creditor", "role", "debtor"),
    "Succession": Edge(_K.RELATED_TO, "predecessor", "successor", "role", "predecessor"),
    "UnknownLink": Edge(_K.RELATED_TO, "subject", "object", "role"),
    "ProjectParticipant": Edge(_K.RELATED_TO, "participant", "project", "role", "project-participant"),
}
KINSHIP = {
    "mother": "parent",
    "father": "parent",
    "son": "child",
    "daughter": "child",
    "husband": "spouse",
    "wife": "spouse",
    "brother": "sibling",
    "sister": "sibling",
}
# The registry's words, as far as FollowTheMoney's differ.
RELATED = {
    "settlor": _K.SETTLOR_OF,
    "trustee": _K.TRUSTEE_OF,
    "protector": _K.PROTECTOR_OF,
    "beneficiary": _K.BENEFICIARY_OF,
    "guarantor": _K.GUARANTEES,
    "dependent": _K.DEPENDS_ON,
}
"""Roles of UnknownLink that are kinds of their own; they are written so, too."""
ARRANGEMENTS = frozenset({"trust", "foundation", "fund", "arrangement", "waqf", "stiftung"})
"""Legal forms of which a LegalEntity is an arrangement."""
SATELLITES = {
    "Address": "",
    "Identification": "holder",
    "Passport": "holder",
    "Sanction": "entity",
    "Occupancy": "holder",
    "Position": "",
}
"""Entities that say something of a party, by the property that names it; without one the party, or another satellite,
names them."""
