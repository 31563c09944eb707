"""The closed words of the registry, spelled as in the public contract."""

from enum import StrEnum
from typing import Final


class PartyKind(StrEnum):
    """What a party is. An arrangement is a trust, a foundation or a fund."""

    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"
    ARRANGEMENT = "ARRANGEMENT"


class PartyStatus(StrEnum):
    """What a party is to the institution. EXTERNAL: known, and no client."""

    PROSPECT = "PROSPECT"
    CUSTOMER = "CUSTOMER"
    FORMER = "FORMER"
    EXTERNAL = "EXTERNAL"


RESTRICTED: Final = "restricted"
"""The segment of a party whose data is kept for the law alone: no source and no steward can state it."""


class Direction(StrEnum):
    """How relationships lie, seen from a party."""

    IN = "IN"
    OUT = "OUT"
    BOTH = "BOTH"

    def meets(self, asked: "Direction") -> bool:
        """Whether what lies in this direction is among what is asked for; one of a party with itself lies in both."""
        return Direction.BOTH in {self, asked} or self is asked


class RelationshipKind(StrEnum):
    """What a relationship says; it goes from the one who acts, holds or depends."""

    OWNS = "OWNS"
    CONTROLS = "CONTROLS"
    MANAGES = "MANAGES"
    FAMILY_OF = "FAMILY_OF"
    GUARANTEES = "GUARANTEES"
    DEPENDS_ON = "DEPENDS_ON"
    ACTS_FOR = "ACTS_FOR"
    SETTLOR_OF = "SETTLOR_OF"
    TRUSTEE_OF = "TRUSTEE_OF"
    PROTECTOR_OF = "PROTECTOR_OF"
    BENEFICIARY_OF = "BENEFICIARY_OF"
    EMPLOYS = "EMPLOYS"
    TRANSACTS_WITH = "TRANSACTS_WITH"
    RELATED_TO = "RELATED_TO"


class GroupKind(StrEnum):
    """What holds a group together."""

    CONNECTED_CLIENTS = "CONNECTED_CLIENTS"
    CORPORATE = "CORPORATE"
    HOUSEHOLD = "HOUSEHOLD"
    RELATED_TO_INSTITUTION = "RELATED_TO_INSTITUTION"
